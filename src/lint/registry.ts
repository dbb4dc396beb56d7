// Written by `npm run registries`: one line for each file of the folder.
import type { LintRule } from './lintRule.js';
import calico_hash_ from './rules/calico-hash.js';
import shadowed_rule_ from './rules/shadowed-rule.js';

/** All lintRules that are known, in alphabetical order. */
export const lintRules: readonly LintRule[] = [
  calico_hash_,
  shadowed_rule_,
];
