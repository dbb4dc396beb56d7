import type { Condition } from '../condition/condition.js';
import { isHook } from '../netfilter/hooks.js';
import { callGraphOf, callOrderOf } from '../ruleset/callGraph.js';
import type { BoundRule, Chain, Table } from '../ruleset/ruleset.js';
import { surelyHeld } from './conditionCubes.js';
import { bothCubes, cubesMeet, isWithin } from './cube.js';
import type { Cube } from './cube.js';
import { cubesBefore } from './cubesBefore.js';
import { afterEffects, cubesBehind, firstBoth } from './cubesBehind.js';
import { matchedByMarks } from './marksAlone.js';
import { RuleCubes } from './ruleCubes.js';
import type { Steps } from './ruleCubes.js';
import { startOf } from './surelyMatched.js';
import type { Workshop } from './workshop.js';

/** What is sure of all rules of a table. */
export interface SureFates {
  /** Those that some packet enters, built-in ones among them; nothing enters any other. */
  readonly chains: ReadonlySet<Chain>;
  /** Rules of these chains that no packet matches; some packet matches each of the others. */
  readonly dead: ReadonlySet<BoundRule>;
}

/** So many ways into one chain are remembered, those of the cubes that ask least. */
const mostWays = 4;
/** So many cubes are followed from one rule to the next: others are looked for from where they are wanted. */
const mostCubes = 2;
/** How many rules may be looked at for each rule of the table, and how deep calls are followed. */
const mostLooks = 64;
const mostDepth = 12;

/** Some packets that enter a chain; those of a built-in one come from nowhere. */
interface Way {
  readonly cube: Cube;
  readonly by?: Caller;
}

/** The rule that calls a chain, and a way into the chain of that rule. */
interface Caller {
  readonly steps: Steps;
  readonly index: number;
  readonly before: Way;
}

/**
 * Which rules match, found out without sets of packets: marks alone tell of those that nothing matches, and of each of the others some cube shows that it is
 * matched, followed from the start, or back from the rule to where such packets are known to come by. Undefined where these are not enough, which says nothing.
 */
