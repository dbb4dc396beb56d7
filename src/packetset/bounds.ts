import { containsAll, intersect, overlap, subtract, union } from '../address/range.js';
import type { RangeSet } from '../address/range.js';
import type { Condition } from '../condition/condition.js';
import { conjunctsOf } from '../condition/conjunctsOf.js';
import { interfaceMatches } from '../condition/interfaceName.js';
import type { Field } from '../packet/field.js';
import type { BoundRule } from '../ruleset/ruleset.js';

export const boundFields = ['protocol', 'source', 'destination', 'sourcePort', 'destinationPort'] as const;
export type BoundField = (typeof boundFields)[number];

export const sides = ['in', 'out'] as const;

/** Those that every packet has. */
const standing: ReadonlySet<BoundField> = new Set<BoundField>(['protocol', 'source', 'destination']);

/**
 * What all packets of some set surely have; there may be packets that have it and are not in the set. A field that is missing may have any value, none of
 * the others is empty. Interfaces by their names, the empty one for none.
 */
export interface Bounds {
  readonly numbers: ReadonlyMap<BoundField, RangeSet>;
  readonly in?: readonly string[];
  readonly out?: readonly string[];
}

export const unbounded: Bounds = { numbers: new Map() };

export function isUnbounded(bounds: Bounds): boolean {
  return bounds.numbers.size === 0 && bounds.in === undefined && bounds.out === undefined;
}

/** A field of which more is known than this may have any value: what says little takes long. */
const mostValues = 4096;

/** What is within both; undefined where nothing is. */
export function withinBoth(bounds: Bounds, other: Bounds): Bounds | undefined {
  const numbers = new Map(bounds.numbers);
  for (const [field, values] of other.numbers) {
    const own = numbers.get(field);
    const both = own === undefined ? values : intersect(own, values);
    if (both.length === 0) return undefined;
    numbers.set(field, both);
  }
  let both: Bounds = { ...bounds, numbers };
  for (const side of sides) {
    const names = other[side];
    if (names === undefined) continue;
    const left = both[side]?.filter((name) => names.includes(name)) ?? names;
    if (left.length === 0) return undefined;
    both = { ...both, [side]: left };
  }
  return both;
}

/** What is around both. */
export function aroundBoth(bounds: Bounds, other: Bounds): Bounds {
  if (bounds === other) return other;
  const numbers = new Map<BoundField, RangeSet>();
  for (const [field, values] of bounds.numbers) {
    const others = other.numbers.get(field);
    if (others === undefined) continue;
    const both = values === others ? values : union(values, others);
    if (both.length <= mostValues) numbers.set(field, both);
  }
  return { numbers, ...namesAround('in', bounds, other), ...namesAround('out', bounds, other) };
}

function namesAround(
  side: 'in' | 'out',
  { [side]: own }: Bounds,
  { [side]: others }: Bounds,
): Partial<Bounds> {
  if (own === undefined || others === undefined) return {};
  const names = own === others ? own : [...new Set([...own, ...others])];
  return names.length <= mostValues ? { [side]: names } : {};
}

/** Whether all that is within these bounds is within others. */
export function isWithin(bounds: Bounds, others: Bounds): boolean {
  for (const [field, values] of others.numbers) {
    const own = bounds.numbers.get(field);
    if (own === undefined || (own !== values && !containsAll(values, own))) return false;
  }
  return sides.every((side) => {
    const names = others[side];
    return names === undefined || bounds[side]?.every((name) => names.includes(name)) === true;
  });
}

/** The bounds with other values of one field; undefined for any. */
export function withNumbers(bounds: Bounds, field: BoundField, values: RangeSet | undefined): Bounds {
  const numbers = new Map(bounds.numbers);
  if (values === undefined) numbers.delete(field);
  else numbers.set(field, values);
  return { ...bounds, numbers };
}

/**
 * Around the packets within these bounds for which the first matches of a rule may hold, by default all; undefined where they surely hold for none.
 */
export function matchedWithin(
  bounds: Bounds,
  { matches }: BoundRule,
  first: number = matches.length,
): Bounds | undefined {
  // By far the most rules of a large chain match nothing, and need no bounds of their own.
  for (let index = 0; index < first; index += 1) {
    const condition = matches[index]?.condition;
    if (condition === undefined) continue;
    for (const part of conjunctsOf(condition)) if (!mayHold(bounds, part)) return undefined;
  }
  let left: Bounds | undefined = bounds;
  for (let index = 0; index < first; index += 1) {
    const condition = matches[index]?.condition;
    if (condition === undefined) continue;
    for (const part of conjunctsOf(condition)) left = left && heldWithin(left, part);
  }
  return left;
}

/** How many of a rule's matches must hold for it to change something though others may then fail; undefined where all must. */
export type ChangesBehind = (rule: BoundRule) => number | undefined;

/** What it changes for the packet itself. */
export const changesForPacket: ChangesBehind = ({ matches }) => {
  const at = matches.findIndex(({ effects }) => effects.some(({ kind }) => kind !== 'private'));
  return at < 0 ? undefined : at;
};

function mayHold(bounds: Bounds, condition: Condition): boolean {
  switch (condition.kind) {
    case 'in': {
      const own = isBoundField(condition.field) ? bounds.numbers.get(condition.field) : undefined;
      return own === undefined || overlap(own, condition.set);
    }
    case 'interface': {
      const own = bounds[condition.side];
      return (
        own === undefined || own.some((name) => interfaceMatches(name, condition.name, condition.wildcard))
      );
    }
    default:
      return true;
  }
}

function heldWithin(bounds: Bounds, condition: Condition): Bounds | undefined {
  switch (condition.kind) {
    case 'in':
      return isBoundField(condition.field)
        ? withinBoth(bounds, { numbers: new Map([[condition.field, condition.set]]) })
        : bounds;
    case 'interface': {
      const { side, name, wildcard } = condition;
      const own = bounds[side];
      const left =
        own?.filter((one) => interfaceMatches(one, name, wildcard)) ?? (wildcard ? undefined : [name]);
      if (left === own) return bounds;
      return left?.length === 0 ? undefined : { ...bounds, [side]: left };
    }
    case 'not':
      return failedWithin(bounds, condition.of);
    case 'masked':
    case 'bits':
    case 'one-of':
    case 'derived':
    case 'bytes':
    case 'member':
    case 'draw':
    case 'ask':
    case 'all':
    case 'any':
      return bounds;
  }
}

/** A packet without a port fails what is asked of it. */
function failedWithin(bounds: Bounds, condition: Condition): Bounds | undefined {
  switch (condition.kind) {
    case 'in': {
      const { field, set } = condition;
      const own = isBoundField(field) && standing.has(field) ? bounds.numbers.get(field) : undefined;
      if (own === undefined || !isBoundField(field)) return bounds;
      const left = subtract(own, set);
      return left.length === 0 ? undefined : withNumbers(bounds, field, left);
    }
    case 'interface': {
      const { side, name, wildcard } = condition;
      const left = bounds[side]?.filter((one) => !interfaceMatches(one, name, wildcard));
      if (left === undefined) return bounds;
      return left.length === 0 ? undefined : { ...bounds, [side]: left };
    }
    default:
      return bounds;
  }
}

/** Whether bounds may tell a field. */
export function isBoundField(field: Field): field is BoundField {
  return boundFields.some((one) => one === field);
}
