import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { extensions, parse } from '../../src/index.js';
import { isHook } from '../../src/netfilter/hooks.js';
import { nothing } from '../../src/packetset/packetSet.js';
import { forgetUnasked } from '../../src/packetset/forgetting.js';
import { interfacesAt, packetsAt } from '../../src/packetset/startSets.js';
import { walkSets } from '../../src/packetset/walkSets.js';
import type { Walked, WalkOptions } from '../../src/packetset/walkSets.js';
import { openWorkshop } from '../../src/packetset/workshop.js';
import { bindRuleset } from '../../src/ruleset/bindRuleset.js';
import type { Family } from '../../src/netfilter/hooks.js';
import type { Table } from '../../src/ruleset/ruleset.js';
import { filter } from '../lint/lintCases.js';
import { randomScenario } from '../kernel/random/randomScenario.js';
import type { Workshop } from '../../src/packetset/workshop.js';

const count = Number(process.env['CALITRACE_SETS'] ?? 20);
const firstSeed = Number(process.env['CALITRACE_SEED'] ?? 1);

describe('what no rule ahead asks may be forgotten', () => {
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    it(`the same rules match: seed ${seed}`, () => {
      const { dump, family } = randomScenario(seed);
      for (const table of tablesOf(dump, family)) {
        const workshop = openWorkshop([table], family);
        const walked: Walked = new Map();
        const forgetting = forgetUnasked(workshop, table, 0);
        expect(matched(table, workshop, { forgetting, walked }), `${table.name}\n${dump}`).toEqual(
          matched(table, workshop, {}),
        );
      }
    });
  }

  const workloads = (count: number): string =>
    filter(
      [
        '-A FORWARD -i cali+ -j FROM',
        '-A FORWARD -o cali+ -j TO',
        ...Array.from({ length: count }, (_, each) =>
          [
            `-A FROM -i cali${each} -g from-${each}`,
            `-A from-${each} -j MARK --set-xmark 0x0/0x1`,
            `-A from-${each} -j policy-${each % 5}`,
            `-A from-${each} -m mark --mark 0x1/0x1 -j RETURN`,
            `-A from-${each} -j DROP`,
            `-A TO -o cali${each} -g to-${each}`,
            `-A to-${each} -j MARK --set-xmark 0x0/0x1`,
            `-A to-${each} -j policy-${5 + (each % 5)}`,
            `-A to-${each} -m mark --mark 0x1/0x1 -j RETURN`,
            `-A to-${each} -j DROP`,
          ].join('\n'),
        ),
        ...Array.from(
          { length: 10 },
          (_, each) =>
            `-A policy-${each} -p tcp -m set --match-set s${each} src -m tcp --dport ${1000 + each} -j MARK --set-xmark 0x1/0x1`,
        ),
      ].join('\n'),
    );
  const nodes = (count: number): number => {
    const [table] = tablesOf(workloads(count), 4);
    if (table === undefined) throw new Error('no table');
    const workshop = openWorkshop([table], 4);
    const before = workshop.diagrams.size;
    matched(table, workshop, { forgetting: forgetUnasked(workshop, table) });
    return workshop.diagrams.size - before;
  };
  it('twice as many workloads take about twice as many nodes', () => {
    expect(nodes(128) / nodes(64)).toBeLessThan(2.6);
  });
});

function tablesOf(dump: string, family: Family): readonly Table[] {
  return bindRuleset(parse(dump).dump, { extensions, family }).rulesets.get(family)?.tables ?? [];
}

/** The rules that some packet matches, by the built-in chains from which it comes. */
function matched(table: Table, workshop: Workshop, options: WalkOptions): ReadonlySet<string> {
  const rules = new Set<string>();
  for (const chain of table.chains.values()) {
    if (!isHook(chain.name)) continue;
    walkSets(
      workshop,
      table,
      chain,
      packetsAt(workshop, table.name, chain.name),
      {
        step({ rule, matched: some }) {
          if (some !== nothing) rules.add(`${rule.chain}:${rule.number}`);
        },
      },
      { ...options, interfaces: interfacesAt(workshop, chain.name) },
    );
  }
  return rules;
}