export function sureFates(workshop: Workshop, table: Table): SureFates | undefined {
  const { nodes, fromHooks } = callOrderOf(callGraphOf(table));
  const budget = { looks: mostLooks * workshop.survey.rules, depth: mostDepth, cubes: mostCubes };
  const stepsOf = stepsIn(workshop);
  const behind = cubesBehind(table, stepsOf, budget);
  const before = cubesBefore(table, stepsOf, budget);
  const ways = new Map<Chain, Way[]>();
  const done = new Set<Chain>();
  const dead = new Set<BoundRule>();
  let byMarks: ReadonlySet<BoundRule> | undefined;
  const isDead = (rule: BoundRule): boolean => !(byMarks ??= matchedByMarks(workshop, table)).has(rule);

  /** What must enter the chain of a caller for some of these cubes to enter the called one. */
  const earlier = ({ steps, index }: Caller, goals: readonly Cube[]): readonly Cube[] => {
    const yes = steps.cubes[index]?.yes;
    const called = yes === undefined ? [] : goals.flatMap((goal) => bothCubes(goal, yes) ?? []);
    return before(called, steps, index);
  };
  /** Whether some packets that come this way are among these. */
  const leadsTo = ({ cube, by }: Way, goals: readonly Cube[]): boolean =>
    goals.some((goal) => cubesMeet(cube, goal)) ||
    (by !== undefined && goals.length > 0 && leadsTo(by.before, earlier(by, goals)));
  /** The same, sent this way to the rule at an index. */
  const sentTo = (way: Way, goals: readonly Cube[], steps: Steps, index: number): Cube | undefined => {
    const { cube, by } = way;
    for (const goal of goals) {
      const entering = bothCubes(cube, goal);
      const found = entering && follow(steps, entering, index);
      if (found !== undefined) return found;
    }
    if (by === undefined || goals.length === 0) return undefined;
    const entering = sentTo(by.before, earlier(by, goals), by.steps, by.index);
    return entering && follow(steps, entering, index);
  };
  /** What of a cube that enters a chain matches the rule at an index. */
  const follow = ({ chain, cubes }: Steps, cube: Cube, index: number): Cube | undefined => {
    let here: readonly Cube[] = [cube];
    for (let at = 0; at < index && here.length > 0; at++) {
      const [rule, of] = [chain.rules[at], cubes[at]];
      if (rule !== undefined && of !== undefined) here = behind.all(here, rule, of);
    }
    return firstBoth(here, cubes[index]?.yes);
  };

  // Each behind all that call it.
  for (const { chain, calls } of nodes.slice(0, fromHooks).reverse()) {
    const entries = isHook(chain.name) ? [{ cube: startOf(workshop, table, chain.name) }] : ways.get(chain);
    const [entry] = entries ?? [];
    done.add(chain);
    // No rule that calls it matches.
    if (entries === undefined || entry === undefined) continue;
    const steps = stepsOf(chain);
    let call = 0;
    let here: readonly Cube[] = entries.map(({ cube }) => cube);
    /** Of the packets that matched the rule before, all that go on from there. */
    let changed: Cube | undefined;
    for (const [index, rule] of chain.rules.entries()) {
      const of = steps.cubes[index];
      const next = calls[call]?.rule === rule ? calls[call++]?.called.chain : undefined;
      const called = rule.action.kind === 'unread' ? undefined : next;
      if (of === undefined) continue;
      const { yes } = of;
      let found = firstBoth(here, yes);
      if (yes === undefined || (found === undefined && isDead(rule))) {
        if (!isDead(rule)) return undefined;
        dead.add(rule);
        changed = undefined;
        continue;
      }
      if (found === undefined && !(called === undefined && changed !== undefined && isWithin(changed, yes))) {
        const goals = before([yes], steps, index);
        if (called === undefined) {
          const isDirect = entries.some(({ cube }) => goals.some((goal) => cubesMeet(cube, goal)));
          if (!isDirect && !entries.some((way) => leadsTo(way, goals))) return undefined;
        } else {
          for (const way of entries) found ??= sentTo(way, goals, steps, index);
          if (found === undefined) return undefined;
        }
      }
      if (called !== undefined && found !== undefined) {
        // In a loop, which the kernel does not load.
        if (done.has(called)) return undefined;
        remember(ways, called, { cube: found, by: { steps, index, before: entry } });
      }
      changed = goingOn(rule, yes);
      here = behind.all(here, rule, of);
    }
  }
  return { chains: new Set([...done].filter((chain) => isHook(chain.name) || ways.has(chain))), dead };
}

/** What is sure of the rules of a chain, found once. */
function stepsIn(workshop: Workshop): (chain: Chain) => Steps {
  const held = surelyHeld(workshop);
  const known = new Map<Chain, Steps>();
  // Rules that ask one thing alone mostly ask what others do, for a mark above all.
  const alike = new Map<Condition | undefined, RuleCubes>();
  const cubesOf = ({ matches }: BoundRule): RuleCubes => {
    const asking = matches.filter(({ condition }) => condition.kind !== 'all' || condition.of.length > 0);
    if (asking.length > 1) return new RuleCubes(held, asking);
    const only = asking[0]?.condition;
    const cubes = alike.get(only) ?? new RuleCubes(held, asking);
    alike.set(only, cubes);
    return cubes;
  };
  return (chain) => {
    const steps = known.get(chain) ?? { chain, cubes: chain.rules.map(cubesOf) };
    known.set(chain, steps);
    return steps;
  };
}

function remember(ways: Map<Chain, Way[]>, chain: Chain, way: Way): void {
  const known = ways.get(chain) ?? [];
  known.push(way);
  known.sort((a, b) => a.cube.dimensions.length - b.cube.dimensions.length);
  ways.set(chain, known.slice(0, mostWays));
}

/** What becomes of packets that a rule changes, and lets go on to the next. */
function goingOn({ action }: BoundRule, cube: Cube): Cube | undefined {
  if (action.kind !== 'target' || action.outcome.kind !== 'do') return undefined;
  return action.outcome.verdict === 'CONTINUE' ? afterEffects(cube, action.outcome.effects) : undefined;
}
