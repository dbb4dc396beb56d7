import type { Address } from '../address/address.js';
import { andAddress, familyOf, sameAddress } from '../address/address.js';
import { DCCP, hasPorts, ICMP, ICMPV6, isIcmp, SCTP, TCP, UDP, UDPLITE } from '../netfilter/protocols.js';
import type { ExtensionHeader, FragmentKind, PacketType } from '../netfilter/states.js';
import { tcpFlagBits } from '../netfilter/tcpflags.js';
import type { Field } from './field.js';
import type { Packet } from './packet.js';

/** What the user said of a packet. Units and bounds as in Packet. */
export interface PacketDescription {
  readonly source: Address;
  readonly destination: Address;
  readonly protocol?: number;
  readonly sourcePort?: number;
  readonly destinationPort?: number;
  readonly icmpType?: number;
  readonly icmpCode?: number;
  readonly tcpFlags?: number;
  readonly inInterface?: string;
  readonly outInterface?: string;
  readonly mark?: number;
  readonly tos?: number;
  readonly ttl?: number;
  readonly length?: number;
  readonly fragment?: FragmentKind;
  readonly extensionHeader?: readonly ExtensionHeader[];
  readonly packetType?: PacketType;
  readonly sourceMac?: number;
  readonly uid?: number;
  readonly gid?: number;
}

/** The packet that a description stands for, and the fields that have their default because nobody said. */
export interface DescribedPacket {
  readonly packet: Packet;
  readonly assumed: readonly Field[];
  /** The mark by which its first route is looked up, where that is not its own: that of the tunnel that made it. */
  readonly routeMark?: number;
  /** The interface by which its first route has to leave: that to which this tunnel is bound. */
  readonly routeDevice?: string;
}

/** The source port of a packet that was described without one. */
export const defaultSourcePort = 40000;

/**
 * Fills in what the user left out: protocol tcp (icmp or icmpv6 where an ICMP type was given), source port 40000, a SYN (an ACK
 * of an established connection), an echo request, ttl 64, tos 0, mark 0, no fragment, the plain length of the protocol. A destination port and a MAC have no
 * default: where a rule asks for one that is a question. Nor have ports and flags of a later fragment, in which there is no header.
 */
export function describePacket(description: PacketDescription, established: boolean): DescribedPacket {
  const assumed: Field[] = [];
  const given = <T>(field: Field, value: T | undefined, fallback: T): T => {
    if (value !== undefined) return value;
    assumed.push(field);
    return fallback;
  };
  const { source, destination, extensionHeader = [] } = description;
  const family = familyOf(destination);
  const icmp = family === 4 ? ICMP : ICMPV6;
  const protocol = given('protocol', description.protocol, description.icmpType === undefined ? TCP : icmp);
  const echo = family === 4 ? 8 : 128;
  const hasHeader = description.fragment !== 'later';
  const packet: Packet = {
    family,
    protocol,
    source,
    destination,
    ...(hasPorts(protocol) && (description.sourcePort !== undefined || hasHeader)
      ? { sourcePort: given('sourcePort', description.sourcePort, defaultSourcePort) }
      : {}),
    ...(hasPorts(protocol) && description.destinationPort !== undefined
      ? { destinationPort: description.destinationPort }
      : {}),
    ...(isIcmp(protocol)
      ? {
          icmpType: given('icmpType', description.icmpType, echo),
          icmpCode: description.icmpType === undefined ? 0 : given('icmpCode', description.icmpCode, 0),
        }
      : {}),
    ...(protocol === TCP && (description.tcpFlags !== undefined || hasHeader)
      ? { tcpFlags: given('tcpFlags', description.tcpFlags, established ? tcpFlagBits.ACK : tcpFlagBits.SYN) }
      : {}),
    inInterface: description.inInterface ?? '',
    outInterface: description.inInterface === undefined ? (description.outInterface ?? '') : '',
    mark: given('mark', description.mark, 0),
    tos: given('tos', description.tos, 0),
    ttl: given('ttl', description.ttl, 64),
    length: given('length', description.length, plainLength(protocol, description)),
    fragment: given('fragment', description.fragment, 'none'),
    ...(extensionHeader.length === 0 ? {} : { extensionHeader }),
    packetType: given('packetType', description.packetType, frameType(destination)),
    ...(description.sourceMac === undefined ? {} : { sourceMac: description.sourceMac }),
    ...(description.uid === undefined ? {} : { uid: description.uid }),
    ...(description.gid === undefined ? {} : { gid: description.gid }),
  };
  return { packet, assumed };
}

const sctpInit = 12 + 20;
const dccpRequest = 20;

/**
 * As long as it has to be. IPv6 joins no first fragment whose payload is no multiple of eight bytes, and lets it pass.
 * @see linux net/ipv6/netfilter/nf_conntrack_reasm.c nf_ct_frag6_queue
 */
function plainLength(protocol: number, description: PacketDescription): number {
  const family = familyOf(description.destination);
  const plain = (family === 4 ? 20 : 40) + headersBetween(description) + plainPayload(protocol);
  return family === 6 && description.fragment === 'first' ? Math.ceil(plain / 8) * 8 : plain;
}

/** Headers without options, of SCTP with an INIT; a ping has 56 bytes of data. */
function plainPayload(protocol: number): number {
  if (protocol === TCP) return 20;
  if (protocol === UDP || protocol === UDPLITE) return 8;
  if (protocol === SCTP) return sctpInit;
  if (protocol === DCCP) return dccpRequest;
  return isIcmp(protocol) ? 64 : 0;
}

/** Of IPv6: the header of a fragment, and the shortest ones otherwise. */
function headersBetween(description: PacketDescription): number {
  const { destination, fragment = 'none' } = description;
  if (familyOf(destination) === 4) return 0;
  return (fragment === 'none' ? 0 : 8) + lengthOfHeaders(description);
}

/** How long a packet's extension headers are, at least: in bytes, without that of a fragment. */
export function lengthOfHeaders({ extensionHeader = [] }: Pick<Packet, 'extensionHeader'>): number {
  return 8 * extensionHeader.length;
}

/** The kind of frame in which an address usually arrives. */
function frameType(destination: Address): PacketType {
  if (typeof destination !== 'number') return destination[0] >>> 24 === 0xff ? 'multicast' : 'unicast';
  if (destination === 0xffffffff) return 'broadcast';
  return sameAddress(andAddress(destination, 0xf0000000), 0xe0000000) ? 'multicast' : 'unicast';
}
