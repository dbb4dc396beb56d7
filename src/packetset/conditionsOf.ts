import type { Condition } from '../condition/condition.js';
import type { Outcome } from '../extension/extension.js';
import type { BoundRule } from '../ruleset/ruleset.js';

/** All that a rule asks of packets, in its matches and in its target. */
export function conditionsOf(rule: BoundRule): readonly Condition[] {
  return [...rule.matches.map(({ condition }) => condition), ...outcomeConditions(rule)];
}

const none: readonly Condition[] = [];

/** What its target asks. */
export function outcomeConditions({ action }: BoundRule): readonly Condition[] {
  if (action.kind !== 'target' || action.outcome.kind === 'do') return none;
  const conditions: Condition[] = [];
  const pending: Outcome[] = [action.outcome];
  for (let outcome = pending.pop(); outcome !== undefined; outcome = pending.pop()) {
    if (outcome.kind !== 'when') continue;
    conditions.push(outcome.condition);
    pending.push(outcome.yes, outcome.no);
  }
  return conditions;
}
