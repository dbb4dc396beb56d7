import { andAddress } from '../address/address.js';
import type { Address } from '../address/address.js';
import { jhash2 } from '../netfilter/jhash.js';
import { hasPorts, ICMP, ICMPV6 } from '../netfilter/protocols.js';
import type { MarkHash } from './effect.js';
import type { Connection, Packet } from './packet.js';

const ESP = 50;
const AH = 51;

/** ICMP errors: the kernel hashes the packet inside them, which nobody described. */
const icmpErrors: ReadonlySet<number> = new Set([3, 4, 5, 11, 12]);

/** What is hashed before masks: addresses, ports and protocol. */
interface HashedTuple {
  readonly source: Address;
  readonly destination: Address;
  /** Undefined where the hash takes none. */
  readonly ports?: readonly [source: number, destination: number];
  readonly protocol: number;
}

/**
 * The mark that HMARK gives a packet, unsigned 32-bit. Undefined where it leaves the mark alone or needs what the packet does not tell.
 * @see linux net/netfilter/xt_HMARK.c hmark_hash
 */
export function hashMark(hash: MarkHash, packet: Packet, connection: Connection): number | undefined {
  const tuple = hash.connection ? connectionTuple(packet, connection) : packetTuple(hash, packet);
  if (tuple === undefined) return undefined;
  const source = wordOf(tuple.source, hash.sourceMask);
  const destination = wordOf(tuple.destination, hash.destinationMask);
  const [low, high] = source < destination ? [source, destination] : [destination, source];
  const mixed = jhash2([low, high, portsWord(hash, tuple)], hash.seed);
  const value = (mixed ^ (tuple.protocol & hash.protocolMask)) >>> 0;
  return (Number((BigInt(value) * BigInt(hash.modulus)) >> 32n) + hash.offset) >>> 0;
}

function packetTuple(hash: MarkHash, packet: Packet): HashedTuple | undefined {
  const { source, destination, protocol, icmpType = 0 } = packet;
  const plain = { source, destination, protocol };
  if (protocol === ICMP) return icmpErrors.has(icmpType) ? undefined : plain;
  if (protocol === ICMPV6) return icmpType > 0 && icmpType < 128 ? undefined : plain;
  if (packet.fragment !== 'none') return plain;
  if (hasPorts(protocol)) {
    const { sourcePort, destinationPort } = packet;
    if (sourcePort !== undefined && destinationPort !== undefined) {
      return { ...plain, ports: [sourcePort, destinationPort] };
    }
    return readsPorts(hash) ? undefined : { ...plain, ports: [0, 0] };
  }
  if (protocol === ESP || protocol === AH) return readsPorts(hash) ? undefined : { ...plain, ports: [0, 0] };
  return plain;
}

function connectionTuple(packet: Packet, connection: Connection): HashedTuple | undefined {
  if (!connection.entry) return undefined;
  const { original, reply } = connection;
  const plain = { source: original.source, destination: reply.source, protocol: packet.protocol };
  return packet.protocol === ICMP
    ? plain
    : { ...plain, ports: [original.sourcePort ?? 0, reply.sourcePort ?? 0] };
}

function readsPorts(hash: MarkHash): boolean {
  return hash.sourcePortMask !== 0 || hash.destinationPortMask !== 0;
}

/** An address as one word: of IPv6 its four words xored. */
function wordOf(address: Address, mask: Address): number {
  const masked = andAddress(address, mask);
  return typeof masked === 'number' ? masked : masked.reduce((word, part) => (word ^ part) >>> 0, 0);
}

/** The larger port in the upper half, so that both directions hash alike. */
function portsWord(hash: MarkHash, { ports }: HashedTuple): number {
  if (ports === undefined) return 0;
  const source = (ports[0] & hash.sourcePortMask) | hash.sourcePortSet;
  const destination = (ports[1] & hash.destinationPortMask) | hash.destinationPortSet;
  return ((Math.max(source, destination) << 16) | Math.min(source, destination)) >>> 0;
}
