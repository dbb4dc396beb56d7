import type { Effect } from '../packet/effect.js';
import type { BoundRule, Chain, Table } from '../ruleset/ruleset.js';
import { markBit } from './conditionCubes.js';
import { anyPacket, bothCubes, cubesMeet, valuesIn, withValues } from './cube.js';
import type { Cube } from './cube.js';
import type { RuleCubes } from './ruleCubes.js';

/** So many cubes are followed from one rule to the next. */
const mostCubes = 4;
/** A called chain with no more rules, none of which calls another, is followed to where packets come back from it. */
const mostRules = 1000;

const none: readonly Cube[] = [];

/** Takes cubes over rules. */
export interface Behind {
  /** The cubes behind a rule, of some before it. */
  all(cubes: readonly Cube[], rule: BoundRule, of: RuleCubes): readonly Cube[];
  /** The first of them that has any of these packets, alone, where nothing else is asked of them: nobody looks further than that one. */
  meeting(cubes: readonly Cube[], rule: BoundRule, of: RuleCubes, wanted: Cube): readonly Cube[];
}

/**
 * Takes cubes over a rule: of what may not match it something, and of what goes on behind it, first one cube of each. `budget` is how many rules may be
 * looked at; it is counted down, and once it is used up nothing goes on.
 */
export function cubesBehind(
  table: Table,
  cubesOf: (rule: BoundRule) => RuleCubes,
  budget: { looks: number },
): Behind {
  const short = new Map<Chain, readonly (readonly [BoundRule, RuleCubes])[] | undefined>();

  const stepsOf = (chain: Chain) => {
    if (!short.has(chain)) {
      const { rules, policy } = chain;
      const isShort = policy === undefined && rules.length <= mostRules && !rules.some(callsAnother);
      short.set(chain, isShort ? rules.map((rule) => [rule, cubesOf(rule)] as const) : undefined);
    }
    return short.get(chain);
  };

  const behind: Behind['all'] = (cubes, rule, of) => {
    if (budget.looks-- <= 0) return [];
    // Whatever a draw decides, all may go on.
    if (of.no.includes(anyPacket)) return cubes;
    const lefts = cubes.map((cube) => leftOf(cube, of.no));
    if (lefts.every((left, index) => left[0] === cubes[index])) return cubes;
    const here: Cube[] = [];
    const isEnough = (cube: Cube): boolean => here.push(cube) >= mostCubes;
    const found: (readonly Cube[])[] = [];
    for (let index = 0; index < cubes.length; index += 1) {
      const cube = cubes[index] ?? anyPacket;
      const left = lefts[index] ?? none;
      const some = left.length > 0 ? left : pastMatch(cube, rule, of);
      found.push(some);
      if (some[0] !== undefined && isEnough(some[0])) return here;
    }
    for (let index = 0; index < cubes.length; index += 1) {
      const cube = cubes[index] ?? anyPacket;
      for (const other of (found[index] ?? none).slice(1)) if (isEnough(other)) return here;
      // Of what is all left nothing has matched, and what has matched may have been taken first.
      const first = lefts[index]?.[0];
      if (first === cube || first === undefined) continue;
      for (const other of pastMatch(cube, rule, of)) if (isEnough(other)) return here;
    }
    return here;
  };

  const meeting: Behind['meeting'] = (cubes, rule, of, wanted) => {
    if (budget.looks-- <= 0) return [];
    for (const cube of cubes) {
      for (const match of of.matches) {
        for (const no of of.noOf(match)) {
          const left = cubesMeet(no, wanted) ? bothCubes(cube, no) : undefined;
          if (left !== undefined && cubesMeet(left, wanted)) return [left];
        }
      }
    }
    for (const cube of cubes) {
      const past = pastMatch(cube, rule, of).find((each) => cubesMeet(each, wanted));
      if (past !== undefined) return [past];
    }
    return [];
  };

  /** What of a cube may match a rule, and goes on behind it. */
  const pastMatch = (cube: Cube, rule: BoundRule, { yes }: RuleCubes): readonly Cube[] => {
    const matched = yes && bothCubes(cube, yes);
    return matched === undefined ? [] : goingOn(rule, matched);
  };

  /** What of a cube that matched a rule goes on to the next one. */
  const goingOn = ({ action }: BoundRule, cube: Cube): readonly Cube[] => {
    switch (action.kind) {
      case 'none':
      case 'unread':
        return [cube];
      case 'goto':
        return table.chains.has(action.to) ? [] : [cube];
      case 'jump': {
        const called = table.chains.get(action.to);
        return called === undefined ? [cube] : comingBack(called, cube);
      }
      case 'target': {
        if (action.outcome.kind !== 'do' || action.outcome.verdict !== 'CONTINUE') return [];
        const changed = afterEffects(cube, action.outcome.effects);
        return changed === undefined ? [] : [changed];
      }
    }
  };
  const comingBack = (chain: Chain, cube: Cube): readonly Cube[] => {
    const steps = stepsOf(chain);
    if (steps === undefined) return [];
    let here: readonly Cube[] = [cube];
    const back: Cube[] = [];
    for (const [rule, of] of steps) {
      const returning = returns(rule) ? firstBoth(here, of.yes) : undefined;
      if (returning !== undefined) back.push(returning);
      here = behind(here, rule, of);
    }
    return [...here, ...back];
  };
  return { all: behind, meeting };
}

