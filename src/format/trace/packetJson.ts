import type { Packet } from '../../packet/packet.js';
import { packetKeys, writeField } from '../../packet/writePacket.js';
import { decodeText } from '../sentence.js';

/** A packet as JSON has it: text and numbers by the keys that docs/json.md lists. What it does not have is absent. */
export type JsonPacket = Readonly<Record<string, string | number>>;

/** `connectionMark`: of its conntrack entry, where it has one. */
export function packetToJson(packet: Packet, connectionMark?: number): JsonPacket {
  const json: Record<string, string | number> = {};
  for (const key of packetKeys) {
    const value = writeField(packet, key);
    if (value === undefined) continue;
    json[key] = typeof value === 'string' ? decodeText(value) : value;
    if (key === 'mark' && connectionMark !== undefined) json['connectionMark'] = connectionMark;
  }
  return json;
}
