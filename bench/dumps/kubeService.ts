import { createHash } from 'node:crypto';
import { append } from './tableText.js';
import type { TableText } from './tableText.js';

/** The pods' addresses, as kube-proxy's `--cluster-cidr` has them. */
export const clusterCidr = '10.128.0.0/10';

/** A port of a service, as kube-proxy sees it. */
export interface KubeService {
  /** `namespace/name:port`. */
  readonly name: string;
  readonly protocol: 'tcp' | 'udp';
  readonly clusterAddress: string;
  readonly port: number;
  /** `address:port` of each pod behind it. */
  readonly endpoints: readonly string[];
  readonly externalAddress?: string;
  readonly loadBalancerAddress?: string;
  readonly nodePort?: number;
  /** Who may come to the load balancer's address; all where there are none. */
  readonly sourceRanges?: readonly string[];
  /** externalTrafficPolicy Local: the endpoints on this node, and the port where its health is asked for. */
  readonly local?: { readonly endpoints: readonly string[]; readonly healthPort: number };
  /** sessionAffinity ClientIP. */
  readonly affinity?: true;
}

/** The tables that kube-proxy writes services into. */
export interface KubeTables {
  readonly nat: TableText;
  readonly filter: TableText;
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/**
 * What the names of a service's chains end in: 16 letters of base32.
 * @see kubernetes pkg/proxy/iptables/proxier.go portProtoHash, servicePortEndpointChainName
 */
export function chainHash(text: string): string {
  const digest = createHash('sha256').update(text).digest();
  let bits = 0n;
  for (const byte of digest.subarray(0, 10)) bits = (bits << 8n) | BigInt(byte);
  return Array.from(
    { length: 16 },
    (_, index) => alphabet[Number((bits >> BigInt(75 - 5 * index)) & 31n)],
  ).join('');
}

/** The chain of an endpoint. */
export function endpointChain({ name, protocol }: KubeService, endpoint: string): string {
  return `KUBE-SEP-${chainHash(`${name}${protocol}${endpoint}`)}`;
}

/** A comment as iptables-save prints it. */
function said(text: string): string {
  return `-m comment --comment "${text}"`;
}

/**
 * Writes the rules of one service.
 * @see kubernetes pkg/proxy/iptables/proxier.go syncProxyRules
 */
export function writeService({ nat, filter }: KubeTables, service: KubeService): void {
  const { name, protocol, port, clusterAddress, endpoints, local, nodePort } = service;
  const hash = chainHash(`${name}${protocol}`);
  const [own, external] = [`KUBE-SVC-${hash}`, `KUBE-EXT-${hash}`];
  const to = (address: string, comment: string, action: string): string =>
    `-d ${address}/32 -p ${protocol} ${said(`${name} ${comment}`)} -m ${protocol} --dport ${port} ${action}`;
  if (endpoints.length === 0) {
    append(
      filter,
      'KUBE-SERVICES',
      to(clusterAddress, 'has no endpoints', '-j REJECT --reject-with icmp-port-unreachable'),
    );
    return;
  }
  append(nat, 'KUBE-SERVICES', to(clusterAddress, 'cluster IP', `-j ${own}`));
  append(nat, own, `! -s ${clusterCidr} ${to(clusterAddress, 'cluster IP', '-j KUBE-MARK-MASQ')}`);
  writeBalancing(nat, service, own, endpoints);
  for (const endpoint of endpoints) writeEndpoint(nat, service, endpoint);
  if (service.externalAddress !== undefined) {
    append(nat, 'KUBE-SERVICES', to(service.externalAddress, 'external IP', `-j ${external}`));
  }
  if (service.loadBalancerAddress !== undefined) writeLoadBalancer({ nat, filter }, service, hash, to);
  if (nodePort !== undefined) {
    append(
      nat,
      'KUBE-NODEPORTS',
      `-p ${protocol} ${said(name)} -m ${protocol} --dport ${nodePort} -j ${external}`,
    );
  }
  if ((service.externalAddress ?? service.loadBalancerAddress ?? nodePort) === undefined) return;
  if (local === undefined) {
    append(
      nat,
      external,
      `${said(`masquerade traffic for ${name} external destinations`)} -j KUBE-MARK-MASQ`,
      `-j ${own}`,
    );
    return;
  }
  const fromHere = '-m addrtype --src-type LOCAL';
  append(
    nat,
    external,
    `-s ${clusterCidr} ${said(`pod traffic for ${name} external destinations`)} -j ${own}`,
    `${said(`masquerade LOCAL traffic for ${name} external destinations`)} ${fromHere} -j KUBE-MARK-MASQ`,
    `${said(`route LOCAL traffic for ${name} external destinations`)} ${fromHere} -j ${own}`,
    `-j KUBE-SVL-${hash}`,
  );
  writeBalancing(nat, service, `KUBE-SVL-${hash}`, local.endpoints);
  append(
    filter,
    'KUBE-NODEPORTS',
    `-p tcp ${said(`${name} health check node port`)} -m tcp --dport ${local.healthPort} -j ACCEPT`,
  );
}

function writeLoadBalancer(
  { nat, filter }: KubeTables,
  { name, loadBalancerAddress = '', sourceRanges }: KubeService,
  hash: string,
  to: (address: string, comment: string, action: string) => string,
): void {
  const [external, firewall] = [`KUBE-EXT-${hash}`, `KUBE-FW-${hash}`];
  if (sourceRanges === undefined) {
    append(nat, 'KUBE-SERVICES', to(loadBalancerAddress, 'loadbalancer IP', `-j ${external}`));
    return;
  }
  append(nat, 'KUBE-SERVICES', to(loadBalancerAddress, 'loadbalancer IP', `-j ${firewall}`));
  append(
    nat,
    firewall,
    ...sourceRanges.map((range) => `-s ${range} ${said(`${name} loadbalancer IP`)} -j ${external}`),
    said(`other traffic to ${name} will be dropped by KUBE-PROXY-FIREWALL`),
  );
  append(
    filter,
    'KUBE-PROXY-FIREWALL',
    to(loadBalancerAddress, `traffic not accepted by ${firewall}`, '-j DROP'),
  );
}

/** Chooses among endpoints, each as likely as another; with affinity the one that the client had before. */
function writeBalancing(
  nat: TableText,
  service: KubeService,
  chain: string,
  endpoints: readonly string[],
): void {
  const rule = (endpoint: string, how: string): string =>
    `${said(`${service.name} -> ${endpoint}`)} ${how}-j ${endpointChain(service, endpoint)}`;
  if (service.affinity === true) {
    for (const endpoint of endpoints) {
      const list = endpointChain(service, endpoint);
      append(
        nat,
        chain,
        rule(
          endpoint,
          `-m recent --rcheck --seconds 10800 --reap --name ${list} --mask 255.255.255.255 --rsource `,
        ),
      );
    }
  }
  for (const [index, endpoint] of endpoints.entries()) {
    const left = endpoints.length - index;
    append(
      nat,
      chain,
      rule(endpoint, left === 1 ? '' : `-m statistic --mode random --probability ${probability(left)} `),
    );
  }
}

/**
 * One out of `among`, as kube-proxy writes it, the kernel rounds it and iptables-save prints it.
 * @see iptables extensions/libxt_statistic.c print_match
 */
function probability(among: number): string {
  const asked = Number((1 / among).toFixed(10));
  return (Math.round(asked * 2 ** 31) / 2 ** 31).toFixed(11);
}

function writeEndpoint(nat: TableText, service: KubeService, endpoint: string): void {
  const { name, protocol, affinity } = service;
  const chain = endpointChain(service, endpoint);
  const remember =
    affinity === true ? `-m recent --set --name ${chain} --mask 255.255.255.255 --rsource ` : '';
  append(
    nat,
    chain,
    `-s ${endpoint.split(':')[0] ?? ''}/32 ${said(name)} -j KUBE-MARK-MASQ`,
    `-p ${protocol} ${said(name)} ${remember}-m ${protocol} -j DNAT --to-destination ${endpoint}`,
  );
}
