import { familyOf, sameAddress } from '../address/address.js';
import type { Address } from '../address/address.js';
import type { IpSet } from '../node/node.js';
import { isAnyInterface, readCalicoChain } from '../owners/calico/chainName.js';
import { endpointOf, isEndpointChain, readServiceChain } from '../owners/kube/serviceNames.js';
import { chainsNamed, rulesOf } from '../owners/ruleShape.js';
import { calledChain } from '../ruleset/callGraph.js';
import type { Ruleset } from '../ruleset/ruleset.js';
import { addressIndex } from './addressIndex.js';
import { chainOfId, policyIds, serviceHash } from './chainIds.js';
import { interfaceOfPod } from './interfaceOfPod.js';
import { inOrderOfFirst, lazily } from './lazily.js';
import type { Named } from './named.js';
import type { Names, Policy, Service, ServicePort } from './names.js';
import { cutId, peerSets, shownIdOf } from './setIds.js';

/** What the things in a dump are called in its cluster. Empty where nothing is known; several where several fit. */
export interface Naming {
  readonly names: Names;
  chain(name: string): readonly Named[];
  interface(name: string): readonly Named[];
  set(name: string): readonly Named[];
  /** With a port: that of a service, or a service's node port. */
  address(address: Address, port?: number): readonly Named[];
  /** An address range as a rule may have it: `10.244.0.0/16`. */
  prefix(text: string): readonly Named[];
  /** The node that the dump is from: the one whose pods have chains in it; undefined where none or several do. */
  ownNode(): string | undefined;
}

/** Where the things stand that are named. */
export interface NamedPlace {
  /** Of one dump, or of two that are compared. */
  readonly rulesets: readonly Ruleset[];
  readonly sets?: ReadonlyMap<string, IpSet> | undefined;
}

/**
 * Names what a dump holds. Chains and sets with a hash in their name are named by making the name again from each candidate: what does
 * not come out the same is not told.
 */
export function namingOf(names: Names, place: NamedPlace): Naming {
  const interfaces = lazily(() => interfaceNames(names));
  const addresses = lazily(() => addressIndex(names));
  const policies = lazily(() => policyChains(names));
  const profiles = lazily(() => profileChains(names));
  const services = lazily(() => serviceHashes(names));
  const servicePorts = lazily(() => portsOfServices(names));
  const sets = lazily(() => setNames(names));
  const ownNode = lazily(() => findOwnNode(names, place.rulesets));
  const hostEndpoints = lazily(() => hostEndpointsOf(names, ownNode()));
  const ofInterface = (name: string): readonly Named[] => [
    ...(interfaces().get(name) ?? []),
    ...(hostEndpoints().get(name) ?? []),
  ];
  const ofChain = (name: string): readonly Named[] => {
    const hash = readServiceChain(name)?.hash;
    if (hash !== undefined) return services().get(hash) ?? [];
    if (isEndpointChain(name)) return endpointNames(servicePorts(), place.rulesets, name);
    const chain = readCalicoChain(name);
    switch (chain?.kind) {
      case 'policy':
        return policies().get(chain.id) ?? [];
      case 'profile':
        return profiles().get(chain.id) ?? [];
      case 'group':
        return membersOf(place.rulesets, name).flatMap((member) => policies().get(member) ?? []);
      case 'workload':
      case 'endpoint-mark':
      case 'arp':
        return interfaces().get(chain.interface) ?? [];
      case 'host':
        return hostEndpoints().get(isAnyInterface(chain.interface) ? '*' : chain.interface) ?? [];
      case 'branch':
      case 'fixed':
      case undefined:
        return [];
    }
  };
  const known = new Map<string, readonly Named[]>();
  return {
    names,
    chain: (name) => {
      const found = known.get(name) ?? ofChain(name);
      known.set(name, found);
      return found;
    },
    interface: ofInterface,
    set: (name) => {
      const id = shownIdOf(name);
      const found = id === undefined ? [] : (sets().get(cutId(id)) ?? []);
      return found.length > 0 ? found : memberNames(place.sets?.get(name), addresses().ofHost);
    },
    address: (address, port) => addresses().find(address, port),
    prefix: (text) =>
      names.pools.filter(({ cidr }) => cidr === text).map(({ name }) => ({ kind: 'pool', name })),
    ownNode,
  };
}

function interfaceNames({ pods }: Names): ReadonlyMap<string, readonly Named[]> {
  return inOrderOfFirst(
    pods.flatMap(({ namespace, name, ...pod }) => {
      const own = interfaceOfPod({ namespace, name, ...pod });
      return own === undefined ? [] : [[own, { kind: 'pod', namespace, name }] as const];
    }),
  );
}

/** By their interfaces; those of the dump's own node, where that is known. */
function hostEndpointsOf(
  { hostEndpoints }: Names,
  node: string | undefined,
): ReadonlyMap<string, readonly Named[]> {
  return inOrderOfFirst(
    hostEndpoints.flatMap(({ name, interfaceName, node: own }) =>
      interfaceName === undefined || (node !== undefined && own !== node)
        ? []
        : [[interfaceName, { kind: 'host endpoint', name }] as const],
    ),
  );
}

export function policyNamed({ kind, namespace, name }: Policy): Named {
  const resource = kind === 'CalicoNetworkPolicy' ? 'Calico NetworkPolicy' : kind;
  return { kind: 'policy', resource, ...(namespace === undefined ? {} : { namespace }), name };
}

