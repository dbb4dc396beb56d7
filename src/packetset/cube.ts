import { intersect } from '../address/range.js';
import type { RangeSet } from '../address/range.js';

/**
 * The packets that have, in each of these dimensions, one of the values given, and anything in all others. A dimension is a field, one bit of
 * the mark, or the answer to a question; its values are numbers from 0, of fields those of their classes. No dimension is empty.
 */
export type Cube = ReadonlyMap<string, RangeSet>;

export const anyPacket: Cube = new Map();

/** So many ranges of a dimension are followed at most, the widest: a cube may hold fewer packets than there are. */
const mostRanges = 8;

/** The packets of `cube` that are in `other`, too: the same object where all are; undefined where none is. */
export function bothCubes(cube: Cube, other: Cube): Cube | undefined {
  let both: Map<string, RangeSet> | undefined;
  for (const [dimension, values] of other) {
    const own = cube.get(dimension);
    const common = own === undefined ? values : intersect(own, values);
    if (common.length === 0) return undefined;
    if (own !== undefined && areEqual(own, common)) continue;
    both ??= new Map(cube);
    both.set(dimension, common.length > mostRanges ? widest(common) : common);
  }
  return both ?? cube;
}

/** Whether they have any packet in common. */
export function cubesMeet(cube: Cube, other: Cube): boolean {
  for (const [dimension, values] of other) {
    const own = cube.get(dimension);
    if (own !== undefined && intersect(own, values).length === 0) return false;
  }
  return true;
}

function areEqual(some: RangeSet, others: RangeSet): boolean {
  return (
    some.length === others.length &&
    some.every(([low, high], index) => low === others[index]?.[0] && high === others[index][1])
  );
}

function widest(ranges: RangeSet): RangeSet {
  const width = ([low, high]: RangeSet[number]): number => Number(high) - Number(low);
  return ranges
    .toSorted((a, b) => width(b) - width(a))
    .slice(0, mostRanges)
    .sort(([a], [b]) => Number(a) - Number(b));
}

/** The one value that a dimension leaves; undefined where it leaves more. */
export function onlyValue(values: RangeSet | undefined): number | undefined {
  const only = values?.length === 1 ? values[0] : undefined;
  return only !== undefined && only[0] === only[1] ? Number(only[0]) : undefined;
}
