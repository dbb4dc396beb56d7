import { calledChain } from '../ruleset/callGraph.js';
import type { BoundRule, Table } from '../ruleset/ruleset.js';

const known = new WeakMap<Table, ReadonlyMap<string, readonly BoundRule[]>>();

/** The rules that jump or go to each name, chains that do not exist among them; found once for each table. */
export function callersOf(table: Table): ReadonlyMap<string, readonly BoundRule[]> {
  const callers = known.get(table) ?? findCallers(table);
  known.set(table, callers);
  return callers;
}

function findCallers(table: Table): ReadonlyMap<string, readonly BoundRule[]> {
  const callers = new Map<string, BoundRule[]>();
  for (const chain of table.chains.values()) {
    for (const rule of chain.rules) {
      const called = calledChain(rule);
      if (called === undefined) continue;
      const rules = callers.get(called);
      if (rules === undefined) callers.set(called, [rule]);
      else rules.push(rule);
    }
  }
  return callers;
}
