import { ICMP, isIcmp, isIcmpError, TCP } from '../netfilter/protocols.js';
import { tcpFlagBits } from '../netfilter/tcpflags.js';
import type { PacketDescription } from '../packet/describePacket.js';

/**
 * What is to be said of a packet that most likely belongs to a connection, seen where nothing tells that: conntrack would judge it by itself. Undefined of one
 * that may well begin a connection.
 */
export function connectionNote({ protocol, tcpFlags, icmpType }: PacketDescription): string | undefined {
  const { SYN, ACK } = tcpFlagBits;
  const later = protocol === TCP && tcpFlags !== undefined && (tcpFlags & (SYN | ACK)) !== SYN;
  if (later)
    return 'its connection is not told, though it does not begin one: --ctstate ESTABLISHED or --ct-entry';
  if (protocol === undefined || icmpType === undefined || !isIcmp(protocol)) return undefined;
  if (isIcmpError(protocol, icmpType)) {
    return 'the connection that it is about is not told: --ctstate RELATED, with --ct-entry where that was translated';
  }
  const echoReply = protocol === ICMP ? 0 : 129;
  return icmpType === echoReply
    ? 'its connection is not told: --ctstate ESTABLISHED --ctdir REPLY'
    : undefined;
}
