import { conjunctsOf } from '../condition/conjunctsOf.js';
import type { BoundRule } from '../ruleset/ruleset.js';
import { allOf, isMarkBit, surelyHeld } from './conditionCubes.js';
import type { SurelyHeld } from './conditionCubes.js';
import { onlyValue } from './cube.js';
import type { Cube } from './cube.js';
import type { Workshop } from './workshop.js';

/** What is sure of a rule's matches taken together. */
export interface RuleCubes {
  /** Some packets that it may match; undefined where none is known. */
  readonly yes: Cube | undefined;
  /** The same whatever mark they have: rules before it may write that. */
  readonly unmarked: Cube | undefined;
  /** Some that it may not match. */
  readonly no: readonly Cube[];
  /** A dimension of which it asks for this value alone. */
  readonly exact: { readonly dimension: string; readonly value: number } | undefined;
}

/** Tells what is sure of rules. */
export function ruleCubes(workshop: Workshop): (rule: BoundRule) => RuleCubes {
  const held = surelyHeld(workshop);
  return ({ matches }) => {
    const parts: SurelyHeld[] = [];
    let exact: RuleCubes['exact'];
    for (const match of matches) {
      for (const condition of conjunctsOf(match.condition)) {
        const part = held(condition);
        parts.push(part);
        if (exact !== undefined || condition.kind !== 'in' || condition.field === 'protocol') continue;
        const value = onlyValue(part.yes[0]?.get(condition.field));
        if (value !== undefined) exact = { dimension: condition.field, value };
      }
    }
    const { yes: alternatives, no } = allOf(parts);
    const [yes] = alternatives;
    return { yes, unmarked: yes && withoutMark(yes), no, exact };
  };
}

function withoutMark(cube: Cube): Cube {
  for (const dimension of cube.keys()) {
    if (isMarkBit(dimension)) return new Map([...cube].filter(([each]) => !isMarkBit(each)));
  }
  return cube;
}

/**
 * The indices below `before` of the rules of a chain that may match something of a cube, in their order. Rules that ask for another exact
 * value than the cube has are left out without looking at each.
 */
export function rulesMeeting(rules: readonly RuleCubes[]): (cube: Cube, before: number) => readonly number[] {
  const others: number[] = [];
  const byValue = new Map<string, Map<number, number[]>>();
  for (const [index, { exact }] of rules.entries()) {
    if (exact === undefined) {
      others.push(index);
      continue;
    }
    const indices = byValue.get(exact.dimension) ?? new Map<number, number[]>();
    byValue.set(exact.dimension, indices);
    const same = indices.get(exact.value);
    if (same === undefined) indices.set(exact.value, [index]);
    else same.push(index);
  }
  return (cube, before) => {
    const met = others.filter((index) => index < before);
    for (const [dimension, indices] of byValue) {
      const only = onlyValue(cube.get(dimension));
      const lists = only === undefined ? indices.values() : [indices.get(only) ?? []];
      for (const list of lists) for (const index of list) if (index < before) met.push(index);
    }
    return met.sort((a, b) => a - b);
  };
}
