import { singleValue } from '../address/range.js';
import type { RangeSet } from '../address/range.js';
import { isHook } from '../netfilter/hooks.js';
import type { Hook } from '../netfilter/hooks.js';
import { callsOf } from '../ruleset/callsOf.js';
import type { BoundRule, Chain, Table } from '../ruleset/ruleset.js';
import { calledFirst } from './calledFirst.js';
import { bothCubes } from './cube.js';
import type { Cube } from './cube.js';
import { cubesBehind, firstBoth } from './cubesBehind.js';
import { ruleCubes, rulesMeeting } from './ruleCubes.js';
import { interfacesIn } from './startSets.js';
import { exclusiveNames } from './variables.js';
import type { Workshop } from './workshop.js';

/** Rules of a table each of which some packet matches. */
export interface SurelyMatched {
  readonly rules: ReadonlySet<BoundRule>;
  /** The chains that packets enter. */
  readonly chains: ReadonlySet<Chain>;
}

/** So many cubes are followed into one chain. */
const mostEntering = 4;
/** How many rules may be looked at for each rule of the table. */
const mostLooks = 64;

/**
 * All rules to which calls lead from built-in chains, where some packet matches each of them, and a few cubes sent to each are enough to show it.
 * That takes a small part of what sets of packets take. Undefined where they are not enough, which says nothing.
 */
export function surelyMatched(workshop: Workshop, table: Table): SurelyMatched | undefined {
  const chains = callersFirst(table);
  const entering = new Map<Chain, Cube[]>();
  const rules = new Set<BoundRule>();
  const cubesOf = ruleCubes(workshop);
  const behind = cubesBehind(table, cubesOf);
  let looks = mostLooks * workshop.survey.rules;

  for (const chain of chains) {
    const entries = isHook(chain.name) ? [startOf(workshop, table, chain.name)] : entering.get(chain);
    if (entries === undefined) return undefined;
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
          if (looks-- <= 0) return undefined;
          here = behind(here, rule, of);
        }
        const found = firstBoth(here, yes);
        if (found !== undefined) return found;
      }
      return undefined;
    };
    const calls = callsOf(table, chain);
    let call = 0;
    let here: readonly Cube[] = entries;
    for (const [index, rule] of chain.rules.entries()) {
      const of = cubes[index];
      if (of === undefined) continue;
      const found = firstBoth(here, of.yes) ?? sendTo(index);
      if (found === undefined) return undefined;
      rules.add(rule);
      const next = calls[call];
      if (next?.rule === rule) {
        call++;
        if (rule.action.kind !== 'unread') enter(entering, next.called, found);
      }
      if (index + 1 < chain.rules.length) here = behind(here, rule, of);
    }
  }
  return { rules, chains: new Set(chains) };
}

function enter(entering: Map<Chain, Cube[]>, chain: Chain, cube: Cube): void {
  const known = entering.get(chain);
  if (known === undefined) entering.set(chain, [cube]);
  else if (known.length < mostEntering) known.push(cube);
}

/** The chains to which calls lead from built-in ones, each behind all that call it. Of a loop some come too early. */
function callersFirst(table: Table): readonly Chain[] {
  const found = new Map<Chain, true>();
  for (const chain of table.chains.values()) {
    if (isHook(chain.name)) calledFirst(table, chain, found, () => true);
  }
  return [...found.keys()].reverse();
}

/** Some packets that may stand before a built-in chain. @see startSets.ts packetsAt */
function startOf({ variables }: Workshop, table: Table, hook: Hook): Cube {
  const start = new Map<string, RangeSet>();
  for (const side of ['in', 'out'] as const) {
    start.set(side, [interfacesIn(hook, side, variables.interfaces[side].classes.examples.length - 1)]);
  }
  if (table.name === 'nat') start.set('ctState', singleValue(exclusiveNames.ctState.indexOf('NEW')));
  if (hook !== 'OUTPUT' && hook !== 'POSTROUTING') {
    start.set('socket', singleValue(exclusiveNames.socket.indexOf('no')));
  }
  return start;
}
