import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { readAddress } from '../../src/address/address.js';
import { singleValue } from '../../src/address/range.js';
import type { RangeSet } from '../../src/address/range.js';
import { extensions, parse } from '../../src/index.js';
import { boundsToward } from '../../src/packetset/boundsToward.js';
import { setAround, describedBounds, describedSet } from '../../src/packetset/describedSet.js';
import type { Description } from '../../src/packetset/describedSet.js';
import { BudgetExceeded } from '../../src/packetset/diagrams.js';
import { flowSets } from '../../src/packetset/flowSets.js';
import { nothing } from '../../src/packetset/packetSet.js';
import type { PacketSet } from '../../src/packetset/packetSet.js';
import { asTheyCame } from '../../src/packetset/rowsOf.js';
import { sliceOf } from '../../src/packetset/slice.js';
import { packetsAsTheyCome } from '../../src/packetset/startSets.js';
import type { NumberField } from '../../src/packetset/variables.js';
import { openWorkshop } from '../../src/packetset/workshop.js';
import type { Workshop } from '../../src/packetset/workshop.js';
import { bindRuleset } from '../../src/ruleset/bindRuleset.js';
import type { PacketOptions } from '../../src/kernel/scenario.js';
import type { BoundRule, Ruleset } from '../../src/ruleset/ruleset.js';
import { randomScenario } from '../kernel/random/randomScenario.js';
import { filter } from '../lint/lintCases.js';

const count = Number(process.env['CALITRACE_SETS'] ?? 12);
const firstSeed = Number(process.env['CALITRACE_SEED'] ?? 1);
const seeds = Array.from({ length: count }, (_, index) => firstSeed + index);

/** Random firewalls of which sets grow beyond that are left out. */
const mostNodes = 1_000_000;

describe('packets within bounds go the same way without the rules that they do not meet', () => {
  const rules = { kept: 0, all: 0 };
  it.each(seeds)('seed %i', (seed) => {
    const { dump, ruleset, among } = scenarioOf(seed);
    for (const one of among) {
      const workshop = openWorkshop(ruleset.tables, ruleset.family, {
        throughNat: true,
        told: one,
        mostNodes,
      });
      const start = workshop.diagrams.and(packetsAsTheyCome(workshop), describedSet(workshop, one));
      const rulesOf = sliceOf(ruleset, [describedBounds(one)]);
      const whole = untilTooLarge(() => flow(ruleset, workshop, start));
      if (whole === undefined) continue;
      expect(flow(ruleset, { ...workshop, rulesOf }, start), dump).toEqual(whole);
      for (const chain of ruleset.tables.flatMap(({ chains }) => [...chains.values()])) {
        rules.kept += rulesOf(chain).length;
        rules.all += chain.rules.length;
      }
    }
  });
  it('which are many', () => {
    expect(rules.kept).toBeLessThan(rules.all / 2);
  });
});

describe('all packets that match a rule are within the bounds toward it', () => {
  const rules = { bounded: 0, matched: 0 };
  it.each(seeds)('seed %i', (seed) => {
    const { dump, ruleset } = scenarioOf(seed);
    const workshop = openWorkshop(ruleset.tables, ruleset.family, { throughNat: true, mostNodes });
    const { diagrams, variables } = workshop;
    const start = packetsAsTheyCome(workshop);
    const found = untilTooLarge(() => flow(ruleset, workshop, start));
    // By which interface a packet leaves may have changed on its way.
    const asItCame = (set: PacketSet): PacketSet =>
      variables.interfaces.out.levels.reduce(
        (left, level) => diagrams.forget(left, level),
        asTheyCame(workshop, set),
      );
    for (const [key, set] of found ?? []) {
      const rule = ruleOf(ruleset, key);
      if (rule === undefined) continue;
      const toward = boundsToward(ruleset, { rules: new Set([rule]), chains: new Set() });
      const around = diagrams.and(start, setAround(workshop, toward));
      const outside = untilTooLarge(() => diagrams.minus(asItCame(set), asItCame(around)));
      if (outside === undefined) continue;
      expect(outside, `${key} ${rule.text}\n${dump}`).toBe(nothing);
      rules.matched += 1;
      if (around !== start) rules.bounded += 1;
    }
  });
  it('which say something of many', () => {
    expect(rules.bounded).toBeGreaterThan(rules.matched / 4);
  });
});

