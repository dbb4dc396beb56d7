import type { Packet } from './packet.js';

type LackableField = 'sourcePort' | 'destinationPort' | 'unknown' | 'sourceMac' | 'uid' | 'gid';

/** The packet without some of the fields that a packet may lack. */
export function without(packet: Packet, ...keys: readonly LackableField[]): Packet {
  const left = new Set<string>(keys);
  return Object.fromEntries(Object.entries(packet).filter(([each]) => !left.has(each))) as unknown as Packet;
}
