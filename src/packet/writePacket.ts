import { writeAddress } from '../address/address.js';
import { protocolName } from '../netfilter/protocols.js';
import { writeTcpFlags } from '../netfilter/tcpflags.js';
import type { Packet } from './packet.js';

/** 48 bits as `aa:bb:cc:dd:ee:ff`. */
export function writeMac(mac: number): string {
  return mac
    .toString(16)
    .padStart(12, '0')
    .replace(/(..)(?=.)/g, '$1:');
}

/** The keys of a packet's JSON form, in their order: the names of its fields. */
export const packetKeys = [
  'family',
  'protocol',
  'source',
  'destination',
  'sourcePort',
  'destinationPort',
  'icmpType',
  'icmpCode',
  'tcpFlags',
  'inInterface',
  'outInterface',
  'mark',
  'tos',
  'ttl',
  'length',
  'fragment',
  'extensionHeader',
  'packetType',
  'sourceMac',
  'uid',
  'gid',
] as const;

export type PacketKey = (typeof packetKeys)[number];

const keys: ReadonlySet<string> = new Set(packetKeys);

/** Whether a packet's JSON form may have a key. */
export function isPacketKey(key: string): key is PacketKey {
  return keys.has(key);
}

/** What a packet's JSON form has under a key; undefined where the packet does not have it. */
export function writeField(packet: Packet, key: PacketKey): string | number | undefined {
  if (packet.unknown !== undefined && (packet.unknown as readonly string[]).includes(key)) return undefined;
  switch (key) {
    case 'protocol':
      return protocolName(packet.protocol);
    case 'source':
    case 'destination':
      return writeAddress(packet[key]);
    case 'tcpFlags':
      return packet.tcpFlags === undefined ? undefined : writeTcpFlags(packet.tcpFlags);
    case 'sourceMac':
      return packet.sourceMac === undefined ? undefined : writeMac(packet.sourceMac);
    case 'inInterface':
    case 'outInterface':
      return packet[key] === '' ? undefined : packet[key];
    case 'extensionHeader':
      return packet.extensionHeader?.join(',');
    case 'family':
    case 'sourcePort':
    case 'destinationPort':
    case 'icmpType':
    case 'icmpCode':
    case 'mark':
    case 'tos':
    case 'ttl':
    case 'length':
    case 'fragment':
    case 'packetType':
    case 'uid':
    case 'gid':
      return packet[key];
  }
}

/**
 * A packet by the keys of its JSON form: text and numbers only, in a fixed order; what the packet does not have is absent. Interface
 * names are as in the dump (latin1).
 */
export function writePacket(packet: Packet): ReadonlyMap<string, string | number> {
  const written = new Map<string, string | number>();
  for (const key of packetKeys) {
    const value = writeField(packet, key);
    if (value !== undefined) written.set(key, value);
  }
  return written;
}
