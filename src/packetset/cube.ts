/** Ranges of numbers from 0, side by side: low, high, low, high, …; ascending, and between two of them is a number that neither has. */
export type CubeValues = readonly number[];

/**
 * The packets that have, in each of these dimensions, one of the values given, and anything in all others. A dimension is a field, one bit of
 * the mark, or the answer to a question; its values are numbers from 0, of fields those of their classes. No dimension is empty. Two lists side by
 * side, since there are hundreds of thousands of cubes, each of a few dimensions.
 */
export interface Cube {
  readonly dimensions: readonly string[];
  readonly values: readonly CubeValues[];
}

export const anyPacket: Cube = { dimensions: [], values: [] };

/** So many ranges of a dimension are followed at most, the widest: a cube may hold fewer packets than there are. */
const mostRanges = 8;

/** The packets with these values in one dimension. */
export function cubeOf(dimension: string, values: CubeValues): Cube {
  return { dimensions: [dimension], values: [values] };
}

/** The values that a cube leaves in a dimension; undefined where it leaves all. */
export function valuesIn({ dimensions, values }: Cube, dimension: string): CubeValues | undefined {
  const place = dimensions.indexOf(dimension);
  return place < 0 ? undefined : values[place];
}

/** The cube with these values in one dimension, whatever it left there before. */
export function withValues({ dimensions, values }: Cube, dimension: string, others: CubeValues): Cube {
  const place = dimensions.indexOf(dimension);
  if (place < 0) return { dimensions: [...dimensions, dimension], values: [...values, others] };
  const changed = values.slice();
  changed[place] = others;
  return { dimensions, values: changed };
}

/** The packets of `cube` that are in `other`, too: the same object where all are; undefined where none is. */
export function bothCubes(cube: Cube, other: Cube): Cube | undefined {
  if (cube === anyPacket && !other.values.some(isScattered)) return other;
  let values: CubeValues[] | undefined;
  let added = 0;
  // By index: this is what looking for cubes consists of.
  for (let index = 0; index < other.dimensions.length; index += 1) {
    const place = cube.dimensions.indexOf(other.dimensions[index] ?? '');
    if (place < 0) {
      added += 1;
      continue;
    }
    const own = cube.values[place] ?? noValues;
    const common = bothValues(own, other.values[index] ?? noValues);
    if (common === own) continue;
    if (common.length === 0) return undefined;
    values ??= cube.values.slice();
    values[place] = isScattered(common) ? widest(common) : common;
  }
  if (added > 0) return withOthers(cube, values ?? cube.values, other, added);
  return values === undefined ? cube : { dimensions: cube.dimensions, values };
}

/** A cube with `values`, and with those of another in the dimensions, `added` many, in which it leaves all. The lists are as long as they have to be: one that grows has room left for many more. */
function withOthers(cube: Cube, values: readonly CubeValues[], other: Cube, added: number): Cube {
  const { length } = cube.dimensions;
  const dimensions = new Array<string>(length + added);
  const all = new Array<CubeValues>(length + added);
  for (let index = 0; index < length; index += 1) {
    dimensions[index] = cube.dimensions[index] ?? '';
    all[index] = values[index] ?? noValues;
  }
  let next = length;
  for (let index = 0; index < other.dimensions.length; index += 1) {
    const dimension = other.dimensions[index] ?? '';
    if (cube.dimensions.includes(dimension)) continue;
    const asked = other.values[index] ?? noValues;
    dimensions[next] = dimension;
    all[next] = isScattered(asked) ? widest(asked) : asked;
    next += 1;
  }
  return { dimensions, values: all };
}

/** Whether they have any packet in common. */
export function cubesMeet(cube: Cube, other: Cube): boolean {
  for (let index = 0; index < other.dimensions.length; index += 1) {
    const own = valuesIn(cube, other.dimensions[index] ?? '');
    if (own !== undefined && bothValues(own, other.values[index] ?? noValues).length === 0) return false;
  }
  return true;
}

