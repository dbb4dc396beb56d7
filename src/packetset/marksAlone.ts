import { isHook } from '../netfilter/hooks.js';
import type { BoundRule, Table } from '../ruleset/ruleset.js';
import { everything, nothing } from './packetSet.js';
import { walkSets } from './walkSets.js';
import type { SetStep, Walked } from './walkSets.js';
import type { Workshop } from './workshop.js';

/**
 * The rules that packets may match as far as marks tell: those of any mark are sent through the table, and each condition about anything else may hold and
 * may fail. No packet matches any other rule. These sets are so small that they take next to nothing.
 * @throws BudgetExceeded
 */
export function matchedByMarks(workshop: Workshop, table: Table): ReadonlySet<BoundRule> {
  const ofMarks: Workshop = { ...workshop, marksAlone: true };
  const matched = new Set<BoundRule>();
  const walked: Walked = new Map();
  for (const chain of table.chains.values()) {
    if (!isHook(chain.name)) continue;
    const visitor = {
      step(step: SetStep): void {
        if (step.matched !== nothing) matched.add(step.rule);
      },
    };
    walkSets(ofMarks, table, chain, everything, visitor, { walked });
  }
  return matched;
}
