import type { MatchExtension, RuleForm, TargetExtension } from '../extension/extension.js';
import type { OptionTable, Setting, Values } from '../extension/option.js';
import { settingsOf } from './readOptions.js';
import type { OptionScope } from './readOptions.js';

export type CheckingExtension = Pick<MatchExtension | TargetExtension, 'check'>;

/** Values that note which of them are looked at: `looked` has the keys of their options. Which options were given may be asked without being noted. */
export interface WatchedValues {
  readonly values: Values<OptionTable>;
  readonly looked: ReadonlySet<string>;
}

/** The same values, watched. */
export function watch(values: Values<OptionTable>): WatchedValues {
  const looked = new Set<string>();
  const watched = (key: string, { value, negated }: Setting<unknown>): Setting<unknown> => ({
    negated,
    get value() {
      looked.add(key);
      return value;
    },
  });
  const all = Object.create(null) as Record<string, Setting<unknown> | readonly Setting<unknown>[]>;
  for (const [key, given] of Object.entries(values)) {
    if (given === undefined) continue;
    all[key] = Array.isArray(given)
      ? given.map((one: Setting<unknown>) => watched(key, one))
      : watched(key, given);
  }
  return { values: all as Values<OptionTable>, looked };
}

/**
 * The keys of those options whose values the check of an extension looks at in a rule that passes it. Most checks ask which options were
 * given, and of few what they say: a rule of the same form with the same options, and the same values of these, passes it too.
 */
export function lookedAt(
  extension: CheckingExtension,
  scope: OptionScope,
  rule: RuleForm,
): ReadonlySet<string> {
  const { values, looked } = watch(settingsOf(scope) as Values<OptionTable>);
  extension.check?.(values, rule);
  return looked;
}
