import type { Packet } from '../packet/packet.js';
import { packetKeys, writeField } from '../packet/writePacket.js';
import type { PacketKey } from '../packet/writePacket.js';
import type { Changes, ChangeValue } from '../trace/trace.js';
import type { Branch } from './branch.js';

/** What differs between two moments of a branch, by the keys of a packet's JSON form. */
export function changesBetween(before: Branch, after: Branch): Changes {
  if (before.packet === after.packet && before.connection === after.connection) return {};
  const changes: Record<string, { from: ChangeValue; to: ChangeValue }> = {};
  if (before.packet !== after.packet) putChanges(changes, before.packet, after.packet);
  if (before.connection.mark !== after.connection.mark) {
    changes['connectionMark'] = { from: before.connection.mark, to: after.connection.mark };
  }
  return changes;
}

/** What the packet has only afterwards comes last. */
function putChanges(
  changes: Record<string, { from: ChangeValue; to: ChangeValue }>,
  before: Packet,
  after: Packet,
): void {
  const added: (readonly [PacketKey, string | number])[] = [];
  for (const key of packetKeys) {
    if (before[key] === after[key] && before.unknown === after.unknown) continue;
    const was = writeField(before, key) ?? null;
    const is = writeField(after, key) ?? null;
    if (was === is) continue;
    if (was === null && is !== null) added.push([key, is]);
    else changes[key] = { from: was, to: is };
  }
  for (const [key, is] of added) changes[key] = { from: null, to: is };
}
