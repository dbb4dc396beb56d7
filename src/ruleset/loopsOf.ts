import { callGraphOf, callOrderOf, callsOf } from './callGraph.js';
import type { Call } from './callGraph.js';
import type { BoundRule, Chain, Table } from './ruleset.js';

interface Visit {
  readonly chain: Chain;
  readonly calls: readonly Call[];
  next: number;
  readonly index: number;
  lowest: number;
}

/**
 * One loop of each knot of chains that lead back to themselves: the rules along it, the last leads back to the chain of the first.
 * @see R. Tarjan, Depth-First Search and Linear Graph Algorithms (1972)
 */
export function loopsOf(table: Table): readonly (readonly BoundRule[])[] {
  if (!leadBack(table)) return [];
  const visits = new Map<Chain, Visit>();
  const open = new Set<Chain>();
  const loops: (readonly BoundRule[])[] = [];
  for (const start of table.chains.values()) {
    if (visits.has(start)) continue;
    const path: Visit[] = [];
    const stack: Chain[] = [];
    const enter = (chain: Chain): void => {
      const visit = { chain, calls: callsOf(table, chain), next: 0, index: visits.size, lowest: visits.size };
      visits.set(chain, visit);
      path.push(visit);
      stack.push(chain);
      open.add(chain);
    };
    enter(start);
    for (let visit = path.at(-1); visit !== undefined; visit = path.at(-1)) {
      const call = visit.calls[visit.next++];
      if (call === undefined) {
        path.pop();
        const caller = path.at(-1);
        if (caller !== undefined) caller.lowest = Math.min(caller.lowest, visit.lowest);
        if (visit.lowest !== visit.index) continue;
        const knot = new Set(stack.splice(stack.indexOf(visit.chain)));
        for (const chain of knot) open.delete(chain);
        const loop = loopIn(table, knot, visit.chain);
        if (loop !== undefined) loops.push(loop);
        continue;
      }
      const called = call.called.chain;
      const seen = visits.get(called);
      if (seen === undefined) enter(called);
      else if (open.has(called)) visit.lowest = Math.min(visit.lowest, seen.index);
    }
  }
  return loops;
}

/**
 * Of the loops one to which built-in chains lead: the kernel loads no such rules, while it takes loops that nothing calls.
 * @see linux net/netfilter/nf_tables_api.c nft_chain_validate, net/ipv4/netfilter/ip_tables.c mark_source_chains
 */
export function loopFromHooks(table: Table): readonly BoundRule[] | undefined {
  const loops = loopsOf(table);
  if (loops.length === 0) return undefined;
  const { nodes, fromHooks } = callOrderOf(callGraphOf(table));
  const called = new Set(nodes.slice(0, fromHooks).map(({ chain }) => chain.name));
  return loops.find(([first]) => first !== undefined && called.has(first.chain));
}

/** Whether any chains lead back to themselves: else each stands behind all that it calls. */
function leadBack(table: Table): boolean {
  const graph = callGraphOf(table);
  const isPassed = new Uint8Array(graph.nodes.length);
  for (const { index, calls } of callOrderOf(graph).nodes) {
    if (calls.some(({ called }) => isPassed[called.index] === 0)) return true;
    isPassed[index] = 1;
  }
  return false;
}

/** A way from a chain of a knot back to a chain on that way; undefined where the knot is one chain that does not call itself. */
function loopIn(table: Table, knot: ReadonlySet<Chain>, start: Chain): readonly BoundRule[] | undefined {
  const way: BoundRule[] = [];
  const passed = new Map<Chain, number>();
  for (let chain = start; ;) {
    const before = passed.get(chain);
    if (before !== undefined) return way.slice(before);
    passed.set(chain, way.length);
    const call: Call | undefined = callsOf(table, chain).find(({ called }) => knot.has(called.chain));
    if (call === undefined) return undefined;
    way.push(call.rule);
    chain = call.called.chain;
  }
}
