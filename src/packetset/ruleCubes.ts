import { conjunctsOf } from '../condition/conjunctsOf.js';
import type { BoundMatch, Chain } from '../ruleset/ruleset.js';
import { allOf, isMarkBit } from './conditionCubes.js';
import type { SurelyHeld } from './conditionCubes.js';
import { onlyValue, valuesIn } from './cube.js';
import type { Cube } from './cube.js';

/** What is sure of a rule's matches taken together; each found once, when somebody asks. A class, since there is one for each of a hundred thousand rules. */
export class RuleCubes {
  private knownYes: Cube | undefined | null = null;
  private knownNo: readonly Cube[] | undefined;

  constructor(
    private readonly held: SurelyHeld,
    readonly matches: readonly BoundMatch[],
  ) {}

  /** Some packets that it may match; undefined where none is known. */
  get yes(): Cube | undefined {
    if (this.knownYes === null)
      this.knownYes = allOf(this.matches, ({ condition }) => this.held(condition, true))[0];
    return this.knownYes;
  }

  /** The same whatever mark they have: rules before it may write that. */
  get unmarked(): Cube | undefined {
    return this.yes && withoutMark(this.yes);
  }

  /** Some that it may not match. */
  get no(): readonly Cube[] {
    this.knownNo ??= this.matches.flatMap((match) => this.noOf(match));
    return this.knownNo;
  }

  /** Those of them that one of its matches does not match. */
  noOf({ condition }: BoundMatch): readonly Cube[] {
    return this.held(condition, false);
  }

  /** A dimension of which it asks for one value alone. */
  get exact(): { readonly dimension: string; readonly value: number } | undefined {
    for (const { condition } of this.matches) {
      for (const part of conjunctsOf(condition)) {
        if (part.kind !== 'in' || part.field === 'protocol') continue;
        const [first] = this.held(part, true);
        const value = onlyValue(first && valuesIn(first, part.field));
        if (value !== undefined) return { dimension: part.field, value };
      }
    }
    return undefined;
  }
}

/** The rules of a chain, with what is sure of each. */
export interface Steps {
  readonly chain: Chain;
  readonly cubes: readonly RuleCubes[];
}

function withoutMark(cube: Cube): Cube {
  if (!cube.dimensions.some(isMarkBit)) return cube;
  const isLeft = (_: unknown, index: number): boolean => !isMarkBit(cube.dimensions[index] ?? '');
  return { dimensions: cube.dimensions.filter(isLeft), values: cube.values.filter(isLeft) };
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
      const only = onlyValue(valuesIn(cube, dimension));
      const lists = only === undefined ? indices.values() : [indices.get(only) ?? []];
      for (const list of lists) for (const index of list) if (index < before) met.push(index);
    }
    return met.sort((a, b) => a - b);
  };
}
