import { writePacket } from '../packet/writePacket.js';
import type { Changes, ChangeValue } from '../trace/trace.js';
import type { Branch } from './branch.js';

/** What differs between two moments of a branch, by the keys of a packet's JSON form. */
export function changesBetween(before: Branch, after: Branch): Changes {
  if (before.packet === after.packet && before.connection === after.connection) return {};
  const changes: Record<string, { from: ChangeValue; to: ChangeValue }> = {};
  const from = writePacket(before.packet);
  const to = writePacket(after.packet);
  for (const key of new Set([...from.keys(), ...to.keys()])) {
    const was = from.get(key) ?? null;
    const is = to.get(key) ?? null;
    if (was !== is) changes[key] = { from: was, to: is };
  }
  if (before.connection.mark !== after.connection.mark) {
    changes['connectionMark'] = { from: before.connection.mark, to: after.connection.mark };
  }
  return changes;
}
