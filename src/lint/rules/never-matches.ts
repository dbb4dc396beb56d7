import { explainCondition } from '../../condition/explain.js';
import { conjuncts } from '../../owners/ruleShape.js';
import { exclusiveAmong } from '../../packetset/exclusion.js';
import { takesMark } from '../../packetset/heldBy.js';
import type { BoundRule } from '../../ruleset/ruleset.js';
import { lintRule } from '../lintRule.js';

/** Rules whose own conditions exclude each other. */
export default lintRule({
  name: 'never-matches',
  severity: 'error',
  sparesOwners: true,
  messages: {
    impossible: 'no packet at all matches this rule: {parts} can never hold',
    contradiction: 'no packet at all matches this rule: its conditions exclude each other: {parts}',
  },
  check(context, report) {
    for (const table of context.ruleset.tables) {
      const fates = context.fatesOf(table);
      if (fates === undefined || fates.allMatch) continue;
      for (const chain of table.chains.values()) {
        if (!fates.entering.has(chain)) continue;
        for (const rule of chain.rules) {
          // Its matches may ask for the mark before it takes that of a socket, and behind.
          if (fates.matched.has(rule) || rule.matches.some(takesMark)) continue;
          const parts = context.decide(table, () => exclusiveAmong(fates.workshop, conjuncts(rule))) ?? [];
          if (parts.length === 0) continue;
          const words = parts.map(explainCondition);
          report({
            message: words.length === 1 ? 'impossible' : 'contradiction',
            at: rule,
            data: { parts: words.includes('never') ? optionsOf(rule) : words.join(', and ') },
          });
        }
      }
    }
  },
});

/** Where a match binds to a condition that nothing meets, only its name tells which. */
function optionsOf(rule: BoundRule): string {
  const never = rule.matches.find(({ condition }) => explainCondition(condition) === 'never');
  return never === undefined || never.name === 'rule' ? 'its options' : `-m ${never.name}`;
}
