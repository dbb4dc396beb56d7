import { ICMP, ICMPV6, isIcmpError, TCP, UDPLITE } from '../netfilter/protocols.js';
import type { Hook } from '../netfilter/hooks.js';
import type { PacketState } from '../netfilter/states.js';
import { tcpFlagBits } from '../netfilter/tcpflags.js';
import { checksChecksums, takesUp, type Sysctls } from '../node/sysctls.js';
import type { Packet } from '../packet/packet.js';

/** The state of a packet, and why it has that. `refused`: conntrack does not even look for its connection. */
export interface Judged {
  readonly state: PacketState;
  readonly why: string;
  readonly refused?: true;
}

const requests4: ReadonlySet<number> = new Set([8, 13, 15, 17]);
const requests6: ReadonlySet<number> = new Set([128, 139]);
/** @see linux net/netfilter/nf_conntrack_proto_icmpv6.c noct_valid_new */
const neighbour6: ReadonlySet<number> = new Set([130, 131, 132, 133, 134, 135, 136, 143, 151, 152]);

/**
 * Conntrack takes the number of UDP, not of UDP-Lite, into the checksum of a UDP-Lite packet that comes in, so that no right one passes.
 * @see linux net/netfilter/nf_conntrack_proto_udp.c udplite_error
 */
function refusedByChecksum(
  { protocol }: Packet,
  hook: Hook,
  sysctls: Sysctls | undefined,
): string | undefined {
  return protocol === UDPLITE && hook === 'PREROUTING' && checksChecksums(sysctls)
    ? 'conntrack checks what it receives of UDP-Lite by the rules of UDP, which no right checksum passes'
    : undefined;
}

/**
 * The state of a packet that belongs to no connection yet.
 * @see linux net/netfilter/nf_conntrack_proto_tcp.c tcp_new, nf_conntrack_proto_icmp.c, nf_conntrack_proto_icmpv6.c, nf_conntrack_proto_sctp.c
 */
export function classify(packet: Packet, hook: Hook, sysctls: Sysctls | undefined): Judged {
  const { protocol } = packet;
  const refused = refusedByChecksum(packet, hook, sysctls);
  if (refused !== undefined) return { state: 'INVALID', why: refused, refused: true };
  const fresh = { state: 'NEW', why: 'the first packet of its connection' } as const;
  if (protocol === TCP) {
    const flags = (packet.tcpFlags ?? 0) & ~(tcpFlagBits.PSH | tcpFlagBits.URG);
    if (flags === tcpFlagBits.ACK && takesUp(sysctls) === false) {
      return {
        state: 'INVALID',
        why: 'conntrack takes up no connection under way (nf_conntrack_tcp_loose 0)',
      };
    }
    return flags === tcpFlagBits.SYN || flags === tcpFlagBits.ACK
      ? fresh
      : {
          state: 'INVALID',
          why: 'no connection begins with these TCP flags (--ctstate ESTABLISHED for one that exists)',
        };
  }
  if (protocol === ICMP || protocol === ICMPV6) {
    const type = packet.icmpType ?? 0;
    if (protocol === ICMPV6 && neighbour6.has(type)) {
      return {
        state: 'UNTRACKED',
        why: 'neighbour discovery and multicast listener messages are not tracked',
      };
    }
    if ((protocol === ICMP ? requests4 : requests6).has(type)) return fresh;
    return {
      state: 'INVALID',
      why: isIcmpError(protocol, type)
        ? 'an error about no connection that is known (--ctstate RELATED for one that exists)'
        : 'an answer to no request that is known (--ctstate ESTABLISHED for one that exists)',
    };
  }
  const noNextHeader = packet.family === 6 && protocol === 59;
  return noNextHeader ? { state: 'INVALID', why: 'IPv6 without next header' } : fresh;
}
