import { DCCP, GRE, hasPorts, ICMP, ICMPV6 } from '../netfilter/protocols.js';
import type { Tuple } from '../packet/packet.js';
import type { Branch } from './branch.js';

/**
 * The number that conntrack keeps where TCP has a port: of ICMP the identifier as source, type and code as destination; 0 of
 * a protocol without either. `unknown` where nothing tells, undefined without an entry. Of DCCP nothing tells: Linux keeps its ports
 * before 6.17, and 0 since.
 * @see linux net/netfilter/nf_conntrack_core.c nf_ct_get_tuple, net/netfilter/nf_conntrack_proto_icmp.c icmp_pkt_to_tuple
 */
export function tuplePort(
  { connection, packet }: Pick<Branch, 'connection' | 'packet'>,
  side: 'original' | 'reply',
  key: 'sourcePort' | 'destinationPort',
): number | 'unknown' | undefined {
  if (!connection.entry) return undefined;
  if (connection.template === true) return 0;
  if (connection.unseen !== undefined) return 'unknown';
  const protocol = connection.protocol ?? packet.protocol;
  if (protocol === 'unknown') return 'unknown';
  if (protocol === ICMP || protocol === ICMPV6) {
    const { icmpType: type, icmpCode: code } = packet;
    const error = connection.state === 'RELATED';
    if (key === 'sourcePort' || error || type === undefined || code === undefined) return 'unknown';
    const same = (connection.direction === 'ORIGINAL') === (side === 'original');
    const shown = same ? type : answers.get(protocol)?.get(type);
    return shown === undefined ? 'unknown' : shown * 256 + code;
  }
  if (protocol === DCCP) return 'unknown';
  const redrawn: keyof Tuple = key === 'sourcePort' ? 'destinationPort' : 'sourcePort';
  if (side === 'reply' && connection.unknown?.includes(redrawn) === true) return 'unknown';
  const port = connection[side][key];
  if (port !== undefined) return port;
  return hasPorts(protocol) || protocol === GRE ? 'unknown' : 0;
}

function both(...pairs: readonly (readonly [number, number])[]): ReadonlyMap<number, number> {
  return new Map(
    pairs.flatMap(([request, answer]): [number, number][] => [
      [request, answer],
      [answer, request],
    ]),
  );
}

/** ICMP types that answer each other, by protocol. */
const answers: ReadonlyMap<number, ReadonlyMap<number, number>> = new Map([
  [ICMP, both([8, 0], [13, 14], [15, 16], [17, 18])],
  [ICMPV6, both([128, 129], [139, 140])],
]);
