import type { Effect } from '../packet/effect.js';
import type { BoundRule, Chain, Table } from '../ruleset/ruleset.js';
import { bitOfMark, isMarkBit } from './conditionCubes.js';
import { bothCubes, isWithinOne, onlyValue, partsIn } from './cube.js';
import type { Cube, CubeValues } from './cube.js';
import { marksWritten } from './cubesBehind.js';
import type { Budget } from './cubesBehind.js';
import type { RuleCubes, Steps } from './ruleCubes.js';

/** So many cubes are followed from one rule to the one before. */
const mostCubes = 3;

/** Some packets that, where they enter a chain, are one of these cubes when they come to the rule at an index. */
type Before = (goals: readonly Cube[], steps: Steps, index: number) => readonly Cube[];

/**
 * Takes cubes back over rules, from what is wanted behind them to what must be there before: the other way round than cubesBehind.ts, which does
 * not know what of a cube will be asked for later. Once the budget is used up nothing is left of them.
 */
export function cubesBefore(table: Table, stepsOf: (chain: Chain) => Steps, budget: Budget): Before {
  /** What must enter a called chain for packets to come back with some marks. */
  const known = new Map<Chain, Map<string, readonly Cube[]>>();

  /** `after`: what is wanted of packets that return from this chain. */
  const back = (
    goals: readonly Cube[],
    { chain, cubes }: Steps,
    from: number,
    after: readonly Cube[],
  ): readonly Cube[] => {
    let wanted = goals;
    for (let index = from - 1; index >= 0; index--) {
      const [rule, of] = [chain.rules[index], cubes[index]];
      if (rule !== undefined && of !== undefined) wanted = over(wanted, rule, of, after);
    }
    return wanted;
  };

  const over = (
    goals: readonly Cube[],
    rule: BoundRule,
    { yes, no }: RuleCubes,
    after: readonly Cube[],
  ): readonly Cube[] => {
    if (budget.looks-- <= 0) return [];
    const returning = yes === undefined || after.length === 0 ? [] : returningBy(rule, yes, after);
    // Most rules ask for something else.
    if (returning.length === 0 && goals.every((goal) => isWithinOne(goal, no))) return goals;
    const found: Cube[] = [];
    for (const goal of goals) {
      const left = partsIn(goal, no);
      found.push(...left);
      if (yes !== undefined && left[0] !== goal) found.push(...matching(rule, yes, goal));
    }
    return withFewestMarks([...found, ...returning]);
  };

  /** What of the packets that match a rule goes on behind it as what is wanted. */
  const matching = ({ action }: BoundRule, yes: Cube, goal: Cube): readonly Cube[] => {
    switch (action.kind) {
      case 'none':
      case 'unread':
        return allBoth([goal], yes);
      case 'goto':
        return table.chains.has(action.to) ? [] : allBoth([goal], yes);
      case 'jump': {
        const called = table.chains.get(action.to);
        return allBoth(called === undefined ? [goal] : through(called, [goal]), yes);
      }
      case 'target': {
        if (action.outcome.kind !== 'do' || action.outcome.verdict !== 'CONTINUE') return [];
        const before = beforeEffects(goal, action.outcome.effects);
        return before === undefined ? [] : allBoth([before], yes);
      }
    }
  };

  /** What of the packets that match a rule returns from its chain by it. */
  const returningBy = ({ action }: BoundRule, yes: Cube, after: readonly Cube[]): readonly Cube[] => {
    switch (action.kind) {
      case 'goto': {
        const called = table.chains.get(action.to);
        return called === undefined ? [] : allBoth(through(called, after), yes);
      }
      case 'target':
        return action.outcome.kind === 'do' && action.outcome.verdict === 'RETURN' ? allBoth(after, yes) : [];
      case 'none':
      case 'unread':
      case 'jump':
        return [];
    }
  };

  /** What must enter a called chain to come back as one of these. */
  const through = (called: Chain, goals: readonly Cube[]): readonly Cube[] => {
    const key = goals.every(({ dimensions }) => dimensions.every(isMarkBit)) ? writtenOf(goals) : undefined;
    const before = key === undefined ? undefined : known.get(called)?.get(key);
    if (before !== undefined) return before;
    if (budget.depth === 0 || called.policy !== undefined) return [];
    budget.depth--;
    const found = back(goals, stepsOf(called), called.rules.length, goals);
    budget.depth++;
    if (key !== undefined)
      known.set(called, (known.get(called) ?? new Map<string, readonly Cube[]>()).set(key, found));
    return found;
  };

  return (goals, steps, index) => back(goals, steps, index, []);
}

function writtenOf(cubes: readonly Cube[]): string {
  return cubes.map(({ dimensions, values }) => `${dimensions.join()} ${values.join()}`).join('/');
}

/** A chain is mostly entered with marks that rules have cleared before. */
function withFewestMarks(cubes: readonly Cube[]): readonly Cube[] {
  if (cubes.length <= mostCubes) return cubes;
  return cubes
    .map((cube) => ({ cube, marks: cube.dimensions.filter(isMarkBit).length }))
    .sort((a, b) => a.marks - b.marks)
    .slice(0, mostCubes)
    .map(({ cube }) => cube);
}

function allBoth(cubes: readonly Cube[], yes: Cube): readonly Cube[] {
  const found: Cube[] = [];
  for (const cube of cubes) {
    const both = bothCubes(cube, yes);
    if (both !== undefined) found.push(both);
  }
  return found;
}

/** The packets that these effects turn into those of a cube; undefined where there are none, or where a cube cannot tell. */
function beforeEffects(cube: Cube, effects: readonly Effect[]): Cube | undefined {
  const marks = marksWritten(effects);
  return marks?.reduceRight<Cube | undefined>(
    (before, { value, mask }) => before && beforeMark(before, value, mask),
    cube,
  );
}

/** `mark = (mark & ~mask) ^ value`, the other way round. */
function beforeMark(cube: Cube, value: number, mask: number): Cube | undefined {
  const dimensions: string[] = [];
  const values: CubeValues[] = [];
  for (const [index, dimension] of cube.dimensions.entries()) {
    const wanted = cube.values[index] ?? [];
    const bit = bitOfMark(dimension);
    const one = bit === undefined ? 0 : (value >>> bit) & 1;
    if (bit !== undefined && ((mask >>> bit) & 1) === 1) {
      if (onlyValue(wanted) === 1 - one) return undefined;
      continue;
    }
    dimensions.push(dimension);
    values.push(one === 1 ? wanted.map((each) => 1 - each).reverse() : wanted);
  }
  return { dimensions, values };
}
