import { isHook } from '../netfilter/hooks.js';
import type { Hook, TableName } from '../netfilter/hooks.js';
import { callGraphOf, reachedFrom } from '../ruleset/callGraph.js';
import type { Table } from '../ruleset/ruleset.js';

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

const noStage: ReadonlySet<Stage> = new Set();

/** From which built-in chains each chain of a table may be reached, by its name. */
export function stagesOf(table: Table): ReadonlyMap<string, ReadonlySet<Stage>> {
  const graph = callGraphOf(table);
  const stages = new Map<string, ReadonlySet<Stage>>();
  for (const start of graph.nodes) {
    if (!isHook(start.chain.name)) continue;
    const stage: Stage = `${table.name} ${start.chain.name}`;
    // Of large tables most chains are reached from the same built-in ones: these share a set.
    const joined = new Map<ReadonlySet<Stage>, ReadonlySet<Stage>>();
    for (const { chain } of reachedFrom(graph, [start])) {
      const before = stages.get(chain.name) ?? noStage;
      const all = joined.get(before) ?? new Set([...before, stage]);
      joined.set(before, all);
      stages.set(chain.name, all);
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
