import { ICMP, ICMPV6, TCP, UDP } from '../netfilter/protocols.js';
import type { ExtensionHeader } from '../netfilter/states.js';
import type { Packet } from '../packet/packet.js';

/** Some bits of a 32-bit word: those set in `known` have the value they have in `value`. */
export interface PartlyKnown {
  readonly value: number;
  readonly known: number;
}

export const unknownWord: PartlyKnown = { value: 0, known: 0 };

/** Bytes from the IP header on; undefined where the description does not fix one. */
type Bytes = readonly (number | undefined)[];

/**
 * The headers that the described packet fixes: no options, no payload. What is in extension headers, and so where what is behind them
 * begins, nobody described.
 */
export function headerBytes(packet: Packet): Bytes {
  return packet.extensionHeader === undefined
    ? [...networkHeader(packet), ...transportHeader(packet)]
    : networkHeader(packet);
}

function number(value: number | undefined, bytes: number): Bytes {
  return Array.from({ length: bytes }, (_, index) =>
    value === undefined ? undefined : Math.floor(value / 256 ** (bytes - 1 - index)) & 0xff,
  );
}

function networkHeader(packet: Packet): Bytes {
  const { source, destination } = packet;
  if (typeof source === 'number' && typeof destination === 'number') {
    return [
      0x45,
      packet.tos,
      ...number(packet.length, 2),
      ...number(undefined, 4),
      packet.ttl,
      packet.protocol,
      ...number(undefined, 2),
      ...number(source, 4),
      ...number(destination, 4),
    ];
  }
  const isFragment = packet.fragment !== 'none';
  const words = (address: typeof source): Bytes =>
    typeof address === 'number' ? [] : address.flatMap((word) => number(word, 4));
  return [
    0x60 | (packet.tos >>> 4),
    undefined,
    ...number(undefined, 2),
    ...number(packet.length - 40, 2),
    firstHeader(packet),
    packet.ttl,
    ...words(source),
    ...words(destination),
    ...(isFragment && packet.extensionHeader === undefined
      ? [packet.protocol, 0, ...number(undefined, 6)]
      : []),
  ];
}

/** Their numbers among the protocols. */
const fragmentHeader = 44;
const headerNumbers: Readonly<Record<ExtensionHeader, number>> = { 'hop-by-hop': 0, dst: 60, route: 43 };

/** Destination options may stand before or behind the header of a fragment. */
function firstHeader({ protocol, fragment, extensionHeader }: Packet): number | undefined {
  const [first] = extensionHeader ?? [];
  if (first === undefined) return fragment === 'none' ? protocol : fragmentHeader;
  return fragment !== 'none' && first === 'dst' ? undefined : headerNumbers[first];
}

function transportHeader(packet: Packet): Bytes {
  if (packet.fragment === 'later') return [];
  const ports = [...number(packet.sourcePort, 2), ...number(packet.destinationPort, 2)];
  switch (packet.protocol) {
    case TCP:
      return [
        ...ports,
        ...number(undefined, 8),
        0x50 + 0x10 * (packet.tcpOptions === undefined ? 0 : 1),
        packet.tcpFlags,
        ...number(undefined, 6),
      ];
    case UDP:
      return [...ports, ...number(lengthOfUdp(packet), 2), undefined, undefined];
    case ICMP:
    case ICMPV6:
      return [packet.icmpType, packet.icmpCode];
    default:
      return packet.sourcePort === undefined && packet.destinationPort === undefined ? [] : ports;
  }
}

/** That of the whole datagram, of which a first fragment is a part. */
function lengthOfUdp({ length, family, fragment }: Packet): number | undefined {
  return fragment === 'none' ? length - (family === 4 ? 20 : 40) : undefined;
}

/** Four bytes in network order from `position` on. */
export function wordAt(bytes: Bytes, position: number): PartlyKnown {
  let word: PartlyKnown = unknownWord;
  for (let index = 0; index < 4; index++) {
    const byte = bytes[position + index];
    const shift = 24 - 8 * index;
    if (byte !== undefined) {
      word = { value: (word.value | (byte << shift)) >>> 0, known: (word.known | (0xff << shift)) >>> 0 };
    }
  }
  return word;
}
