import { describe, expect, it } from 'vitest';
import { Diagrams } from '../../src/packetset/diagrams.js';
import { nothing } from '../../src/packetset/packetSet.js';
import type { PacketSet } from '../../src/packetset/packetSet.js';
import { splitBits, splitNumbers } from '../../src/packetset/splitSets.js';
import { setOfRanges } from '../../src/packetset/valueSets.js';

/** `a` at even levels and `b` at odd ones, 4 bits each, the most significant first. */
const a = [0, 2, 4, 6];
const b = [1, 3, 5, 7];

function ranges(diagrams: Diagrams, set: PacketSet, levels: readonly number[]) {
  return splitNumbers(diagrams, set, levels).parts.map((part) => ({
    ranges: part.ranges.map(([low, high]) => `${low}-${high}`).join(' '),
    all: part.all,
    rest: part.set,
  }));
}

describe('a set by its numbers', () => {
  const diagrams = new Diagrams();
  const inA = (...some: (readonly [number, number])[]): PacketSet => setOfRanges(diagrams, a, some);
  const inB = (...some: (readonly [number, number])[]): PacketSet => setOfRanges(diagrams, b, some);

  it('between whose bits those of another stand', () => {
    const set = diagrams.or(
      diagrams.and(inA([3, 9]), inB([2, 2])),
      diagrams.and(inA([12, 12]), inB([5, 15])),
    );
    expect(ranges(diagrams, set, a)).toEqual([
      { ranges: '3-9', all: false, rest: inB([2, 2]) },
      { ranges: '12-12', all: false, rest: inB([5, 15]) },
    ]);
  });

  it('all of them, whatever the others are', () => {
    expect(ranges(diagrams, inB([5, 15]), a)).toEqual([{ ranges: '0-15', all: true, rest: inB([5, 15]) }]);
  });

  it('one number for each number of the other', () => {
    let equal = diagrams.not(nothing);
    for (let bit = 3; bit >= 0; bit--) {
      const [one, other] = [diagrams.variable(a[bit] ?? 0), diagrams.variable(b[bit] ?? 0)];
      const differ = diagrams.or(diagrams.minus(one, other), diagrams.minus(other, one));
      equal = diagrams.minus(equal, differ);
    }
    const split = ranges(diagrams, equal, a);
    expect(split.map((part) => part.ranges)).toEqual(
      Array.from({ length: 16 }, (_, each) => `${each}-${each}`),
    );
    expect(split.map(({ rest }) => rest)).toEqual(Array.from({ length: 16 }, (_, each) => inB([each, each])));
  });
});

describe('what nobody would read is cut off, and said to be', () => {
  const levels = Array.from({ length: 64 }, (_, index) => index);

  it('odd numbers of 64 bits', () => {
    const diagrams = new Diagrams();
    const { parts, complete } = splitNumbers(diagrams, diagrams.variable(63), levels);
    expect({ complete, ranges: parts.map((part) => part.ranges.length) }).toEqual({
      complete: false,
      ranges: [1024],
    });
  });

  it('bits of which an odd number is set', () => {
    const diagrams = new Diagrams();
    let odd = nothing;
    for (let level = 31; level >= 0; level--) {
      odd = diagrams.node(level, odd, diagrams.not(odd));
    }
    const { complete } = splitBits(
      diagrams,
      odd,
      new Map(levels.slice(0, 32).map((level) => [level, level])),
    );
    expect(complete).toBe(false);
  });

  it('not what fits', () => {
    const diagrams = new Diagrams();
    const { parts, complete } = splitBits(
      diagrams,
      diagrams.and(diagrams.variable(0), diagrams.not(diagrams.variable(2))),
      new Map([
        [0, 31],
        [1, 30],
        [2, 29],
      ]),
    );
    expect({ complete, patterns: parts.map(({ patterns }) => patterns) }).toEqual({
      complete: true,
      patterns: [[{ mask: 0xa0000000, value: 0x80000000 }]],
    });
  });
});