/** Whether all packets of a cube are in another. */
export function isWithin(cube: Cube, other: Cube): boolean {
  for (let index = 0; index < other.dimensions.length; index += 1) {
    const own = valuesIn(cube, other.dimensions[index] ?? '');
    if (own === undefined || !areWithin(own, other.values[index] ?? noValues)) return false;
  }
  return true;
}

/** Whether one of some others has all of a cube. */
export function isWithinOne(cube: Cube, others: readonly Cube[]): boolean {
  for (let index = 0; index < others.length; index += 1) {
    if (isWithin(cube, others[index] ?? anyPacket)) return true;
  }
  return false;
}

/** What of a cube is in some others, a cube for each; the cube alone where one of them has all of it. */
export function partsIn(cube: Cube, others: readonly Cube[]): readonly Cube[] {
  if (isWithinOne(cube, others)) return [cube];
  const parts: Cube[] = [];
  for (const other of others) {
    const both = bothCubes(cube, other);
    if (both !== undefined) parts.push(both);
  }
  return parts;
}

const noValues: CubeValues = [];

/** The values that are in both: the same list where all of one are in the other. */
function bothValues(own: CubeValues, others: CubeValues): CubeValues {
  if (own.length === 2 && others.length === 2) return bothRanges(own, others);
  if (areWithin(own, others)) return own;
  if (areWithin(others, own)) return others;
  const common: number[] = [];
  for (let i = 0, j = 0; i < own.length && j < others.length;) {
    const low = Math.max(at(own, i), at(others, j));
    const high = Math.min(at(own, i + 1), at(others, j + 1));
    if (low <= high) common.push(low, high);
    if (at(own, i + 1) < at(others, j + 1)) i += 2;
    else j += 2;
  }
  return common.slice();
}

/** The same of one range each, as most are. */
function bothRanges(own: CubeValues, others: CubeValues): CubeValues {
  const low = Math.max(at(own, 0), at(others, 0));
  const high = Math.min(at(own, 1), at(others, 1));
  if (low > high) return noValues;
  if (low === at(own, 0) && high === at(own, 1)) return own;
  return low === at(others, 0) && high === at(others, 1) ? others : [low, high];
}

/** Whether each of the ranges lies in one of the others. */
function areWithin(values: CubeValues, others: CubeValues): boolean {
  let other = 0;
  for (let index = 0; index < values.length; index += 2) {
    while (other < others.length && at(others, other + 1) < at(values, index)) other += 2;
    if (other === others.length) return false;
    if (at(values, index) < at(others, other) || at(values, index + 1) > at(others, other + 1)) return false;
  }
  return true;
}

/** The numbers up to `last` that are not among these. */
export function otherValues(values: CubeValues, last: number): CubeValues {
  const others: number[] = [];
  let from = 0;
  for (let index = 0; index < values.length; index += 2) {
    if (from < at(values, index)) others.push(from, at(values, index) - 1);
    from = at(values, index + 1) + 1;
  }
  if (from <= last) others.push(from, last);
  return others.slice();
}

function at(values: CubeValues, index: number): number {
  return values[index] ?? 0;
}

function isScattered(values: CubeValues): boolean {
  return values.length > mostRanges * 2;
}

function widest(values: CubeValues): CubeValues {
  const left = values.slice();
  while (isScattered(left)) {
    let narrowest = 0;
    let least = Infinity;
    for (let index = 0; index < left.length; index += 2) {
      const width = at(left, index + 1) - at(left, index);
      if (width > least) continue;
      narrowest = index;
      least = width;
    }
    left.splice(narrowest, 2);
  }
  return left;
}

/** The one value that a dimension leaves; undefined where it leaves more. */
export function onlyValue(values: CubeValues | undefined): number | undefined {
  return values?.length === 2 && values[0] === values[1] ? values[0] : undefined;
}
