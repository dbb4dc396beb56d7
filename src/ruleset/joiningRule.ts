import type { BoundRule, Ruleset } from './ruleset.js';

/**
 * The first rule for which the kernel joins fragments before raw, so that no rule sees one.
 * @see linux net/ipv4/netfilter/nf_defrag_ipv4.c ipv4_conntrack_defrag
 */
export function joiningRule({ tables }: Ruleset): BoundRule | undefined {
  for (const { chains } of tables) {
    for (const { rules } of chains.values()) {
      const found = rules.find(
        ({ matches, action }) =>
          matches.some(({ joinsFragments }) => joinsFragments === true) ||
          (action.kind === 'target' && action.joinsFragments === true),
      );
      if (found !== undefined) return found;
    }
  }
  return undefined;
}
