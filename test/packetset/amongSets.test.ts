import fc from 'fast-check';
import { expect, it } from 'vitest';
import { amongSets } from '../../src/packetset/amongSets.js';
import { Diagrams } from '../../src/packetset/diagrams.js';
import { everything, nothing } from '../../src/packetset/packetSet.js';
import type { PacketSet } from '../../src/packetset/packetSet.js';

const count = 5;

/** The set of those numbers of five bits whose bit of the table is 1. */
function setOf(diagrams: Diagrams, table: number): PacketSet {
  const below = (level: number, from: number): PacketSet =>
    level === count
      ? (table >>> from) & 1
        ? everything
        : nothing
      : diagrams.node(level, below(level + 1, from * 2), below(level + 1, from * 2 + 1));
  return below(0, 0);
}

const table = fc.integer({ min: 0, max: 0xffffffff });

it('holds of the packets that count what the set does', () => {
  fc.assert(
    fc.property(table, table, (one, other) => {
      const diagrams = new Diagrams();
      const [set, packets] = [setOf(diagrams, one), setOf(diagrams, other)];
      const told = amongSets(diagrams, set, packets);
      expect(diagrams.and(told, packets)).toBe(diagrams.and(set, packets));
      expect(told === nothing).toBe(diagrams.and(set, packets) === nothing);
    }),
  );
});

it('says nothing of others where it need not', () => {
  const diagrams = new Diagrams();
  const [first, last] = [diagrams.variable(0), diagrams.variable(4)];
  expect(amongSets(diagrams, diagrams.and(first, last), last)).toBe(first);
  expect(amongSets(diagrams, diagrams.minus(first, last), diagrams.not(last))).toBe(first);
  expect(amongSets(diagrams, last, diagrams.not(last))).toBe(nothing);
});
