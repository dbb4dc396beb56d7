import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { extensions, parse } from '../../src/index.js';
import type { JsonPath, JsonTrace } from '../../src/format/trace/jsonTrace.js';
import { isHook } from '../../src/netfilter/hooks.js';
import { nothing } from '../../src/packetset/packetSet.js';
import { packetsAt } from '../../src/packetset/startSets.js';
import { walkSets } from '../../src/packetset/walkSets.js';
import { openWorkshop } from '../../src/packetset/workshop.js';
import { bindRuleset } from '../../src/ruleset/bindRuleset.js';
import type { Table } from '../../src/ruleset/ruleset.js';
import { randomScenario } from '../kernel/random/randomScenario.js';
import { isPlain, leavingBy, setOfState, stateOf, traced, untold } from './tracedState.js';
import type { PacketState } from './tracedState.js';

const count = Number(process.env['CALITRACE_SETS'] ?? 25);
const firstSeed = Number(process.env['CALITRACE_SEED'] ?? 1);

/** What the packet is on entry to the only table, hook by hook, and which rules each path matches there. */
function visits(
  trace: JsonTrace,
): ReadonlyMap<string, { readonly state: PacketState; readonly rules: Set<string> }> {
  const found = new Map<string, { readonly state: PacketState; readonly rules: Set<string> }>();
  for (const path of trace.paths)
    for (const visit of visitsOf(trace, path)) {
      const key = `${visit.hook} ${JSON.stringify([...visit.state])}`;
      const known = found.get(key);
      if (known === undefined) found.set(key, { state: visit.state, rules: new Set(visit.rules) });
      else for (const rule of visit.rules) known.rules.add(rule);
    }
  return found;
}

function visitsOf(trace: JsonTrace, path: JsonPath) {
  const state = stateOf(trace.packet, 'INVALID');
  const found: { hook: string; state: PacketState; rules: string[] }[] = [];
  let ctState = 'INVALID';
  for (const hop of path.hops) {
    const change = (changes: object | undefined): void => {
      for (const [key, { to }] of Object.entries<{ to: string | number | null }>({ ...changes }))
        state.set(key, to);
    };
    if (hop.kind === 'conntrack') ctState = hop.state;
    if (hop.kind === 'routing' && hop.outInterface !== undefined) state.set('outInterface', hop.outInterface);
    if (hop.kind !== 'table') {
      change(hop.changes);
      continue;
    }
    state.set('ctState', ctState);
    if (hop.hook === 'INPUT') state.set('outInterface', '');
    if (hop.hook === 'OUTPUT') state.set('inInterface', '');
    found.push({
      hook: hop.hook,
      state: new Map(state),
      rules: hop.steps.flatMap((step) => (step.kind === 'rule' ? [`${step.chain}:${step.rule}`] : [])),
    });
    for (const step of hop.steps) if (step.kind === 'rule') change(step.changes);
  }
  return found;
}

describe('the set that matches a rule holds a packet exactly if its trace matches that rule', () => {
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    it.each(['filter', 'mangle', 'raw', 'security'])(`seed ${seed}, %s`, async (name) => {
      const scenario = randomScenario(seed);
      const alone = (new RegExp(`^\\*${name}\\n[^*]*?COMMIT\\n`, 'm').exec(scenario.dump)?.[0] ?? '')
        .split('\n')
        .filter((line) => !untold.test(line))
        .join('\n');
      const { dump } = parse(alone);
      const ruleset = bindRuleset(dump, { extensions, family: scenario.family }).rulesets.get(
        scenario.family,
      );
      const [table] = ruleset?.tables ?? [];
      // Not every firewall has every table.
      if (table === undefined) return;
      for (const packet of scenario.packets.filter((one) => isPlain(one, alone))) {
        const trace = await traced(alone, scenario.family, packet, leavingBy(packet));
        for (const [key, { state, rules }] of visits(trace)) {
          const hook = key.split(' ')[0] ?? '';
          // By which interface it leaves is a question of the trace's own.
          if (hook !== 'INPUT' && typeof state.get('outInterface') !== 'string') continue;
          expect(
            { packet, key, matched: [...matchedRules(table, scenario.family, hook, state)].sort() },
            alone,
          ).toEqual({ packet, key, matched: [...rules].sort() });
        }
      }
    });
  }
});

function matchedRules(
  table: Table,
  family: 4 | 6,
  hookName: string,
  state: PacketState,
): ReadonlySet<string> {
  const workshop = openWorkshop([table], family);
  const { diagrams } = workshop;
  if (!isHook(hookName)) throw new Error(hookName);
  const start = table.chains.get(hookName);
  if (start === undefined) return new Set();
  const matched = new Set<string>();
  const here = diagrams.and(packetsAt(workshop, table.name, hookName), setOfState(workshop, state));
  expect(here).not.toBe(nothing);
  walkSets(workshop, table, start, here, {
    step(step) {
      if (step.matched !== nothing) matched.add(`${step.rule.chain}:${step.rule.number}`);
    },
  });
  return matched;
}
