import type { Effect } from '../packet/effect.js';
import { callsOf } from '../ruleset/callGraph.js';
import type { BoundRule, Chain, Table } from '../ruleset/ruleset.js';
import { markBit } from './conditionCubes.js';
import { anyPacket, bothCubes, cubesMeet, isWithinOne, partsIn, valuesIn, withValues } from './cube.js';
import type { Cube } from './cube.js';
import type { RuleCubes, Steps } from './ruleCubes.js';

/** A called chain with no more rules, none of which calls another, is followed to where packets come back from it. */
const mostRules = 1000;

const none: readonly Cube[] = [];

/** How many rules may still be looked at, and how deep calls may still be followed; how many cubes are, from one rule to the next. */
export interface Budget {
  looks: number;
  depth: number;
  readonly cubes: number;
}

/** Takes cubes over rules. */
export interface Behind {
  /** The cubes behind a rule, of some before it. */
  all(cubes: readonly Cube[], rule: BoundRule, of: RuleCubes): readonly Cube[];
  /** The first of them that has any of these packets, alone, where nothing else is asked of them: nobody looks further than that one. */
  meeting(cubes: readonly Cube[], rule: BoundRule, of: RuleCubes, wanted: Cube): readonly Cube[];
}

/**
 * Takes cubes over a rule: of what may not match it something, and of what goes on behind it, first one cube of each. Once the budget is used up
 * nothing goes on; of the last depth are chains that call no other.
 */
export function cubesBehind(table: Table, stepsOf: (chain: Chain) => Steps, budget: Budget): Behind {
  const behind: Behind['all'] = (cubes, rule, of) => {
    if (budget.looks-- <= 0) return [];
    // Whatever a draw decides, all may go on.
    if (of.no.includes(anyPacket)) return cubes;
    if (cubes.every((cube) => isWithinOne(cube, of.no))) return cubes;
    const lefts = cubes.map((cube) => partsIn(cube, of.no));
    const here: Cube[] = [];
    const isEnough = (cube: Cube): boolean => here.push(cube) >= budget.cubes;
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
    if (chain.policy !== undefined || chain.rules.length > mostRules) return [];
    if (budget.depth <= 1 && (budget.depth === 0 || callsOf(table, chain).length > 0)) return [];
    const { cubes } = stepsOf(chain);
    budget.depth--;
    let here: readonly Cube[] = [cube];
    const back: Cube[] = [];
    for (const [index, rule] of chain.rules.entries()) {
      const of = cubes[index];
      if (here.length === 0 || of === undefined) break;
      const returning = returns(rule) ? firstBoth(here, of.yes) : undefined;
      if (returning !== undefined) back.push(returning);
      const gone = rule.action.kind === 'goto' ? table.chains.get(rule.action.to) : undefined;
      if (gone !== undefined && back.length < budget.cubes) {
        const going = firstBoth(here, of.yes);
        if (going !== undefined) back.push(...comingBack(gone, going));
      }
      here = behind(here, rule, of);
    }
    budget.depth++;
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

function returns({ action }: BoundRule): boolean {
  return action.kind === 'target' && action.outcome.kind === 'do' && action.outcome.verdict === 'RETURN';
}

/** The packets of a cube, changed; undefined where the change is none that a cube can tell. @see effectSets.ts applyEffectsTo */
export function afterEffects(cube: Cube, effects: readonly Effect[]): Cube | undefined {
  return marksWritten(effects)?.reduce((changed, { value, mask }) => withMark(changed, value, mask), cube);
}

/** `mark = (mark & ~mask) ^ value`. */
interface MarkWritten {
  readonly value: number;
  readonly mask: number;
}

/** What effects make of the mark, one after the other; undefined where they make something of packets that a cube cannot tell. */
export function marksWritten(effects: readonly Effect[]): readonly MarkWritten[] | undefined {
  const marks: MarkWritten[] = [];
  for (const effect of effects) {
    switch (effect.kind) {
      case 'mark':
        marks.push(effect);
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
  return marks;
}

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
