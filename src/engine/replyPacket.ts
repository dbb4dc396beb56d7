import { writeAddress } from '../address/address.js';
import { isUnspecified } from '../node/localTable.js';
import { hasPorts, ICMP, isIcmp, TCP } from '../netfilter/protocols.js';
import { tcpFlagBits } from '../netfilter/tcpflags.js';
import { describePacket, lengthOfHeaders } from '../packet/describePacket.js';
import type { DescribedPacket } from '../packet/describePacket.js';
import type { Packet } from '../packet/packet.js';
import { without } from '../packet/without.js';

/** Requests and the type of their answer: echo, timestamp, information, address mask. @see RFC 792, RFC 950 */
const answers4: ReadonlyMap<number, number> = new Map([
  [8, 0],
  [13, 14],
  [15, 16],
  [17, 18],
]);
/** Echo, node information. @see RFC 4443, RFC 4620 */
const answers6: ReadonlyMap<number, number> = new Map([
  [128, 129],
  [139, 140],
]);

/**
 * The packet that the other end sends back for one that came to it as `left`, with the fields that have their default; or the reason for which
 * it sends none. `here`: the other end is this node, whose socket has the user and group of `described`. `reflects`: what it answers by itself has the
 * mark of the packet.
 */
export function replyPacket(
  left: Packet,
  here: boolean,
  described: Packet,
  reflects: boolean,
): DescribedPacket | string {
  const silent = silence(left);
  if (silent !== undefined) return silent;
  const icmpType = answerType(left);
  const { protocol, sourcePort, destinationPort } = left;
  const answer = describePacket(
    {
      source: left.destination,
      destination: left.source,
      protocol,
      ...(destinationPort === undefined ? {} : { sourcePort: destinationPort }),
      ...(sourcePort === undefined ? {} : { destinationPort: sourcePort }),
      ...(icmpType === undefined
        ? {}
        : { icmpType, icmpCode: 0, tos: left.tos, length: left.length - lengthOfHeaders(left) }),
      ...(here && icmpType !== undefined && reflects ? { mark: left.mark } : {}),
      ...(protocol === TCP ? { tcpFlags: answerFlags(left.tcpFlags ?? 0) } : {}),
      ...(here ? userOf(described) : { inInterface: left.outInterface }),
    },
    false,
  );
  const packet =
    hasPorts(protocol) && destinationPort === undefined
      ? without(answer.packet, 'sourcePort')
      : answer.packet;
  const unknown = (left.unknown ?? []).flatMap((side) => mirroredSide(side));
  return { packet: unknown.length === 0 ? packet : { ...packet, unknown }, assumed: answer.assumed };
}

function silence(left: Packet): string | undefined {
  if (left.packetType !== 'unicast') return 'a packet to many has not one answer';
  if (isUnspecified(left.source))
    return `no host has the address ${writeAddress(left.source)}, to which an answer would go`;
  if (left.fragment !== 'none') return 'a fragment alone has no answer';
  if (left.protocol === TCP && ((left.tcpFlags ?? 0) & tcpFlagBits.RST) !== 0) {
    return 'nothing answers a TCP reset';
  }
  return isIcmp(left.protocol) && answerType(left) === undefined
    ? 'nothing answers an ICMP message of this type'
    : undefined;
}

function answerType({ protocol, icmpType = 0 }: Packet): number | undefined {
  if (!isIcmp(protocol)) return undefined;
  return (protocol === ICMP ? answers4 : answers6).get(icmpType);
}

function answerFlags(flags: number): number {
  const opens = (flags & (tcpFlagBits.SYN | tcpFlagBits.ACK)) === tcpFlagBits.SYN;
  return opens ? tcpFlagBits.SYN | tcpFlagBits.ACK : tcpFlagBits.ACK;
}

/** A received packet has no socket, so what was said of one is of that which answers. */
function userOf({ inInterface, uid, gid }: Packet): Pick<Packet, 'uid' | 'gid'> {
  if (inInterface === '') return {};
  return { ...(uid === undefined ? {} : { uid }), ...(gid === undefined ? {} : { gid }) };
}

function mirroredSide(side: NonNullable<Packet['unknown']>[number]): readonly ('source' | 'destination')[] {
  switch (side) {
    case 'source':
      return ['destination'];
    case 'destination':
      return ['source'];
    case 'sourcePort':
      return [];
  }
}
