import type { BoundRule, Chain, Table } from './ruleset.js';

/** A chain of a table with what its rules call. */
export interface CallNode {
  readonly chain: Chain;
  /** Of the chains of the table, from 0. */
  readonly index: number;
  /** In the order of the rules. */
  readonly calls: readonly Call[];
}

/** A rule that leads to another chain of its table. */
export interface Call {
  readonly rule: BoundRule;
  readonly called: CallNode;
}

/** Who calls whom in a table. */
export interface CallGraph {
  /** All chains, in their order. */
  readonly nodes: readonly CallNode[];
  readonly byName: ReadonlyMap<string, CallNode>;
}

const known = new WeakMap<Table['chains'], CallGraph>();

/** Who calls whom in a table, found once: of a large one it takes a while to find so many chains by their names. */
export function callGraphOf({ chains }: Pick<Table, 'chains'>): CallGraph {
  const graph = known.get(chains) ?? findGraph(chains);
  known.set(chains, graph);
  return graph;
}

/** The rules of a chain that lead to another one of the table, in their order. */
export function callsOf(table: Table, chain: Chain): readonly Call[] {
  return callGraphOf(table).byName.get(chain.name)?.calls ?? [];
}

function findGraph(chains: Table['chains']): CallGraph {
  const nodes: (CallNode & { readonly calls: Call[] })[] = [];
  const byName = new Map<string, CallNode>();
  for (const chain of chains.values()) {
    const node = { chain, index: nodes.length, calls: [] };
    nodes.push(node);
    byName.set(chain.name, node);
  }
  for (const { chain, calls } of nodes) {
    for (const rule of chain.rules) {
      const name = calledChain(rule);
      const called = name === undefined ? undefined : byName.get(name);
      if (called !== undefined) calls.push({ rule, called });
    }
  }
  return { nodes, byName };
}

/** The chain that a rule jumps or goes to, also where an excerpt leaves that chain out. */
export function calledChain({ action }: BoundRule): string | undefined {
  switch (action.kind) {
    case 'jump':
    case 'goto':
      return action.to;
    case 'unread':
      return action.name;
    case 'target':
    case 'none':
      return undefined;
  }
}

/** The chains to which calls lead from these, and these, each behind all that it calls. Of a loop some come too early. */
export function reachedFrom(graph: CallGraph, starts: readonly CallNode[]): readonly CallNode[] {
  const reached: CallNode[] = [];
  const isOpen = new Uint8Array(graph.nodes.length);
  const next = new Int32Array(graph.nodes.length);
  const path: CallNode[] = [];
  for (const start of starts) {
    if (isOpen[start.index] === 1) continue;
    isOpen[start.index] = 1;
    path.push(start);
    for (let node = path.at(-1); node !== undefined; node = path.at(-1)) {
      const at = next[node.index] ?? 0;
      const called = at < node.calls.length ? node.calls[at]?.called : undefined;
      next[node.index] = at + 1;
      if (called === undefined) {
        path.pop();
        reached.push(node);
      } else if (isOpen[called.index] !== 1) {
        isOpen[called.index] = 1;
        path.push(called);
      }
    }
  }
  return reached;
}