/** By what stands behind `cali-pi-` and `cali-po-`, which are of one length. */
function policyChains({ policies }: Names): ReadonlyMap<string, readonly Named[]> {
  const prefix = 'cali-pi-';
  return inOrderOfFirst(
    policies.flatMap((policy) =>
      policyIds(policy).map(
        (id) => [chainOfId(prefix, id).slice(prefix.length), policyNamed(policy)] as const,
      ),
    ),
  );
}

/** By what stands behind `cali-pri-` and `cali-pro-`. */
function profileChains({ profiles }: Names): ReadonlyMap<string, readonly Named[]> {
  const prefix = 'cali-pri-';
  return inOrderOfFirst(
    profiles.map(
      ({ name }) => [chainOfId(prefix, name).slice(prefix.length), { kind: 'profile', name }] as const,
    ),
  );
}

/** What the policies of a group's chain end with. */
function membersOf(rulesets: readonly Ruleset[], name: string): readonly string[] {
  const members = rulesets.flatMap((ruleset) =>
    rulesOf(ruleset, name).flatMap((rule) => {
      const member = readCalicoChain(calledChain(rule) ?? '');
      return member?.kind === 'policy' ? [member.id] : [];
    }),
  );
  return [...new Set(members)];
}

/** As kube-proxy calls a service's port: `default/web:http`; where the port has no name `default/web`, in old versions `default/web:`. */
function portTexts({ namespace, name }: Service, port: ServicePort): readonly string[] {
  const own = `${namespace}/${name}`;
  return port.name === '' ? [own, `${own}:`] : [`${own}:${port.name}`];
}

function serviceNamed({ namespace, name }: Service, port: ServicePort): Named {
  return { kind: 'service', namespace, name, port: port.name === '' ? String(port.port) : port.name };
}

function serviceHashes({ services }: Names): ReadonlyMap<string, readonly Named[]> {
  return inOrderOfFirst(
    services.flatMap((service) =>
      service.ports.flatMap((port) =>
        portTexts(service, port).map(
          (text) => [serviceHash(text, port.protocol), serviceNamed(service, port)] as const,
        ),
      ),
    ),
  );
}

interface PortOfService {
  readonly service: Service;
  readonly port: ServicePort;
}

/** By the service as comments of kube-proxy name it: `default/web:http`. */
function portsOfServices({ services }: Names): ReadonlyMap<string, readonly PortOfService[]> {
  return inOrderOfFirst(
    services.flatMap((service) =>
      service.ports.map((port) => [portTexts(service, port)[0] ?? '', { service, port }] as const),
    ),
  );
}

/**
 * The service whose port together with the address in the chain's rules gives the chain's name. Where the dump says for which service the
 * chain is, no other is asked: of thousands of chains and services that would take long.
 */
function endpointNames(
  ports: ReadonlyMap<string, readonly PortOfService[]>,
  rulesets: readonly Ruleset[],
  chain: string,
): readonly Named[] {
  for (const ruleset of rulesets) {
    if (chainsNamed(ruleset, chain, 'nat').length === 0) continue;
    const { address, service: said } = endpointOf(ruleset, chain);
    if (address === undefined) continue;
    const candidates = said === undefined ? [...ports.values()].flat() : (ports.get(said) ?? []);
    const found = candidates
      .filter(({ service, port }) =>
        portTexts(service, port).some((text) => chain.endsWith(serviceHash(text, port.protocol, address))),
      )
      .map(({ service, port }) => serviceNamed(service, port));
    if (found.length > 0) return found;
  }
  return [];
}

/** By what of their id a set's name shows. */
function setNames({ policies, profiles }: Names): ReadonlyMap<string, readonly Named[]> {
  const peers = [
    ...policies.flatMap(({ namespace = '', peers: all }) => all.map((peer) => [peer, namespace] as const)),
    ...profiles.flatMap(({ peers: all }) => all.map((peer) => [peer, ''] as const)),
  ];
  return inOrderOfFirst(
    peers.flatMap(([peer, namespace]) =>
      peerSets(peer, namespace).map(({ id, kind, text }) => [cutId(id), { kind, name: text }] as const),
    ),
  );
}

/** Members of a set that nothing else names: pods, nodes. */
function memberNames(
  set: IpSet | undefined,
  ofHost: (address: Address) => readonly Named[],
): readonly Named[] {
  if (set === undefined || !shownIdOf(set.name)) return [];
  const found = set.entries.flatMap(({ elements }) => {
    const [first] = elements;
    if (first?.kind === 'net' && first.length === (familyOf(first.address) === 4 ? 32 : 128)) {
      return ofHost(first.address);
    }
    return first?.kind === 'address' && sameAddress(first.low, first.high) ? ofHost(first.low) : [];
  });
  return found.map((each) => ({ ...each, member: true }));
}

/** A node is the dump's own if its pods have chains there. */
function findOwnNode({ pods }: Names, rulesets: readonly Ruleset[]): string | undefined {
  const nodes = new Set<string>();
  for (const pod of pods) {
    if (pod.node === undefined || nodes.size > 1) continue;
    const own = interfaceOfPod(pod);
    if (own !== undefined && rulesets.some((each) => hasEndpoint(each, own))) nodes.add(pod.node);
  }
  const [only, second] = nodes;
  return second === undefined ? only : undefined;
}

/** Whether a ruleset has Calico's chains for an interface. */
export function hasEndpoint(ruleset: Ruleset, interfaceName: string): boolean {
  return ['cali-tw-', 'cali-fw-'].some((prefix) => chainsNamed(ruleset, prefix + interfaceName).length > 0);
}
