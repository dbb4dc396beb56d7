import { isHook } from '../netfilter/hooks.js';
import type { Hook, TableName } from '../netfilter/hooks.js';
import { callsOf } from '../ruleset/callsOf.js';
import type { Chain, Table } from '../ruleset/ruleset.js';

/** A table in a hook: `nat PREROUTING`. */
export type Stage = `${TableName} ${Hook}`;

/** The ways through a node, each stage in the order in which a packet comes to it. */
const ways: readonly (readonly Stage[])[] = [
  ['raw PREROUTING', 'mangle PREROUTING', 'nat PREROUTING', 'mangle INPUT', 'filter INPUT', 'nat INPUT'],
  [
    'raw PREROUTING',
    'mangle PREROUTING',
    'nat PREROUTING',
    'mangle FORWARD',
    'filter FORWARD',
    'mangle POSTROUTING',
    'nat POSTROUTING',
  ],
  ['raw OUTPUT', 'mangle OUTPUT', 'nat OUTPUT', 'filter OUTPUT', 'mangle POSTROUTING', 'nat POSTROUTING'],
];

/** From which built-in chains each chain of a table may be reached. */
export function stagesOf(table: Table): ReadonlyMap<Chain, ReadonlySet<Stage>> {
  const stages = new Map<Chain, Set<Stage>>();
  for (const start of table.chains.values()) {
    if (!isHook(start.name)) continue;
    const stage: Stage = `${table.name} ${start.name}`;
    const pending = [start];
    for (let chain = pending.pop(); chain !== undefined; chain = pending.pop()) {
      const known = stages.get(chain) ?? new Set();
      if (known.has(stage)) continue;
      stages.set(chain, known.add(stage));
      for (const { called } of callsOf(table, chain)) pending.push(called);
    }
  }
  return stages;
}

/** Whether a packet may come to one of the first stages and later to one of the others. */
export function comesBefore(first: ReadonlySet<Stage>, then: ReadonlySet<Stage>): boolean {
  return ways.some((way) => {
    const early = way.findIndex((stage) => first.has(stage));
    return early >= 0 && way.slice(early + 1).some((stage) => then.has(stage));
  });
}
