// Written by `npm run registries`: one line for each file of the folder.
import type { LintRule } from './lintRule.js';
import accept_all_before_policy_ from './rules/accept-all-before-policy.js';
import calico_chain_end_ from './rules/calico-chain-end.js';
import calico_hash_ from './rules/calico-hash.js';
import calico_jump_order_ from './rules/calico-jump-order.js';
import chain_loop_ from './rules/chain-loop.js';
import cidr_block_overlap_ from './rules/cidr-block-overlap.js';
import deny_before_allow_ from './rules/deny-before-allow.js';
import duplicate_rule_ from './rules/duplicate-rule.js';
import filter_after_dnat_ from './rules/filter-after-dnat.js';
import mark_overlap_ from './rules/mark-overlap.js';
import masquerade_gap_ from './rules/masquerade-gap.js';
import mixed_backends_ from './rules/mixed-backends.js';
import never_matches_ from './rules/never-matches.js';
import no_target_ from './rules/no-target.js';
import shadowed_rule_ from './rules/shadowed-rule.js';
import stale_hostport_ from './rules/stale-hostport.js';
import undefined_chain_ from './rules/undefined-chain.js';
import unreachable_chain_ from './rules/unreachable-chain.js';
import unreferenced_chain_ from './rules/unreferenced-chain.js';

/** All lintRules that are known, in alphabetical order. */
export const lintRules: readonly LintRule[] = [
  accept_all_before_policy_,
  calico_chain_end_,
  calico_hash_,
  calico_jump_order_,
  chain_loop_,
  cidr_block_overlap_,
  deny_before_allow_,
  duplicate_rule_,
  filter_after_dnat_,
  mark_overlap_,
  masquerade_gap_,
  mixed_backends_,
  never_matches_,
  no_target_,
  shadowed_rule_,
  stale_hostport_,
  undefined_chain_,
  unreachable_chain_,
  unreferenced_chain_,
];
