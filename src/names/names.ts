import type { Address } from '../address/address.js';

/** What a names file tells of a cluster. Texts are latin1, as those of dumps. */
export interface Names {
  readonly pods: readonly Pod[];
  readonly services: readonly Service[];
  readonly nodes: readonly ClusterNode[];
  readonly hostEndpoints: readonly HostEndpoint[];
  readonly policies: readonly Policy[];
  /** As they are called: `kns.default`. Those that Calico makes of namespaces and service accounts are among them. */
  readonly profiles: readonly Profile[];
  readonly pools: readonly Pool[];
}

/** A pod, or another workload that Calico knows. */
export interface Pod {
  readonly namespace: string;
  readonly name: string;
  /** Empty of a pod that has ended, or that has no address of its own. */
  readonly addresses: readonly Address[];
  readonly node?: string;
  /** It has the addresses of its node. */
  readonly hostNetwork: boolean;
  /** The host's end of its veth, where a WorkloadEndpoint tells it. */
  readonly interfaceName?: string;
  readonly ports: readonly PodPort[];
}

export interface PodPort {
  readonly name: string;
  /** Lower case. */
  readonly protocol: string;
  readonly port: number;
}

export interface Service {
  readonly namespace: string;
  readonly name: string;
  /** Empty of a headless service, and of one that stands for a name outside. */
  readonly clusterAddresses: readonly Address[];
  /** External IPs and those of load balancers. */
  readonly otherAddresses: readonly Address[];
  readonly headless: boolean;
  readonly externalName?: string;
  readonly ports: readonly ServicePort[];
}

export interface ServicePort {
  /** Empty where it has none. */
  readonly name: string;
  /** Lower case: `tcp`. */
  readonly protocol: string;
  readonly port: number;
  readonly nodePort?: number;
}

export interface ClusterNode {
  readonly name: string;
  readonly addresses: readonly Address[];
}

export interface HostEndpoint {
  readonly name: string;
  readonly node: string;
  /** `*` for all. */
  readonly interfaceName?: string;
  readonly addresses: readonly Address[];
}

export type PolicyKind =
  | 'NetworkPolicy'
  | 'CalicoNetworkPolicy'
  | 'GlobalNetworkPolicy'
  | 'StagedNetworkPolicy'
  | 'StagedGlobalNetworkPolicy'
  | 'StagedKubernetesNetworkPolicy';

export interface Policy {
  readonly kind: PolicyKind;
  readonly namespace?: string;
  readonly name: string;
  readonly tier: string;
  /** Whom it applies to, as Calico writes selectors. */
  readonly selector: string;
  readonly peers: readonly Peer[];
}

export interface Profile {
  readonly name: string;
  readonly peers: readonly Peer[];
}

/** One side of a rule of a policy, in Calico's words. */
export interface Peer {
  readonly selector: string;
  readonly namespaceSelector: string;
  readonly notSelector: string;
  readonly serviceAccounts: readonly string[];
  readonly serviceAccountSelector: string;
  /** Of the rule, lower case; `tcp` where it has none. */
  readonly protocol: string;
  readonly namedPorts: readonly string[];
  /** `namespace/name`. */
  readonly service?: string;
}

export interface Pool {
  readonly name: string;
  /** As written: `10.244.0.0/16`. */
  readonly cidr: string;
}
