import type { TableName } from '../../netfilter/hooks.js';

type ByTable = Readonly<Partial<Record<TableName, string>>> & { readonly any: string };

/**
 * The chains of Felix that exist once, and what they are for where that differs by table.
 * @see calico felix/rules/static.go, dispatch.go, nat.go, epmark.go, dscp.go
 */
const purposes: ReadonlyMap<string, ByTable> = new Map<string, ByTable>([
  ['cali-INPUT', { any: 'traffic to this host' }],
  ['cali-FORWARD', { any: 'routed traffic' }],
  [
    'cali-OUTPUT',
    {
      any: 'traffic from this host',
      raw: 'clear marks, untracked policy of this host',
      nat: 'floating IPs, for traffic from this host',
    },
  ],
  [
    'cali-PREROUTING',
    {
      any: 'arriving traffic',
      raw: 'clear marks, spoof check, untracked policy',
      mangle: 'pre-DNAT policy of this host',
      nat: 'floating IPs',
    },
  ],
  [
    'cali-POSTROUTING',
    {
      any: 'leaving traffic',
      mangle: 'host policy for traffic that was DNATed',
      nat: 'source NAT of workloads and tunnels',
    },
  ],
  ['cali-from-wl-dispatch', { any: 'find the sending workload by its interface' }],
  ['cali-to-wl-dispatch', { any: 'find the receiving workload by its interface' }],
  ['cali-wl-to-host', { any: 'workload to its own host' }],
  [
    'cali-from-host-endpoint',
    {
      any: 'find the host endpoint by the arriving interface',
      raw: 'untracked policy, by the arriving interface',
      mangle: 'pre-DNAT policy, by the arriving interface',
    },
  ],
  [
    'cali-to-host-endpoint',
    {
      any: 'find the host endpoint by the leaving interface',
      raw: 'untracked policy, by the leaving interface',
    },
  ],
  ['cali-from-hep-forward', { any: 'host policy on forwarded traffic, arriving side' }],
  ['cali-to-hep-forward', { any: 'host policy on forwarded traffic, leaving side' }],
  ['cali-failsafe-in', { any: 'ports to this host that policy cannot close' }],
  ['cali-failsafe-out', { any: 'ports from this host that policy cannot close' }],
  ['cali-fip-dnat', { any: 'floating IP to the workload that has it' }],
  ['cali-fip-snat', { any: 'workload that calls its own floating IP' }],
  ['cali-nat-outgoing', { any: 'source NAT for traffic that leaves the IP pools' }],
  ['cali-cidr-block', { any: 'stop routing loops of service addresses' }],
  ['cali-set-endpoint-mark', { any: 'IPVS: mark the packet with its sender' }],
  ['cali-from-endpoint-mark', { any: 'IPVS: egress policy of the sender, by its mark' }],
  ['cali-forward-check', { any: 'IPVS: is this for a service, so in truth forwarded?' }],
  ['cali-forward-endpoint-mark', { any: 'IPVS: policy for traffic that a service forwarded' }],
  ['cali-wireguard-incoming-mark', { any: 'mark what came out of the WireGuard tunnel' }],
  ['cali-rpf-skip', { any: 'sources that workloads may spoof' }],
  ['cali-untracked-policy', { any: 'eBPF: no connection tracking for these' }],
  ['cali-untracked-flows', { any: 'eBPF: does forwarded traffic need tracking?' }],
  ['cali-rpf', { any: 'eBPF: reverse path check' }],
  ['cali-egress-dscp', { any: 'set DSCP on traffic that leaves the cluster' }],
  ['cali-arp-dispatch', { any: 'find the workload of an ARP packet' }],
]);

/** What one of Felix's single chains is for; undefined for names that are none of them. */
export function fixedPurpose(name: string, table: TableName): string | undefined {
  const found = purposes.get(name);
  return found === undefined ? undefined : (found[table] ?? found.any);
}

/** What the branches of a dispatch tree have in common. */
export const branchWords: ReadonlyMap<string, string> = new Map([
  ['cali-from-wl-dispatch', 'sending workloads'],
  ['cali-to-wl-dispatch', 'receiving workloads'],
  ['cali-from-host-endpoint', 'host endpoints, arriving'],
  ['cali-to-host-endpoint', 'host endpoints, leaving'],
  ['cali-from-hep-forward', 'host endpoints, forwarded in'],
  ['cali-to-hep-forward', 'host endpoints, forwarded out'],
  ['cali-from-endpoint-mark', 'IPVS: senders by mark'],
  ['cali-set-endpoint-mark', 'IPVS: senders to mark'],
]);
