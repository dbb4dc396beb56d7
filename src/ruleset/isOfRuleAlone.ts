import type { StateEffect } from '../packet/effect.js';
import type { BoundRule } from './ruleset.js';

/** Whether what a match changes is a counter or a bucket of its rule alone. @see src/extension/extension.ts RuleContext */
export function isOfRuleAlone({ table, chain, number }: BoundRule, effect: StateEffect): boolean {
  return effect.kind === 'private' && effect.name.endsWith(`:${table}/${chain}:${number}`);
}
