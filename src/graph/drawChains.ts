import { isHook } from '../netfilter/hooks.js';
import type { CallNode } from '../ruleset/callGraph.js';
import type { BoundRule, Ruleset, Table } from '../ruleset/ruleset.js';
import type { Trace } from '../trace/trace.js';
import type { Arrow, ChainGraph, GraphNode, Passage } from './chainGraph.js';
import { foldChains } from './foldChains.js';
import { selectChains, type Start } from './selectChains.js';
import { waysOf, type Stop, type Stride } from './waysOf.js';

/** What to draw of a ruleset. */
export interface DrawRequest {
  readonly ruleset: Ruleset;
  /** Those of the ruleset that are asked for. */
  readonly tables: readonly Table[];
  /** Chains around which to draw; none: the kernel's own ones, or those that the packet enters. */
  readonly starts: readonly Start[];
  /** How many calls away from a start; undefined: as far as calls lead from the kernel's chains, 1 around chains, 0 around a packet's. */
  readonly depth?: number | undefined;
  /** So many chains alike are drawn one by one, more as one. */
  readonly most: number;
  /** The packet whose way is drawn in. */
  readonly trace?: Trace | undefined;
}

/** The chains that were asked for, with the packet's way through them. */
export function drawChains(request: DrawRequest): ChainGraph {
  const { ruleset, tables, most, trace } = request;
  const ways = trace === undefined ? [] : waysOf(trace, ruleset);
  const entered = enteredBy(ways.flat());
  const { starts, depth, callers } = startsOf(request, entered);
  const selected = selectChains(tables, starts, depth, callers);
  const named = new Set(request.starts.map(({ chain }) => chain));
  const isPassed = ({ chain }: CallNode): boolean => entered.some((start) => start.chain === chain);

  const nodes: GraphNode[] = [];
  const ids = new Map<unknown, number>();
  let shown = 0;
  for (const [table, members] of selected) {
    shown += members.length;
    const folds = foldChains(members, (node) => named.has(node.chain) || isPassed(node), most);
    const folded = new Map(folds.flatMap((fold) => fold.members.map((node) => [node, fold] as const)));
    for (const node of members) {
      const fold = folded.get(node);
      const first = fold?.members[0];
      if (fold !== undefined && first !== node) {
        ids.set(node.chain, ids.get(first?.chain) ?? 0);
        continue;
      }
      const id = nodes.length;
      ids.set(node.chain, id);
      nodes.push(
        fold === undefined
          ? { kind: 'chain', id, table, chain: node.chain, passed: isPassed(node) }
          : {
              kind: 'folded',
              id,
              table,
              chains: fold.members.map(({ chain }) => chain),
              prefix: fold.prefix,
              passed: false,
            },
      );
    }
  }
  const arrows: ArrowBook = new Map();
  for (const members of selected.values()) addCalls(members, ids, arrows);
  for (const [path, way] of ways.entries()) addWay(way, path, nodes, ids, arrows);
  const all = tables.reduce((sum, { chains }) => sum + chains.size, 0);
  return { nodes, arrows: [...arrows.values()], leftOut: all - shown, paths: ways.length };
}

type ArrowBook = Map<string, Arrow & { readonly rules: BoundRule[]; readonly passages: Passage[] }>;

function arrowIn(
  arrows: ArrowBook,
  from: number,
  to: number,
  kind: Arrow['kind'],
): Pick<Arrow & { rules: BoundRule[]; passages: Passage[] }, 'rules' | 'passages'> {
  const key = `${from} ${to} ${kind}`;
  const arrow = arrows.get(key) ?? { from, to, kind, rules: [], passages: [] };
  arrows.set(key, arrow);
  return arrow;
}

interface Starts {
  readonly starts: readonly Start[];
  readonly depth: number;
  readonly callers: boolean;
}

function startsOf({ starts, tables, depth, trace }: DrawRequest, entered: readonly Start[]): Starts {
  if (starts.length > 0) return { starts: [...starts, ...entered], depth: depth ?? 1, callers: true };
  if (trace !== undefined) return { starts: entered, depth: depth ?? 0, callers: false };
  const own = tables.flatMap((table) =>
    [...table.chains.values()].filter(({ name }) => isHook(name)).map((chain) => ({ table, chain })),
  );
  return { starts: own, depth: depth ?? Infinity, callers: false };
}

/** The chains of the packet, each once. */
function enteredBy(strides: readonly Stride[]): readonly Start[] {
  const entered = new Map<unknown, Start>();
  for (const { from, to } of strides) {
    for (const stop of [from, to]) if (stop.kind === 'chain') entered.set(stop.chain, stop);
  }
  return [...entered.values()];
}

function addCalls(members: readonly CallNode[], ids: ReadonlyMap<unknown, number>, arrows: ArrowBook): void {
  for (const { chain, calls } of members) {
    const from = ids.get(chain);
    for (const { rule, called } of calls) {
      const to = ids.get(called.chain);
      if (from === undefined || to === undefined) continue;
      arrowIn(arrows, from, to, rule.action.kind === 'goto' ? 'goto' : 'jump').rules.push(rule);
    }
  }
}

/** Draws a path in. What is no chain of the dump is added where the first path comes there. */
function addWay(
  way: readonly Stride[],
  path: number,
  nodes: GraphNode[],
  ids: Map<unknown, number>,
  arrows: ArrowBook,
): void {
  for (const [index, { from, to, kind, rule }] of way.entries()) {
    const [first, second] = [idOf(from, path, nodes, ids), idOf(to, path, nodes, ids)];
    if (first === undefined || second === undefined) continue;
    const arrow = arrowIn(arrows, first, second, kind);
    if (rule !== undefined && !arrow.rules.includes(rule)) arrow.rules.push(rule);
    arrow.passages.push({ path, order: index + 1 });
  }
}

function idOf(stop: Stop, path: number, nodes: GraphNode[], ids: Map<unknown, number>): number | undefined {
  if (stop.kind === 'chain') return ids.get(stop.chain);
  const key = keyOf(stop);
  const known = ids.get(key);
  const id = known ?? nodes.length;
  if (stop.kind === 'station') {
    if (known === undefined) nodes.push({ kind: 'station', id, hop: stop.hop, passed: true });
  } else {
    const before = known === undefined ? undefined : nodes[known];
    const paths = before?.kind === 'end' ? [...before.paths, path] : [path];
    nodes[id] = { kind: 'end', id, disposition: stop.disposition, paths, passed: true };
  }
  ids.set(key, id);
  return id;
}

function keyOf(stop: Exclude<Stop, { readonly kind: 'chain' }>): string {
  if (stop.kind === 'station') return JSON.stringify([stop.hop.kind, stop.hop.hook, stop.hop.text]);
  const { kind, by } = stop.disposition;
  const place = by.kind === 'rule' ? by.rule.line : by.kind === 'policy' ? `${by.table} ${by.chain}` : '';
  return JSON.stringify([kind, by.kind, place, by.reason ?? '']);
}
