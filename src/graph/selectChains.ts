import { callGraphOf, type CallNode } from '../ruleset/callGraph.js';
import type { Chain, Table } from '../ruleset/ruleset.js';

/** Chains from which a drawing starts. */
export interface Start {
  readonly table: Table;
  readonly chain: Chain;
}

/**
 * Chains that are at most `depth` calls away from a start, in the order of their tables and there as the dump has them.
 * `callers`: in both directions, else only where calls lead.
 */
export function selectChains(
  tables: readonly Table[],
  starts: readonly Start[],
  depth: number,
  callers: boolean,
): ReadonlyMap<Table, readonly CallNode[]> {
  const selected = new Map<Table, readonly CallNode[]>();
  for (const table of tables) {
    const names = starts.filter((start) => start.table === table).map(({ chain }) => chain.name);
    selected.set(table, nearby(table, new Set(names), depth, callers));
  }
  return selected;
}

function nearby(
  table: Table,
  names: ReadonlySet<string>,
  depth: number,
  callers: boolean,
): readonly CallNode[] {
  const { nodes } = callGraphOf(table);
  const away = new Map<CallNode, number>();
  const spread = (neighbours: (node: CallNode) => readonly CallNode[]): void => {
    let edge = nodes.filter(({ chain }) => names.has(chain.name));
    const reached = new Set(edge);
    for (const node of edge) away.set(node, 0);
    for (let distance = 1; distance <= depth && edge.length > 0; distance++) {
      const next: CallNode[] = [];
      for (const node of edge) {
        for (const neighbour of neighbours(node)) {
          if (reached.has(neighbour)) continue;
          reached.add(neighbour);
          away.set(neighbour, distance);
          next.push(neighbour);
        }
      }
      edge = next;
    }
  };
  spread(({ calls }) => calls.map(({ called }) => called));
  if (callers) {
    const calledBy = callersIn(nodes);
    spread((node) => calledBy.get(node) ?? []);
  }
  return nodes.filter((node) => away.has(node));
}

function callersIn(nodes: readonly CallNode[]): ReadonlyMap<CallNode, readonly CallNode[]> {
  const callers = new Map<CallNode, CallNode[]>();
  for (const node of nodes) {
    for (const { called } of node.calls) {
      const known = callers.get(called);
      if (known === undefined) callers.set(called, [node]);
      else known.push(node);
    }
  }
  return callers;
}
