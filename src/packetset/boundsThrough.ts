import { callGraphOf, reachedFrom } from '../ruleset/callGraph.js';
import type { BoundRule, Chain, Table } from '../ruleset/ruleset.js';
import { aroundAlso } from './around.js';
import type { Around } from './around.js';
import { matchedWithin } from './bounds.js';
import type { Bounds } from './bounds.js';

/** Who is told of the rules that bounds come by, of each of several bounds by itself. */
export interface BoundsVisitor {
  /** A rule that some packets may match, what is around those, and the chain it calls. */
  take(chain: Chain, rule: BoundRule, here: Bounds, called: Chain | undefined): void;
  /** A rule that some packets may come to; `here` is around those that enter its chain. */
  come?(chain: Chain, rule: BoundRule, here: Bounds): void;
  /** Whether a called chain is entered; by default each is. */
  into?(called: Chain): boolean;
}

/**
 * Sends the packets within some bounds through a chain and all it calls, each chain behind all that call it. False where chains call each other in a
 * circle, and not all was told.
 */
export function boundsThrough(table: Table, start: Chain, entering: Around, visitor: BoundsVisitor): boolean {
  const graph = callGraphOf(table);
  const node = graph.byName.get(start.name);
  const around = new Map([[start, entering]]);
  const passed = new Set<Chain>();
  for (const { chain, calls } of reachedFrom(graph, node === undefined ? [] : [node]).toReversed()) {
    passed.add(chain);
    const entered = around.get(chain);
    if (entered === undefined) continue;
    let call = 0;
    for (const rule of chain.rules) {
      const called = calls[call]?.rule === rule ? calls[call++]?.called.chain : undefined;
      for (const here of entered) {
        visitor.come?.(chain, rule, here);
        const matched = matchedWithin(here, rule);
        if (matched === undefined) continue;
        visitor.take(chain, rule, matched, called);
        if (called === undefined || visitor.into?.(called) === false) continue;
        if (passed.has(called)) return false;
        around.set(called, aroundAlso(around.get(called) ?? [], matched));
      }
    }
  }
  return true;
}
