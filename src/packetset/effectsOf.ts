import type { Outcome } from '../extension/extension.js';
import type { Effect } from '../packet/effect.js';
import type { BoundRule } from '../ruleset/ruleset.js';

const none: readonly Effect[] = [];

/** All that the target of a rule may do to a packet. */
export function effectsOf({ action }: BoundRule): readonly Effect[] {
  if (action.kind !== 'target') return none;
  if (action.outcome.kind === 'do') return action.outcome.effects;
  const effects: Effect[] = [];
  const pending: Outcome[] = [action.outcome];
  for (let outcome = pending.pop(); outcome !== undefined; outcome = pending.pop()) {
    if (outcome.kind === 'do') effects.push(...outcome.effects);
    else pending.push(outcome.yes, outcome.no);
  }
  return effects;
}
