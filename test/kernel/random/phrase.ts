import type { Family, Hook, TableName } from '../../../src/netfilter/hooks.js';
import type { Dice } from './dice.js';
import type { Place } from './place.js';

/** Words of a rule, and where they may stand. In `text` `[! ]` is a negation or nothing, `{a|b|c}` one of these. */
export interface Phrase {
  readonly text: string;
  /** Both where it is absent. */
  readonly family?: Family;
  /** Anywhere where it is absent, else in these built-in chains alone. */
  readonly hooks?: readonly Hook[];
  readonly tables?: readonly TableName[];
  /** As of a target. */
  readonly protocol?: string;
}

/** Those that iptables and the kernel take there. */
export function phrasesAt(phrases: readonly Phrase[], place: Place): readonly Phrase[] {
  return phrases.filter(
    ({ family = place.family, hooks, tables = [place.table] }) =>
      family === place.family &&
      tables.includes(place.table) &&
      (hooks === undefined || (place.hook !== undefined && hooks.includes(place.hook))),
  );
}

/** The text with a choice made at each place that leaves one. */
export function spell(dice: Dice, text: string): string {
  return text
    .replaceAll('[! ]', () => (dice.chance(0.5) ? '! ' : ''))
    .replaceAll(/\{([^{}]*\|[^{}]*)\}/g, (_, list: string) => {
      const [first = '', ...more] = list.split('|');
      return dice.pick([first, ...more]);
    });
}
