import { isHook } from '../netfilter/hooks.js';
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
  /** The rules that jump or go to a chain that the table does not have. */
  readonly astray: readonly BoundRule[];
}

/** The chains of a table, each behind all that it calls; of a loop some come too early. */
export interface CallOrder {
  readonly nodes: readonly CallNode[];
  /** So many, the first, are those to which calls lead from built-in chains, and these. */
  readonly fromHooks: number;
}

const known = new WeakMap<Table['chains'], CallGraph>();

/** Who calls whom in a table, found once: of a large one it takes a while to find so many chains by their names. */
export function callGraphOf({ chains }: Pick<Table, 'chains'>): CallGraph {
  const graph = known.get(chains) ?? findGraph(chains);
  known.set(chains, graph);
  return graph;
}

const orders = new WeakMap<CallGraph, CallOrder>();

/** In which order to come to chains so that those that are called, or those that call, come before; found once. */
export function callOrderOf(graph: CallGraph): CallOrder {
  const order = orders.get(graph) ?? findOrder(graph);
  orders.set(graph, order);
  return order;
}

function findOrder(graph: CallGraph): CallOrder {
  const hooks = graph.nodes.filter(isBuiltIn);
  const nodes = reachedFrom(graph, [...hooks, ...graph.nodes]);
  // Each stands behind all to which calls lead from it, and none of the others was begun with before.
  return { nodes, fromHooks: nodes.findLastIndex(isBuiltIn) + 1 };
}

function isBuiltIn({ chain }: CallNode): boolean {
  return isHook(chain.name);
}

/** The rules of a chain that lead to another one of the table, in their order. */
export function callsOf(table: Table, chain: Chain): readonly Call[] {
  return callGraphOf(table).byName.get(chain.name)?.calls ?? [];
}

const noCalls: readonly Call[] = [];

function findGraph(chains: Table['chains']): CallGraph {
  const nodes: (CallNode & { calls: readonly Call[] })[] = [];
  const byName = new Map<string, CallNode>();
  const astray: BoundRule[] = [];
  for (const chain of chains.values()) {
    const node = { chain, index: nodes.length, calls: noCalls };
    nodes.push(node);
    byName.set(chain.name, node);
  }
  for (const node of nodes) {
    const calls: Call[] = [];
    for (const rule of node.chain.rules) {
      const name = calledChain(rule);
      const called = name === undefined ? undefined : byName.get(name);
      if (called !== undefined) calls.push({ rule, called });
      else if (name !== undefined && rule.action.kind !== 'unread') astray.push(rule);
    }
    // A copy has no room left for more.
    if (calls.length > 0) node.calls = calls.slice();
  }
  return { nodes, byName, astray };
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