/** What some cube and another have in common, of the first that has anything. */
export function firstBoth(cubes: readonly Cube[], other: Cube | undefined): Cube | undefined {
  if (other === undefined) return undefined;
  for (const cube of cubes) {
    const both = bothCubes(cube, other);
    if (both !== undefined) return both;
  }
  return undefined;
}

/** What a rule may leave of a cube; the cube alone where that is all of it. */
function leftOf(cube: Cube, no: readonly Cube[]): readonly Cube[] {
  let left = none;
  for (let index = 0; index < no.length; index += 1) {
    const both = bothCubes(cube, no[index] ?? anyPacket);
    if (both === cube) return [cube];
    if (both !== undefined) left = left === none ? [both] : [...left, both];
  }
  return left;
}

function callsAnother({ action }: BoundRule): boolean {
  return action.kind === 'jump' || action.kind === 'goto';
}

function returns({ action }: BoundRule): boolean {
  return action.kind === 'target' && action.outcome.kind === 'do' && action.outcome.verdict === 'RETURN';
}

/** The packets of a cube, changed; undefined where the change is none that a cube can tell. @see effectSets.ts applyEffectsTo */
function afterEffects(cube: Cube, effects: readonly Effect[]): Cube | undefined {
  let changed = cube;
  for (const effect of effects) {
    switch (effect.kind) {
      case 'mark':
        changed = withMark(changed, effect.value, effect.mask);
        break;
      case 'tcp-options':
      case 'set-entry':
      case 'copy':
      case 'note':
        break;
      case 'set-map':
      case 'nat':
      case 'notrack':
      case 'ct-template':
      case 'tproxy':
      case 'mark-hash':
      case 'connmark-set':
      case 'connmark-save':
      case 'connmark-restore':
      case 'tos':
      case 'ttl':
      case 'prefix':
        return undefined;
    }
  }
  return changed;
}

/** `mark = (mark & ~mask) ^ value`. */
function withMark(cube: Cube, value: number, mask: number): Cube {
  let marked = cube;
  for (let bit = 0; bit < 32; bit++) {
    const one = (value >>> bit) & 1;
    const dimension = markBit(bit);
    if (((mask >>> bit) & 1) === 1) marked = withValues(marked, dimension, [one, one]);
    else if (one === 1) {
      const before = valuesIn(cube, dimension);
      if (before !== undefined)
        marked = withValues(marked, dimension, before.map((value) => 1 - value).reverse());
    }
  }
  return marked;
}
