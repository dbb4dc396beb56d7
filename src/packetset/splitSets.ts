import { everything, nothing } from './packetSet.js';
import type { Diagrams } from './diagrams.js';
import type { PacketSet } from './packetSet.js';

/** What is left of a set behind some bits, and for which numbers of these bits. */
export interface NumberPart {
  readonly set: PacketSet;
  /** Inclusive, rising. */
  readonly ranges: readonly (readonly [low: bigint, high: bigint])[];
  /** For all numbers. */
  readonly all: boolean;
}

/** Bits of a mark that are told; the others may be anything. Unsigned 32-bit. */
export interface BitPattern {
  readonly mask: number;
  readonly value: number;
}

export interface BitPart {
  readonly set: PacketSet;
  readonly patterns: readonly BitPattern[];
}

export interface Split<Part> {
  readonly parts: readonly Part[];
  /** False where some are left out, since nobody would read so many. */
  readonly complete: boolean;
}

/** Ranges or patterns of one set: masks with holes, and marks that are copied, can make as many as there are numbers. */
const most = 1024;

/** By the value of a number, whose bits stand at these levels, the most significant first; others may stand between them. */
export function splitNumbers(
  diagrams: Diagrams,
  set: PacketSet,
  levels: readonly number[],
): Split<NumberPart> {
  const found = new Map<PacketSet, [bigint, bigint][]>();
  const width = levels.length;
  const pending: { node: PacketSet; bit: number; prefix: bigint }[] = [{ node: set, bit: 0, prefix: 0n }];
  let left = most;
  for (let next = pending.pop(); next !== undefined && left > 0; next = pending.pop()) {
    const { node, prefix } = next;
    if (node === nothing) continue;
    const bit = firstAsked(diagrams, node, levels, next.bit);
    const rest = BigInt(width - next.bit);
    if (bit === undefined) {
      const low = prefix << rest;
      const high = low + (1n << rest) - 1n;
      const ranges = found.get(node) ?? [];
      found.set(node, ranges);
      const before = ranges.at(-1);
      if (before !== undefined && before[1] + 1n === low) before[1] = high;
      else {
        ranges.push([low, high]);
        left--;
      }
      continue;
    }
    // Of the bits that are skipped each number is one of its own.
    const level = levels[next.bit] ?? 0;
    const [low, high] = bit === next.bit ? cofactors(diagrams, node, level) : ([node, node] as const);
    pending.push(
      { node: high, bit: next.bit + 1, prefix: prefix * 2n + 1n },
      { node: low, bit: next.bit + 1, prefix: prefix * 2n },
    );
  }
  const whole = (1n << BigInt(width)) - 1n;
  const parts = [...found].map(([part, ranges]) => ({
    set: part,
    ranges,
    all: ranges.length === 1 && ranges[0]?.[0] === 0n && ranges[0][1] === whole,
  }));
  return { parts, complete: pending.length === 0 };
}

/** By the bits of a mark; `levels` gives the bit of each level. */
export function splitBits(
  diagrams: Diagrams,
  set: PacketSet,
  levels: ReadonlyMap<number, number>,
): Split<BitPart> {
  let parts = new Map<PacketSet, readonly BitPattern[]>([[set, [{ mask: 0, value: 0 }]]]);
  let complete = true;
  for (const [level, bit] of levels) {
    const next = new Map<PacketSet, BitPattern[]>();
    const add = (part: PacketSet, patterns: readonly BitPattern[]): void => {
      if (part === nothing) return;
      const together = [...(next.get(part) ?? []), ...patterns];
      if (together.length > most) complete = false;
      next.set(part, together.slice(0, most));
    };
    for (const [part, patterns] of parts) {
      const [low, high] = cofactors(diagrams, part, level);
      if (low === high) {
        add(part, patterns);
        continue;
      }
      const withBit = (one: 0 | 1): readonly BitPattern[] =>
        patterns.map(({ mask, value }) => ({
          mask: (mask | (1 << bit)) >>> 0,
          value: (value | (one << bit)) >>> 0,
        }));
      add(low, withBit(0));
      add(high, withBit(1));
    }
    if (next.size > most) complete = false;
    parts = new Map([...next].slice(0, most));
  }
  return { parts: [...parts].map(([part, patterns]) => ({ set: part, patterns })), complete };
}

/** What is left of a set where the variable is 0, and where it is 1. */
function cofactors(
  diagrams: Diagrams,
  set: PacketSet,
  level: number,
): readonly [low: PacketSet, high: PacketSet] {
  const own = diagrams.levelOf(set);
  if (own > level) return [set, set];
  if (own === level) return [diagrams.low(set), diagrams.high(set)];
  const one = diagrams.variable(level);
  return [diagrams.forget(diagrams.minus(set, one), level), diagrams.forget(diagrams.and(set, one), level)];
}

/** The first of the levels, from an index on, that the set asks; undefined for none. */
function firstAsked(
  diagrams: Diagrams,
  set: PacketSet,
  levels: readonly number[],
  from: number,
): number | undefined {
  const own = diagrams.levelOf(set);
  const last = levels.at(-1);
  if (last === undefined || own > last || set === everything) return undefined;
  for (let index = from; index < levels.length; index++) {
    const level = levels[index] ?? 0;
    if (level === own) return index;
    if (level < own) continue;
    const [low, high] = cofactors(diagrams, set, level);
    if (low !== high) return index;
  }
  return undefined;
}
