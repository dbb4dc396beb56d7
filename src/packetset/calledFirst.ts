import { callsOf } from '../ruleset/callGraph.js';
import type { BoundRule, Chain, Table } from '../ruleset/ruleset.js';

/** The chain that a rule calls, if the table has it. */
export function calledBy({ chains }: Table, { action }: BoundRule): Chain | undefined {
  return action.kind === 'jump' || action.kind === 'goto' ? chains.get(action.to) : undefined;
}

/** Finds something out about a chain from what is found of the chains that it calls: these come first, each once. In a loop some come later. */
export function calledFirst<Found>(
  table: Table,
  start: Chain,
  found: Map<Chain, Found>,
  find: (chain: Chain) => Found,
): void {
  const open = new Set<Chain>();
  const pending = [start];
  for (let chain = pending.at(-1); chain !== undefined; chain = pending.at(-1)) {
    const fresh = !open.has(chain) && !found.has(chain);
    open.add(chain);
    if (fresh) {
      for (const { called } of callsOf(table, chain)) {
        if (!open.has(called.chain) && !found.has(called.chain)) pending.push(called.chain);
      }
      continue;
    }
    pending.pop();
    if (!found.has(chain)) found.set(chain, find(chain));
  }
}
