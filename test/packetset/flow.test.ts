import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { extensions, parse } from '../../src/index.js';
import type { JsonPath, JsonTrace } from '../../src/format/trace/jsonTrace.js';
import type { Family } from '../../src/netfilter/hooks.js';
import { nothing } from '../../src/packetset/packetSet.js';
import { flowSets } from '../../src/packetset/flowSets.js';
import { packetsAsTheyCome } from '../../src/packetset/startSets.js';
import { openWorkshop } from '../../src/packetset/workshop.js';
import { bindRuleset } from '../../src/ruleset/bindRuleset.js';
import type { Ruleset } from '../../src/ruleset/ruleset.js';
import { randomScenario } from '../kernel/random/randomScenario.js';
import { isPlain, setOfState, stateOf, traced, untold } from './tracedState.js';

const count = Number(process.env['CALITRACE_SETS'] ?? 25);
const firstSeed = Number(process.env['CALITRACE_SEED'] ?? 1);

describe('sets go through all tables as single packets do', () => {
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    it(`seed ${seed}`, async () => {
      const scenario = randomScenario(seed);
      const dump = scenario.dump
        .split('\n')
        .filter((line) => !untold.test(line))
        .join('\n');
      const ruleset = bindRuleset(parse(dump).dump, { extensions, family: scenario.family }).rulesets.get(
        scenario.family,
      );
      if (ruleset === undefined) throw new Error('no tables');
      for (const packet of scenario.packets.filter((one) => isPlain(one, dump))) {
        const trace = await traced(dump, scenario.family, packet);
        if (trace.paths.some(isByKernel)) continue;
        expect({ packet, ...bySets(ruleset, scenario.family, trace) }, dump).toEqual({
          packet,
          ...byTrace(trace),
        });
      }
    });
  }
});

describe('nothing that happens to a packet is missing from sets, whatever the rules ask', () => {
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    it(`seed ${seed}`, async () => {
      const { dump, family, packets } = randomScenario(seed);
      const ruleset = bindRuleset(parse(dump).dump, { extensions, family }).rulesets.get(family);
      if (ruleset === undefined) throw new Error('no tables');
      for (const packet of packets.filter((one) => isPlain(one, ''))) {
        const trace = await traced(dump, family, packet);
        const sets = bySets(ruleset, family, trace);
        const { rules } = byTrace(trace);
        const { ends } = byTrace({ ...trace, paths: trace.paths.filter((path) => !isByKernel(path)) });
        const missing = {
          rules: rules.filter((rule) => !sets.rules.includes(rule)),
          ends: ends.filter((end) => !sets.ends.includes(end)),
        };
        expect({ packet, ...missing }, dump).toEqual({ packet, rules: [], ends: [] });
      }
    });
  }
});

/** What the kernel drops without a rule (no martian comes in, no broadcast is forwarded) sets do not know. */
function isByKernel({ disposition: { kind, by } }: JsonPath): boolean {
  return kind === 'dropped' && by.kind === 'kernel';
}

/** As conntrack finds the packet where no rule keeps it away. */
function stateIn(trace: JsonTrace): string {
  const states = trace.paths.flatMap((path) =>
    path.hops.flatMap((hop) => (hop.kind === 'conntrack' ? [hop.state] : [])),
  );
  return states.find((state) => state !== 'UNTRACKED') ?? states[0] ?? 'NEW';
}

function byTrace(trace: JsonTrace) {
  const rules = new Set<string>();
  const ends = new Set<string>();
  for (const path of trace.paths) {
    ends.add(path.disposition.kind);
    for (const hop of path.hops) {
      if (hop.kind !== 'table') continue;
      for (const step of hop.steps) {
        if (step.kind === 'rule') rules.add(`${hop.hook} ${hop.table} ${step.chain}:${step.rule}`);
      }
    }
  }
  return { rules: [...rules].sort(), ends: [...ends].sort() };
}

function bySets(ruleset: Ruleset, family: Family, trace: JsonTrace) {
  const workshop = openWorkshop(ruleset.tables, family, { throughNat: true });
  const { diagrams } = workshop;
  const state = stateOf(trace.packet, stateIn(trace)).set('inInterface', trace.packet['inInterface'] ?? '');
  const start = diagrams.and(packetsAsTheyCome(workshop), setOfState(workshop, state));
  expect(start).not.toBe(nothing);
  const rules = new Set<string>();
  const ends = new Set<string>();
  flowSets(ruleset, workshop, start, {
    step(hook, { rule, matched }) {
      if (matched !== nothing) rules.add(`${hook} ${rule.table} ${rule.chain}:${rule.number}`);
    },
    end: ({ kind }) => ends.add(kind),
  });
  return { rules: [...rules].sort(), ends: [...ends].sort() };
}
