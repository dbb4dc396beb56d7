import type { Packet } from './packet.js';

/** The packet without one of the fields that a packet may lack. */
export function without(packet: Packet, key: 'sourcePort' | 'destinationPort' | 'unknown'): Packet {
  return Object.fromEntries(Object.entries(packet).filter(([each]) => each !== key)) as unknown as Packet;
}
