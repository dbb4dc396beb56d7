import { compareAddress } from '../address/address.js';
import type { Address } from '../address/address.js';
import { predecessor } from '../address/range.js';
import type { Range } from '../address/range.js';

/** Values of a field as far as rules can tell them apart: ranges of values side by side, numbered from 0 by their order. */
export interface ValueClasses {
  /** How many bits number the classes. Numbers that are left over stand for the last one, too. */
  readonly width: number;
  /** The classes that have a value of a range; undefined where the field has none of its values. */
  codesOf(range: Range): readonly [low: number, high: number] | undefined;
  /** The values of these classes. */
  valuesOf(low: number, high: number): Range;
}

/** Makes classes of the values from `first` to `last`: each of `starts` begins one, in any order. */
export function valueClasses(starts: Iterable<Address>, first: Address, last: Address): ValueClasses {
  const lows = distinct([first, ...starts]).filter(
    (start) => compareAddress(start, first) >= 0 && compareAddress(start, last) <= 0,
  );
  const width = lows.length === 1 ? 0 : 32 - Math.clz32(lows.length - 1);
  const end = lows.length - 1;
  const codeOf = (value: Address): number => {
    let from = 0;
    let to = end;
    while (from < to) {
      const middle = (from + to + 1) >>> 1;
      if (compareAddress(lows[middle] ?? first, value) <= 0) from = middle;
      else to = middle - 1;
    }
    return from;
  };
  const lowOf = (code: number): Address => lows[Math.min(code, end)] ?? first;
  return {
    width,
    codesOf(range) {
      const low = range[0];
      const high = range[1];
      if (compareAddress(low, last) > 0) return undefined;
      const code = codeOf(high);
      const first = compareAddress(low, high) === 0 ? code : codeOf(low);
      return [first, code === end ? 2 ** width - 1 : code];
    },
    valuesOf: (low, high) => [lowOf(low), high >= end ? last : (predecessor(lowOf(high + 1)) ?? first)],
  };
}

function distinct(values: readonly Address[]): readonly Address[] {
  if (values.every((value) => typeof value === 'number')) {
    const sorted = Float64Array.from(values).sort();
    const each: number[] = [];
    for (const value of sorted) if (value !== each.at(-1)) each.push(value);
    return each;
  }
  return values.toSorted(compareAddress).filter((value, index, sorted) => {
    const before = sorted[index - 1];
    return before === undefined || compareAddress(before, value) !== 0;
  });
}
