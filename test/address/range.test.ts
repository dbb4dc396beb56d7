import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAddress } from '../../src/address/address.js';
import {
  contains,
  containsAll,
  intersect,
  overlap,
  prefixRange,
  rangeSet,
  subtract,
  union,
} from '../../src/address/range.js';
import type { Range, RangeSet } from '../../src/address/range.js';

const sets: fc.Arbitrary<RangeSet> = fc
  .array(fc.tuple(fc.nat(40), fc.nat(6)), { maxLength: 8 })
  .map((pairs) => rangeSet(pairs.map(([low, size]): Range => [low, low + size])));

const members = (set: RangeSet): readonly number[] =>
  Array.from({ length: 64 }, (_, value) => value).filter((value) => contains(set, value));

describe('sets of ranges', () => {
  it('agree with sets of numbers', () => {
    fc.assert(
      fc.property(sets, sets, (a, b) => {
        const [inA, inB] = [new Set(members(a)), new Set(members(b))];
        expect(members(intersect(a, b))).toEqual([...inA].filter((value) => inB.has(value)));
        expect(members(subtract(a, b))).toEqual([...inA].filter((value) => !inB.has(value)));
        expect(subtract(a, b)).toEqual(rangeSet(subtract(a, b)));
        expect(overlap(a, b)).toBe([...inA].some((value) => inB.has(value)));
        expect(containsAll(a, b)).toBe([...inB].every((value) => inA.has(value)));
        expect(union(a, b)).toEqual(rangeSet([...a, ...b]));
        expect(members(rangeSet([...a, ...b]))).toEqual([...new Set([...inA, ...inB])].sort((x, y) => x - y));
      }),
    );
  });

  const rows: readonly (readonly [name: string, whole: RangeSet, part: RangeSet, left: RangeSet])[] = [
    ['nothing from nothing', [], [], []],
    ['nothing', [[1, 5]], [], [[1, 5]]],
    ['all', [[1, 5]], [[0, 9]], []],
    [
      'the middle',
      [[1, 5]],
      [[3, 3]],
      [
        [1, 2],
        [4, 5],
      ],
    ],
    [
      'one cut over several ranges',
      [
        [1, 2],
        [4, 5],
        [7, 8],
      ],
      [[2, 7]],
      [
        [1, 1],
        [8, 8],
      ],
    ],
    ['from zero', [[0, 5]], [[0, 0]], [[1, 5]]],
    ['up to the largest', [[0, 0xffffffff]], [[5, 0xffffffff]], [[0, 4]]],
  ];
  for (const [name, whole, part, left] of rows) {
    it(`subtract ${name}`, () => {
      expect(subtract(whole, part)).toEqual(left);
    });
  }

  it('IPv6: the last address has no successor', () => {
    const address = (text: string): NonNullable<ReturnType<typeof readAddress>> => readAddress(text) ?? 0;
    const all: RangeSet = [prefixRange(address('::'), 0)];
    const upper: RangeSet = [prefixRange(address('8000::'), 1)];
    expect(subtract(all, upper)).toEqual([prefixRange(address('::'), 1)]);
    expect(subtract(upper, upper)).toEqual([]);
    expect(rangeSet([prefixRange(address('::'), 1), prefixRange(address('8000::'), 1)])).toEqual(all);
  });
});
