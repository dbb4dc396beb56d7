/**
 * Protocols that iptables-save prints by name; every other one is a number there. The list is the one compiled into
 * xtables and the names of Debian's /etc/protocols that Calico and Kubernetes dumps use.
 * @see iptables libxtables/xtables.c xtables_chain_protos
 */
const protocolNumbers: ReadonlyMap<string, number> = new Map([
  ['ip', 0],
  ['icmp', 1],
  ['igmp', 2],
  ['ipencap', 4],
  ['ipip', 4],
  ['st', 5],
  ['tcp', 6],
  ['egp', 8],
  ['igp', 9],
  ['pup', 12],
  ['udp', 17],
  ['hmp', 20],
  ['xns-idp', 22],
  ['rdp', 27],
  ['iso-tp4', 29],
  ['dccp', 33],
  ['xtp', 36],
  ['ddp', 37],
  ['idpr-cmtp', 38],
  ['ipv6', 41],
  ['ipv6-route', 43],
  ['ipv6-frag', 44],
  ['idrp', 45],
  ['rsvp', 46],
  ['gre', 47],
  ['esp', 50],
  ['ah', 51],
  ['skip', 57],
  ['ipv6-icmp', 58],
  ['icmpv6', 58],
  ['icmp6', 58],
  ['ipv6-nonxt', 59],
  ['ipv6-opts', 60],
  ['rspf', 73],
  ['vmtp', 81],
  ['eigrp', 88],
  ['ospf', 89],
  ['ospfigp', 89],
  ['ax.25', 93],
  ['etherip', 97],
  ['encap', 98],
  ['pim', 103],
  ['ipcomp', 108],
  ['vrrp', 112],
  ['l2tp', 115],
  ['isis', 124],
  ['sctp', 132],
  ['fc', 133],
  ['mh', 135],
  ['ipv6-mh', 135],
  ['mobility-header', 135],
  ['udplite', 136],
  ['mpls-in-ip', 137],
  ['manet', 138],
  ['hip', 139],
  ['shim6', 140],
  ['wesp', 141],
  ['rohc', 142],
]);

const usualNames: ReadonlyMap<number, string> = new Map(
  [...protocolNumbers].reverse().map(([name, number]) => [number, name]),
);

export const TCP = 6;
export const UDP = 17;
export const ICMP = 1;
export const ICMPV6 = 58;
export const SCTP = 132;
export const GRE = 47;
export const DCCP = 33;
export const UDPLITE = 136;

/** The names of all protocols, in small letters. */
export function protocolNames(): readonly string[] {
  return [...protocolNumbers.keys()];
}

/** A protocol's number by name (any case), or undefined. */
export function protocolNumber(name: string): number | undefined {
  return protocolNumbers.get(name.toLowerCase());
}

/** A protocol as people write it: its usual name, or its number. 58 is `icmpv6`, 4 is `ipip`. */
export function protocolName(number: number): string {
  if (number === ICMPV6) return 'icmpv6';
  if (number === 4) return 'ipip';
  return usualNames.get(number) ?? String(number);
}

/** Whether the protocol has 16-bit ports where netfilter looks for them. */
export function hasPorts(protocol: number): boolean {
  return (
    protocol === TCP || protocol === UDP || protocol === SCTP || protocol === DCCP || protocol === UDPLITE
  );
}

/** The numbers of all protocols that have ports, ascending. */
export const portProtocols: readonly number[] = Array.from({ length: 256 }, (_, number) => number).filter(
  hasPorts,
);

export function isIcmp(protocol: number): boolean {
  return protocol === ICMP || protocol === ICMPV6;
}

const errors4: ReadonlySet<number> = new Set([3, 4, 5, 11, 12]);

const redirect6 = 137;

/**
 * Whether it is an ICMP message about another packet, which it quotes.
 * @see linux include/linux/icmp.h icmp_is_err, net/netfilter/nf_conntrack_proto_icmpv6.c nf_conntrack_icmpv6_redirect
 */
export function isIcmpError(protocol: number, type: number): boolean {
  return protocol === ICMP ? errors4.has(type) : protocol === ICMPV6 && (type < 128 || type === redirect6);
}
