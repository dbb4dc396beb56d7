import { joiningRule } from '../ruleset/joiningRule.js';
import type { Ruleset } from '../ruleset/ruleset.js';
import type { Undecided } from './difference.js';

/** That one side alone has a rule for which the kernel joins fragments, so that no rule sees one. */
export function fragmentsApart(before: Ruleset, after: Ruleset): readonly Undecided[] {
  const [old, now] = [before, after].map((ruleset) => [joiningRule(ruleset) ?? []].flat());
  if (old === undefined || now === undefined || old.length === now.length) return [];
  return [{ kind: 'fragments', states: [], family: before.family, before: old, after: now }];
}
