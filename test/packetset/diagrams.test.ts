import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BudgetExceeded, Diagrams } from '../../src/packetset/diagrams.js';
import { everything, nothing } from '../../src/packetset/packetSet.js';
import type { PacketSet } from '../../src/packetset/packetSet.js';

const width = 5;

/** A formula over a few variables, as a set and as its truth table: bit n tells of the packet with number n. */
type Formula =
  | { readonly kind: 'variable'; readonly level: number }
  | { readonly kind: 'and' | 'or' | 'minus'; readonly a: Formula; readonly b: Formula }
  | { readonly kind: 'not'; readonly a: Formula }
  | {
      readonly kind: 'assign' | 'forget' | 'flip';
      readonly a: Formula;
      readonly level: number;
      readonly value: boolean;
    }
  | { readonly kind: 'forgetAll'; readonly a: Formula; readonly levels: readonly number[] };

const level = fc.integer({ min: 0, max: width - 1 });
const { formula } = fc.letrec<{ formula: Formula }>((tie) => ({
  formula: fc.oneof(
    { maxDepth: 5 },
    fc.record({ kind: fc.constant('variable' as const), level }),
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const, 'minus' as const),
      a: tie('formula'),
      b: tie('formula'),
    }),
    fc.record({ kind: fc.constant('not' as const), a: tie('formula') }),
    fc.record({
      kind: fc.constantFrom('assign' as const, 'forget' as const, 'flip' as const),
      a: tie('formula'),
      level,
      value: fc.boolean(),
    }),
    fc.record({
      kind: fc.constant('forgetAll' as const),
      a: tie('formula'),
      levels: fc.uniqueArray(level),
    }),
  ),
}));

function setOf(diagrams: Diagrams, of: Formula): PacketSet {
  switch (of.kind) {
    case 'variable':
      return diagrams.variable(of.level);
    case 'and':
    case 'or':
    case 'minus':
      return diagrams[of.kind](setOf(diagrams, of.a), setOf(diagrams, of.b));
    case 'not':
      return diagrams.not(setOf(diagrams, of.a));
    case 'assign':
      return diagrams.assign(setOf(diagrams, of.a), of.level, of.value);
    case 'forget':
    case 'flip':
      return diagrams[of.kind](setOf(diagrams, of.a), of.level);
    case 'forgetAll':
      return diagrams.forgetAll(setOf(diagrams, of.a), of.levels);
  }
}

/** The packets, as numbers whose bit `level` is that variable. */
function packetsOf(of: Formula): ReadonlySet<number> {
  const all = Array.from({ length: 2 ** width }, (_, packet) => packet);
  switch (of.kind) {
    case 'variable':
      return new Set(all.filter((packet) => (packet & (1 << of.level)) !== 0));
    case 'and':
    case 'or':
    case 'minus': {
      const [a, b] = [packetsOf(of.a), packetsOf(of.b)];
      return new Set(
        all.filter((packet) =>
          of.kind === 'and'
            ? a.has(packet) && b.has(packet)
            : of.kind === 'or'
              ? a.has(packet) || b.has(packet)
              : a.has(packet) && !b.has(packet),
        ),
      );
    }
    case 'not': {
      const a = packetsOf(of.a);
      return new Set(all.filter((packet) => !a.has(packet)));
    }
    case 'assign':
    case 'forget':
    case 'flip': {
      const bit = 1 << of.level;
      const changed = [...packetsOf(of.a)].flatMap((packet) => {
        if (of.kind === 'flip') return [packet ^ bit];
        if (of.kind === 'forget') return [packet | bit, packet & ~bit];
        return [of.value ? packet | bit : packet & ~bit];
      });
      return new Set(changed);
    }
    case 'forgetAll': {
      const kept = ~of.levels.reduce((bits, each) => bits | (1 << each), 0);
      const left = new Set([...packetsOf(of.a)].map((packet) => packet & kept));
      return new Set(all.filter((packet) => left.has(packet & kept)));
    }
  }
}

function holds(diagrams: Diagrams, set: PacketSet, packet: number): boolean {
  let at = set;
  while (at !== nothing && at !== everything) {
    at = (packet & (1 << diagrams.levelOf(at))) !== 0 ? diagrams.high(at) : diagrams.low(at);
  }
  return at === everything;
}

describe('decision diagrams', () => {
  it('hold exactly the packets of their formula, and equal sets are one number', () => {
    fc.assert(
      fc.property(formula, formula, (a, b) => {
        const diagrams = new Diagrams();
        const [setA, setB] = [setOf(diagrams, a), setOf(diagrams, b)];
        const [packetsA, packetsB] = [packetsOf(a), packetsOf(b)];
        for (let packet = 0; packet < 2 ** width; packet++) {
          expect(holds(diagrams, setA, packet)).toBe(packetsA.has(packet));
        }
        const same = packetsA.size === packetsB.size && [...packetsA].every((packet) => packetsB.has(packet));
        expect(setA === setB).toBe(same);
      }),
      { numRuns: 500 },
    );
  });

  it('stay right when the table of nodes grows', () => {
    const diagrams = new Diagrams();
    let set = nothing;
    for (let number = 0; number < 3000; number++) set = diagrams.or(set, cube(diagrams, number * 7919));
    for (let number = 0; number < 3000; number++) {
      expect(diagrams.minus(cube(diagrams, number * 7919), set)).toBe(nothing);
    }
    expect(diagrams.and(cube(diagrams, 3), set)).toBe(nothing);
  });

  it('give up where they grow too large or too deep, and go on with smaller sets', () => {
    const small = new Diagrams(50);
    expect(() => Array.from({ length: 10 }, (_, number) => cube(small, number * 77))).toThrow(BudgetExceeded);
    const deep = new Diagrams();
    let chain = nothing;
    for (let one = 4000; one > 0; one--) chain = deep.node(one, chain, everything);
    expect(() => deep.not(chain)).toThrow(BudgetExceeded);
    expect(deep.and(deep.variable(1), deep.variable(2))).toBe(deep.node(1, nothing, deep.variable(2)));
  });
});

/** The packet whose lowest 24 bits are a number. */
function cube(diagrams: Diagrams, number: number): PacketSet {
  let set = everything;
  for (let bit = 23; bit >= 0; bit--) {
    set = (number & (1 << bit)) !== 0 ? diagrams.node(bit, nothing, set) : diagrams.node(bit, set, nothing);
  }
  return set;
}
