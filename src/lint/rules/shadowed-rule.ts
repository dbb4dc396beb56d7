import { lintRule } from '../lintRule.js';

/** Rules that no packet matches because earlier ones take all that could. */
export default lintRule({
  name: 'shadowed-rule',
  severity: 'warning',
  sparesOwners: true,
  messages: {
    hidden: 'no packet comes to match this rule: {rules} before it {take} all that could',
    'not-sent': 'no packet that comes to chain {chain} can match this rule',
  },
  check(context, report) {
    for (const table of context.ruleset.tables) {
      const fates = context.fatesOf(table);
      if (fates === undefined || fates.allMatch) continue;
      for (const chain of table.chains.values()) {
        if (!fates.entering.has(chain)) continue;
        for (const rule of chain.rules) {
          if (fates.matched.has(rule) || context.isSpared(rule)) continue;
          const cause = context.causeOf(table, chain, rule);
          if (cause?.kind === 'hidden') {
            const [only] = cause.by;
            report({
              message: 'hidden',
              at: rule,
              because: cause.by,
              data:
                only !== undefined && cause.by.length === 1
                  ? { rules: `${only.chain} rule ${only.number}`, take: 'takes' }
                  : { rules: `${cause.by.length} rules`, take: 'take' },
            });
          } else if (cause?.kind === 'not-sent') {
            report({ message: 'not-sent', at: rule, because: cause.callers, data: { chain: chain.name } });
          }
        }
      }
    }
  },
});
