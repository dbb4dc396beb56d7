import type { StateEffect } from '../packet/effect.js';
import type { BoundRule } from './ruleset.js';

/** Whether what a match changes is a counter or a bucket of its rule alone, of whichever of its name in the rule it is. @see src/ruleset/matchTurn.ts contextOfTurn */
export function isOfRuleAlone({ table, chain, number }: BoundRule, effect: StateEffect): boolean {
  return (
    effect.kind === 'private' &&
    effect.name.replace(/(?<=:\d+)\.\d+$/, '').endsWith(`:${table}/${chain}:${number}`)
  );
}