describe('rules that fail are kept where a match before has changed something', () => {
  const [set, rcheck] = ['recent --set --name x --rsource', 'recent --rcheck --name x --rsource'];
  const [within, outside] = [
    'iprange --src-range 10.0.0.1-10.0.0.3',
    'iprange --src-range 10.9.0.0-10.9.9.9',
  ];
  it.each<readonly [matches: readonly string[], kept: boolean]>([
    [[within], false],
    [[rcheck, within], false],
    [[set, within], true],
    [[within, set], false],
    [[outside, set, within], true],
    [[set, within, set], true],
    [[within, set, outside, set], false],
    [['limit --limit 5/sec', within], false],
  ])('%j: %s', (matches, kept) => {
    const rule = matches.map((match) => ` -m ${match}`).join('');
    const ruleset = bindRuleset(parse(filter(`-A INPUT${rule} -j DROP`)).dump, {
      extensions,
      family: 4,
    }).rulesets.get(4);
    if (ruleset === undefined) throw new Error('no tables');
    const rulesOf = sliceOf(ruleset, [{ numbers: new Map([['source', [[0x0a090909, 0x0a090909]]]]) }]);
    const [chain] = ruleset.tables.flatMap(({ chains }) => chains.get('INPUT') ?? []);
    expect(chain && rulesOf(chain).length > 0).toBe(kept);
  });
});

function scenarioOf(seed: number): {
  readonly dump: string;
  readonly ruleset: Ruleset;
  readonly among: readonly Description[];
} {
  const { dump, family, packets } = randomScenario(seed);
  const ruleset = bindRuleset(parse(dump).dump, { extensions, family }).rulesets.get(family);
  if (ruleset === undefined) throw new Error('no tables');
  return { dump, ruleset, among: packets.slice(0, 4).map(descriptionOf) };
}

function descriptionOf({ src, dst, iif }: PacketOptions): Description {
  const numbers = new Map<NumberField, RangeSet>();
  for (const [field, text] of [['source', src] as const, ['destination', dst] as const]) {
    const address = readAddress(text);
    if (address !== undefined) numbers.set(field, singleValue(address));
  }
  return { numbers, names: new Map(), ...(iif === undefined ? {} : { inInterface: iif }) };
}

/** Of each rule and each end in each hook the packets that come there. */
function flow(ruleset: Ruleset, workshop: Workshop, start: PacketSet): ReadonlyMap<string, PacketSet> {
  const found = new Map<string, PacketSet>();
  const add = (key: string, set: PacketSet): void => {
    if (set !== nothing) found.set(key, workshop.diagrams.or(found.get(key) ?? nothing, set));
  };
  flowSets(ruleset, workshop, start, {
    step(hook, { rule, matched }) {
      add(`${hook} ${rule.table} ${rule.chain} ${rule.number}`, matched);
    },
    end({ kind, hook, packets }) {
      add(`${kind} ${hook}`, packets);
    },
  });
  return found;
}

function ruleOf({ tables }: Ruleset, key: string): BoundRule | undefined {
  const [, table, chain = '', number] = key.split(' ');
  return tables.find(({ name }) => name === table)?.chains.get(chain)?.rules[Number(number) - 1];
}

function untilTooLarge<T>(find: () => T): T | undefined {
  try {
    return find();
  } catch (error) {
    if (error instanceof BudgetExceeded) return undefined;
    throw error;
  }
}
