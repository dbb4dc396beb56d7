import {
  allOnes6,
  andAddress,
  compareAddress,
  invertAddress,
  maskOfLength,
  orAddress,
  zero6,
} from './address.js';
import type { Address, Address6 } from './address.js';

/** An inclusive range. Of numbers (ports, IPv4 addresses, lengths …) or of IPv6 addresses, never mixed. */
export type Range = readonly [low: Address, high: Address];

/** Sorted ranges that neither touch nor overlap. Empty: no value. */
export type RangeSet = readonly Range[];

/** Sorts, drops empty ranges and joins those that touch. */
export function rangeSet(ranges: readonly Range[]): RangeSet {
  const only = ranges[0];
  if (only !== undefined && ranges.length === 1) return compareAddress(only[0], only[1]) <= 0 ? [only] : [];
  const sorted = ranges.filter(([low, high]) => compareAddress(low, high) <= 0);
  sorted.sort((a, b) => compareAddress(a[0], b[0]));
  const joined: Range[] = [];
  for (const range of sorted) {
    const last = joined.at(-1);
    if (last !== undefined && compareAddress(range[0], successor(last[1]) ?? last[1]) <= 0) {
      if (compareAddress(range[1], last[1]) > 0) joined[joined.length - 1] = [last[0], range[1]];
    } else {
      joined.push(range);
    }
  }
  return joined;
}

/** All values of both. A few are put into many at a small part of what sorting all takes. */
export function union(a: RangeSet, b: RangeSet): RangeSet {
  const [few, many] = a.length < b.length ? [a, b] : [b, a];
  return few.length > fewRanges ? rangeSet([...many, ...few]) : few.reduce(withRange, many);
}

const fewRanges = 8;

function withRange(set: RangeSet, [low, high]: Range): RangeSet {
  const from = firstEndingFrom(set, predecessor(low) ?? low);
  const behind = successor(high) ?? high;
  let [first, last, to] = [low, high, from];
  for (let next = set[to]; next !== undefined && compareAddress(next[0], behind) <= 0; next = set[to]) {
    if (compareAddress(next[0], first) < 0) first = next[0];
    if (compareAddress(next[1], last) > 0) last = next[1];
    to += 1;
  }
  return set.toSpliced(from, to - from, [first, last]);
}

export function singleValue(value: Address): RangeSet {
  return [[value, value]];
}

/** All addresses that agree with `address` in the first `length` bits. */
export function prefixRange(address: Address, length: number): Range {
  const mask = maskOfLength(length, typeof address === 'number' ? 4 : 6);
  return [andAddress(address, mask), orAddress(address, invertAddress(mask))];
}

export function contains(set: RangeSet, value: Address): boolean {
  return containsAll(set, [[value, value]]);
}

/** The index of the first range that does not end before a value. */
function firstEndingFrom(set: RangeSet, value: Address): number {
  let from = 0;
  let to = set.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    const range = set[middle];
    if (range === undefined || compareAddress(value, range[1]) <= 0) to = middle;
    else from = middle + 1;
  }
  return from;
}

/** Whether some value is in both. */
export function overlap(a: RangeSet, b: RangeSet): boolean {
  const [few, many] = a.length < b.length ? [a, b] : [b, a];
  return few.some(([low, high]) => {
    const next = many[firstEndingFrom(many, low)];
    return next !== undefined && compareAddress(next[0], high) <= 0;
  });
}

/** Whether all of `part` is in `whole`. */
export function containsAll(whole: RangeSet, part: RangeSet): boolean {
  return part.every(([low, high]) => {
    const around = whole[firstEndingFrom(whole, low)];
    return (
      around !== undefined && compareAddress(around[0], low) <= 0 && compareAddress(high, around[1]) <= 0
    );
  });
}

export function intersect(a: RangeSet, b: RangeSet): RangeSet {
  const out: Range[] = [];
  let i = 0;
  let j = 0;
  for (;;) {
    const left = a[i];
    const right = b[j];
    if (left === undefined || right === undefined) return out;
    const low = compareAddress(left[0], right[0]) >= 0 ? left[0] : right[0];
    const high = compareAddress(left[1], right[1]) <= 0 ? left[1] : right[1];
    if (compareAddress(low, high) <= 0) out.push([low, high]);
    if (compareAddress(left[1], right[1]) < 0) i++;
    else j++;
  }
}

/** What of `whole` is not in `part`. */
export function subtract(whole: RangeSet, part: RangeSet): RangeSet {
  const out: Range[] = [];
  let from = 0;
  for (const [low, high] of whole) {
    let start: Address | undefined = low;
    for (let cut = part[from]; cut !== undefined && compareAddress(cut[1], low) < 0; cut = part[from]) from++;
    for (let index = from; index < part.length && start !== undefined; index++) {
      const cut = part[index];
      if (cut === undefined || compareAddress(cut[0], high) > 0) break;
      const before = predecessor(cut[0]);
      if (before !== undefined && compareAddress(start, before) <= 0) out.push([start, before]);
      start = successor(cut[1]);
    }
    if (start !== undefined && compareAddress(start, high) <= 0) out.push([start, high]);
  }
  return out;
}

/** The next value; undefined after the last IPv6 address. Numbers have no end here: callers bound them. */
export function successor(value: Address): Address | undefined {
  return typeof value === 'number' ? value + 1 : step6(value, allOnes6, 0xffffffff, 0, 1);
}

/** The value before; undefined before zero. */
export function predecessor(value: Address): Address | undefined {
  if (typeof value === 'number') return value === 0 ? undefined : value - 1;
  return step6(value, zero6, 0, 0xffffffff, -1);
}

function step6(
  value: Address6,
  end: Address6,
  carry: number,
  reset: number,
  by: 1 | -1,
): Address6 | undefined {
  if (compareAddress(value, end) === 0) return undefined;
  const words: [number, number, number, number] = [...value];
  for (const index of [3, 2, 1, 0] as const) {
    if (words[index] !== carry) {
      words[index] += by;
      return words;
    }
    words[index] = reset;
  }
  return undefined;
}
