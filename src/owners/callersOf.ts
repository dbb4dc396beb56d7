import type { BoundRule, Table } from '../ruleset/ruleset.js';
import { calledChain } from './ruleShape.js';

/** The rules that jump or go to each name, chains that do not exist among them. */
export function callersOf(table: Table): ReadonlyMap<string, readonly BoundRule[]> {
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
