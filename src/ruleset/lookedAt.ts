import type { MatchExtension, RuleForm, TargetExtension } from '../extension/extension.js';
import type { OptionTable, Setting, Values } from '../extension/option.js';
import { settingsOf } from './readOptions.js';
import type { OptionScope } from './readOptions.js';

export type CheckingExtension = Pick<MatchExtension | TargetExtension, 'check'>;

/**
 * The keys of those options whose values the check of an extension looks at in a rule that passes it. Most checks ask which options were
 * given, and of few what they say: a rule of the same form with the same options, and the same values of these, passes it too.
 */
export function lookedAt(
  extension: CheckingExtension,
  scope: OptionScope,
  rule: RuleForm,
): ReadonlySet<string> {
  const looked = new Set<string>();
  const given = new Map<string, Setting<unknown>[]>();
  for (const [key, settings] of scope.given) {
    given.set(
      key,
      settings.map(({ value, negated }) => ({
        negated,
        get value() {
          looked.add(key);
          return value;
        },
      })),
    );
  }
  extension.check?.(settingsOf({ ...scope, given }) as Values<OptionTable>, rule);
  return looked;
}
