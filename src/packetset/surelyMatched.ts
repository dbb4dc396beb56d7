import { isHook } from '../netfilter/hooks.js';
import type { Hook } from '../netfilter/hooks.js';
import { callGraphOf, callOrderOf } from '../ruleset/callGraph.js';
import type { BoundRule, Chain, Table } from '../ruleset/ruleset.js';
import { anyPacket, bothCubes, cubesMeet, withValues } from './cube.js';
import type { Cube, CubeValues } from './cube.js';
import { surelyHeld } from './conditionCubes.js';
import { cubesBehind, firstBoth } from './cubesBehind.js';
import type { Behind } from './cubesBehind.js';
import { RuleCubes, rulesMeeting } from './ruleCubes.js';
import type { Steps } from './ruleCubes.js';
import { interfacesIn } from './startSets.js';
import { exclusiveNames } from './variables.js';
import type { Workshop } from './workshop.js';

/** So many cubes are followed into one chain. */
const mostEntering = 4;
/** So many cubes are followed from one rule to the next. */
const mostCubes = 4;
/** How many rules may be looked at for each rule of the table. */
const mostLooks = 16;

/**
 * All chains to which calls lead from built-in chains, where some packet matches each of their rules, and a few cubes sent to each are enough to show it.
 * That takes a small part of what sets of packets take. Undefined where they are not enough, which says nothing.
 */
export function surelyMatched(workshop: Workshop, table: Table): ReadonlySet<Chain> | undefined {
  const { nodes, fromHooks } = callOrderOf(callGraphOf(table));
  // Each behind all that call it.
  const reached = nodes.slice(0, fromHooks).reverse();
  const entering: (readonly Cube[] | undefined)[] = [];
  const held = surelyHeld(workshop);
  const cubesOf = ({ matches }: BoundRule): RuleCubes => new RuleCubes(held, matches);
  const known = new Map<Chain, Steps>();
  const stepsOf = (chain: Chain): Steps => {
    const steps = known.get(chain) ?? { chain, cubes: chain.rules.map(cubesOf) };
    known.set(chain, steps);
    return steps;
  };
  const behind = cubesBehind(table, stepsOf, {
    looks: mostLooks * workshop.survey.rules,
    depth: 1,
    cubes: mostCubes,
  });
  let cubes: readonly RuleCubes[] = [];

  for (const { chain, index: place, calls } of reached) {
    const { rules } = chain;
    const entries = isHook(chain.name) ? [startOf(workshop, table, chain.name)] : entering[place];
    if (entries === undefined) return undefined;
    // Nobody asks for them again, and there is one for each chain.
    entering[place] = undefined;
    // What is the same in many chains alike is mostly that of the last chain.
    const before = cubes;
    cubes = rules.map((rule, index) => {
      const same = before[index];
      return same?.matches === rule.matches ? same : cubesOf(rule);
    });
    const sent: Sent = { rules, cubes, entries, meeting: undefined };
    let call = 0;
    let here: readonly Cube[] = entries;
    for (let index = 0; index < rules.length; index += 1) {
      const rule = rules[index];
      const of = cubes[index];
      if (rule === undefined || of === undefined) continue;
      const next = calls[call]?.rule === rule ? calls[call++]?.called.index : undefined;
      if (next === undefined || rule.action.kind === 'unread' || entering[next]?.length === mostEntering) {
        if (!meetsAny(here, of.yes) && sendTo(sent, behind, index) === undefined) return undefined;
      } else {
        const found = firstBoth(here, of.yes) ?? sendTo(sent, behind, index);
        if (found === undefined) return undefined;
        enter(entering, next, found);
      }
      const last = index + 2 === rules.length ? cubes[index + 1]?.yes : undefined;
      if (last !== undefined) here = behind.meeting(here, rule, of, last);
      else if (index + 1 < rules.length) here = behind.all(here, rule, of);
    }
  }
  return new Set(reached.map(({ chain }) => chain));
}

/** A chain, and what is sent into it. */
interface Sent {
  readonly rules: readonly BoundRule[];
  readonly cubes: readonly RuleCubes[];
  readonly entries: readonly Cube[];
  meeting: ReturnType<typeof rulesMeeting> | undefined;
}

/** A cube that matches a rule: of what enters the chain that which the rule asks for, sent past the rules before. */
function sendTo(sent: Sent, behind: Behind, index: number): Cube | undefined {
  const { rules, cubes, entries } = sent;
  const { yes, unmarked } = cubes[index] ?? {};
  if (unmarked === undefined) return undefined;
  sent.meeting ??= rulesMeeting(cubes);
  for (const entry of entries) {
    const wanted = bothCubes(entry, unmarked);
    let here: readonly Cube[] = wanted === undefined ? [] : [wanted];
    for (const before of wanted === undefined ? [] : sent.meeting(wanted, index)) {
      const [rule, of] = [rules[before], cubes[before]];
      if (here.length === 0 || rule === undefined || of === undefined) break;
      here = behind.all(here, rule, of);
    }
    const found = firstBoth(here, yes);
    if (found !== undefined) return found;
  }
  return undefined;
}

function meetsAny(cubes: readonly Cube[], other: Cube | undefined): boolean {
  return other !== undefined && cubes.some((cube) => cubesMeet(cube, other));
}

function enter(entering: (readonly Cube[] | undefined)[], chain: number, cube: Cube): void {
  const known = entering[chain];
  entering[chain] = known === undefined ? [cube] : [...known, cube];
}

/** Some packets that may stand before a built-in chain. @see startSets.ts packetsAt */
export function startOf({ variables }: Workshop, table: Table, hook: Hook): Cube {
  let start = anyPacket;
  for (const side of ['in', 'out'] as const) {
    const last = variables.interfaces[side].classes.examples.length - 1;
    start = withValues(start, side, interfacesIn(hook, side, last));
  }
  if (table.name === 'nat') {
    start = withValues(start, 'ctState', one(exclusiveNames.ctState.indexOf('NEW')));
  }
  if (hook !== 'OUTPUT' && hook !== 'POSTROUTING') {
    start = withValues(start, 'socket', one(exclusiveNames.socket.indexOf('no')));
  }
  return start;
}

function one(value: number): CubeValues {
  return [value, value];
}
