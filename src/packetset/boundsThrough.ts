import { callGraphOf, reachedFrom } from '../ruleset/callGraph.js';
import type { BoundRule, Chain, Table } from '../ruleset/ruleset.js';
import { aroundBoth, matchedWithin } from './bounds.js';
import type { Bounds } from './bounds.js';

/**
 * Sends the packets within some bounds through a chain and all it calls, each chain behind all that call it: `take` is told each rule that some may match,
 * what is around those, and which chain it calls. `into` says which chains are entered, `miss` is told each rule
 * that surely none of those that come to it matches. False where chains call each other in a circle, and not all was told.
 */
export function boundsThrough(
  table: Table,
  start: Chain,
  entering: Bounds,
  take: (chain: Chain, rule: BoundRule, here: Bounds, called: Chain | undefined) => void,
  into: (chain: Chain) => boolean = () => true,
  miss?: (chain: Chain, rule: BoundRule, here: Bounds) => void,
): boolean {
  const graph = callGraphOf(table);
  const node = graph.byName.get(start.name);
  const around = new Map([[start, entering]]);
  const passed = new Set<Chain>();
  for (const { chain, calls } of reachedFrom(graph, node === undefined ? [] : [node]).toReversed()) {
    passed.add(chain);
    const here = around.get(chain);
    if (here === undefined) continue;
    let call = 0;
    for (const rule of chain.rules) {
      const called = calls[call]?.rule === rule ? calls[call++]?.called.chain : undefined;
      const matched = matchedWithin(here, rule);
      if (matched === undefined) {
        miss?.(chain, rule, here);
        continue;
      }
      take(chain, rule, matched, called);
      if (called === undefined || !into(called)) continue;
      if (passed.has(called)) return false;
      around.set(called, aroundBoth(around.get(called), matched));
    }
  }
  return true;
}
