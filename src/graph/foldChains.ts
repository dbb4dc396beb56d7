import { isHook } from '../netfilter/hooks.js';
import type { CallNode } from '../ruleset/callGraph.js';

/** Chains that are drawn as one. */
export interface Fold {
  readonly prefix: string;
  readonly members: readonly CallNode[];
}

/**
 * Which of a table's selected chains are drawn as one: more than `most` of them whose names begin alike (`KUBE-SVC-`, `cali-tw-`) and that are
 * called from the same kinds of chains, since those are what one program writes for each service, endpoint or policy. `kept` stay alone.
 */
export function foldChains(
  nodes: readonly CallNode[],
  kept: (node: CallNode) => boolean,
  most: number,
): readonly Fold[] {
  const mayFold = (node: CallNode): boolean => !isHook(node.chain.name) && !kept(node);
  const kindOf = (node: CallNode): string =>
    (mayFold(node) ? prefixOf(node.chain.name) : undefined) ?? node.chain.name;
  const callers = new Map<CallNode, Set<string>>();
  for (const node of nodes) {
    const kind = kindOf(node);
    for (const { called } of node.calls) {
      const known = callers.get(called);
      if (known === undefined) callers.set(called, new Set([kind]));
      else known.add(kind);
    }
  }
  const alike = new Map<string, { readonly prefix: string; readonly members: CallNode[] }>();
  for (const node of nodes) {
    const prefix = prefixOf(node.chain.name);
    if (prefix === undefined || !mayFold(node)) continue;
    const key = JSON.stringify([prefix, ...[...(callers.get(node) ?? [])].sort()]);
    const known = alike.get(key);
    if (known === undefined) alike.set(key, { prefix, members: [node] });
    else known.members.push(node);
  }
  return [...alike.values()].filter(({ members }) => members.length > Math.max(most, 1));
}

/** The first two words of a name, or the first of two; undefined for a name of one word. */
function prefixOf(name: string): string | undefined {
  return /^[^-]+-(?:[^-]+-)?/.exec(name)?.[0];
}
