import { isHook } from '../netfilter/hooks.js';
import type { Hook, TableName } from '../netfilter/hooks.js';
import { callGraphOf, callOrderOf } from '../ruleset/callGraph.js';
import type { CallOrder } from '../ruleset/callGraph.js';
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

/** From which built-in chains each chain of a table may be reached, by its index in the graph of calls; undefined where from none. */
export function stagesOf(table: Table): readonly (ReadonlySet<Stage> | undefined)[] {
  const graph = callGraphOf(table);
  const stages: Stage[] = [];
  // Of each chain a bit for each built-in one that leads to it.
  const leading = new Int32Array(graph.nodes.length);
  for (const { chain, index } of graph.nodes) {
    if (isHook(chain.name)) leading[index] = 1 << (stages.push(`${table.name} ${chain.name}`) - 1);
  }
  takeAlong(callOrderOf(graph), leading);
  // Most chains of a large table are reached from the same built-in ones: these share a set.
  const sets = new Map<number, ReadonlySet<Stage> | undefined>([[0, undefined]]);
  return Array.from(leading, (bits) => {
    if (!sets.has(bits)) sets.set(bits, new Set(stages.filter((_, bit) => ((bits >>> bit) & 1) === 1)));
    return sets.get(bits);
  });
}

/** Gives the bits of each chain to all that it calls. */
function takeAlong({ nodes, fromHooks }: CallOrder, bits: Int32Array): void {
  const isPassed = new Uint8Array(bits.length);
  // Callers come first, so that once is enough but where chains lead back to themselves.
  for (let isDone = false; !isDone;) {
    isDone = true;
    for (let place = fromHooks - 1; place >= 0; place -= 1) {
      const node = nodes[place];
      if (node === undefined) continue;
      isPassed[node.index] = 1;
      const own = bits[node.index] ?? 0;
      for (const { called } of node.calls) {
        const before = bits[called.index] ?? 0;
        if ((before | own) === before) continue;
        bits[called.index] = before | own;
        if (isPassed[called.index] === 1) isDone = false;
      }
    }
  }
}

/** Whether a packet may come to one of the first stages and later to one of the others. */
export function comesBefore(first: ReadonlySet<Stage>, then: ReadonlySet<Stage>): boolean {
  return ways.some((way) => {
    const early = way.findIndex((stage) => first.has(stage));
    return early >= 0 && way.slice(early + 1).some((stage) => then.has(stage));
  });
}
