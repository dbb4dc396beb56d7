import { familyOf, readAddress } from '../address/address.js';
import type { RuleLine } from '../ast/ast.js';
import type { Family } from '../netfilter/hooks.js';

const words6: ReadonlySet<string> = new Set(['ipv6-icmp', 'icmpv6', 'icmp6', '--icmpv6-type']);

/**
 * The family that the words of some rules tell: the first address, or a word that only ip6tables has. Undefined where
 * no rule tells.
 */
export function familyOfRules(rules: Iterable<RuleLine>): Family | undefined {
  for (const rule of rules) {
    for (const option of rule.options) {
      if (option.name.text === '--comment') continue;
      if (words6.has(option.name.text)) return 6;
      for (const { text } of option.words) {
        if (words6.has(text)) return 6;
        const slash = text.indexOf('/');
        const address = /^[0-9a-fA-F.:]+$/.test(slash < 0 ? text : text.slice(0, slash))
          ? readAddress(slash < 0 ? text : text.slice(0, slash))
          : undefined;
        if (address !== undefined) return familyOf(address);
      }
    }
  }
  return undefined;
}
