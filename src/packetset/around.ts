import { containsAll } from '../address/range.js';
import type { RangeSet } from '../address/range.js';
import { aroundBoth, boundFields, isWithin, sides, withinBoth } from './bounds.js';
import type { Bounds } from './bounds.js';

/** What surely holds of all packets of some set: each is within one of these bounds, or more. None: there is no packet. */
export type Around = readonly Bounds[];

/** Bounds that are kept apart; of more some are joined. */
const mostApart = 32;

/** What is around all that these are around, and also around what is within some bounds. */
export function aroundAlso(around: Around, bounds: Bounds): Around {
  if (around.some((one) => isWithin(bounds, one))) return around;
  const apart = around.filter((one) => !isWithin(one, bounds));
  // With all but one field in common nothing is lost, and otherwise least where both tell of the same fields.
  const near = apart.findIndex((one) => differences(one, bounds) === 1);
  if (near < 0 && apart.length < mostApart) return [...apart, bounds];
  const at =
    near >= 0
      ? near
      : Math.max(
          0,
          apart.findIndex((one) => tellAlike(one, bounds)),
        );
  const joined = apart.slice(at, at + 1).reduce(aroundBoth, bounds);
  return aroundAlso(apart.toSpliced(at, 1), joined);
}

export function aroundAll(around: Around, others: Around): Around {
  return others.reduce(aroundAlso, around);
}

/** What of it is within some bounds. */
export function aroundWithin(around: Around, bounds: Bounds): Around {
  return around.flatMap((one) => withinBoth(one, bounds) ?? []);
}

/** In how many fields and interfaces two bounds differ. */
function differences(bounds: Bounds, other: Bounds): number {
  const ofFields = boundFields.filter(
    (field) => !isSame(bounds.numbers.get(field), other.numbers.get(field)),
  );
  const ofSides = sides.filter((side) => !areSame(bounds[side], other[side]));
  return ofFields.length + ofSides.length;
}

function isSame(values: RangeSet | undefined, others: RangeSet | undefined): boolean {
  if (values === others) return true;
  if (values === undefined || values.length !== others?.length) return false;
  return containsAll(values, others) && containsAll(others, values);
}

function areSame(names: readonly string[] | undefined, others: readonly string[] | undefined): boolean {
  if (names === others) return true;
  return names?.length === others?.length && names?.every((name) => others?.includes(name)) === true;
}

function tellAlike(bounds: Bounds, other: Bounds): boolean {
  return (
    boundFields.every((field) => bounds.numbers.has(field) === other.numbers.has(field)) &&
    sides.every((side) => (bounds[side] === undefined) === (other[side] === undefined))
  );
}
