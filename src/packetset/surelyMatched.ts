import { isHook } from '../netfilter/hooks.js';
import type { Hook } from '../netfilter/hooks.js';
import { callGraphOf, callOrderOf } from '../ruleset/callGraph.js';
import type { BoundRule, Chain, Table } from '../ruleset/ruleset.js';
import { anyPacket, bothCubes, cubesMeet, withValues } from './cube.js';
import type { Cube, CubeValues } from './cube.js';
import { surelyHeld } from './conditionCubes.js';
import { cubesBehind, firstBoth } from './cubesBehind.js';
import { RuleCubes, rulesMeeting } from './ruleCubes.js';
import { interfacesIn } from './startSets.js';
import { exclusiveNames } from './variables.js';
import type { Workshop } from './workshop.js';

/** So many cubes are followed into one chain. */
const mostEntering = 4;
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
  const entering: (Cube[] | undefined)[] = [];
  const held = surelyHeld(workshop);
  const cubesOf = ({ matches }: BoundRule): RuleCubes => new RuleCubes(held, matches);
  const behind = cubesBehind(table, cubesOf, { looks: mostLooks * workshop.survey.rules });

  for (const { chain, index: place, calls } of reached) {
    const entries = isHook(chain.name) ? [startOf(workshop, table, chain.name)] : entering[place];
    if (entries === undefined) return undefined;
    // Nobody asks for them again, and there is one for each chain.
    entering[place] = undefined;
    const cubes = chain.rules.map(cubesOf);
    let meeting: ReturnType<typeof rulesMeeting> | undefined;
    /** A cube that matches a rule: of what enters the chain that which the rule asks for, sent past the rules before. */
    const sendTo = (index: number): Cube | undefined => {
      const { yes, unmarked } = cubes[index] ?? {};
      meeting ??= rulesMeeting(cubes);
      for (const entry of entries) {
        const sent = unmarked && bothCubes(entry, unmarked);
        let here: readonly Cube[] = sent === undefined ? [] : [sent];
        for (const before of sent === undefined ? [] : meeting(sent, index)) {
          const [rule, of] = [chain.rules[before], cubes[before]];
          if (here.length === 0 || rule === undefined || of === undefined) break;
          here = behind(here, rule, of);
        }
        const found = firstBoth(here, yes);
        if (found !== undefined) return found;
      }
      return undefined;
    };
    let call = 0;
    let here: readonly Cube[] = entries;
    for (const [index, rule] of chain.rules.entries()) {
      const of = cubes[index];
      if (of === undefined) continue;
      const next = calls[call]?.rule === rule ? calls[call++] : undefined;
      if (next === undefined) {
        if (!meetsAny(here, of.yes) && sendTo(index) === undefined) return undefined;
      } else {
        const found = firstBoth(here, of.yes) ?? sendTo(index);
        if (found === undefined) return undefined;
        if (rule.action.kind !== 'unread') enter(entering, next.called.index, found);
      }
      const last = index + 2 === cubes.length ? cubes[index + 1]?.yes : undefined;
      if (index + 1 < cubes.length) here = behind(here, rule, of, last);
    }
  }
  return new Set(reached.map(({ chain }) => chain));
}

function meetsAny(cubes: readonly Cube[], other: Cube | undefined): boolean {
  return other !== undefined && cubes.some((cube) => cubesMeet(cube, other));
}

function enter(entering: (Cube[] | undefined)[], chain: number, cube: Cube): void {
  const known = entering[chain];
  if (known === undefined) entering[chain] = [cube];
  else if (known.length < mostEntering) known.push(cube);
}

/** Some packets that may stand before a built-in chain. @see startSets.ts packetsAt */
function startOf({ variables }: Workshop, table: Table, hook: Hook): Cube {
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
