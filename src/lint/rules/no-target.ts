import { conjuncts } from '../../owners/ruleShape.js';
import { isOfRuleAlone } from '../../ruleset/isOfRuleAlone.js';
import type { BoundRule } from '../../ruleset/ruleset.js';
import { lintRule } from '../lintRule.js';
import { writerOf } from '../writtenBy.js';

/** Rules without target that look as if somebody had forgotten it. */
export default lintRule({
  name: 'no-target',
  severity: 'warning',
  messages: {
    says: 'this rule has no target, so it only counts; its comment speaks of "{word}"',
    limit: 'this rule has no target, so -m {match} limits nothing',
    alone: 'this rule has no target, so it only counts; the rules around it have one',
  },
  check(context, report) {
    for (const table of context.ruleset.tables) {
      for (const chain of table.chains.values()) {
        const bare = chain.rules.filter(isBare);
        // A chain with many such rules counts; an owner's rules say in comments what they are for; a heading asks for nothing.
        if (
          bare.length === 0 ||
          bare.length > mostForgotten ||
          bare.every(isHeading) ||
          writerOf(context, table.name, chain.name) !== undefined
        )
          continue;
        for (const rule of bare) {
          if (isHeading(rule)) continue;
          const word = spokenTarget(rule);
          const limit = rule.matches.find(({ name }) => name === 'limit' || name === 'hashlimit');
          if (word !== undefined) report({ message: 'says', at: rule, data: { word } });
          else if (limit !== undefined) report({ message: 'limit', at: rule, data: { match: limit.name } });
          else if (bare.length === 1 && chain.rules.length > 2) {
            report({ message: 'alone', at: rule, severity: 'note' });
          }
        }
      }
    }
  },
});

const mostForgotten = 2;

/** Without target, and without a match that does something by itself, as `recent --set`, or counts for others by a name. */
function isBare(rule: BoundRule): boolean {
  return (
    rule.action.kind === 'none' &&
    rule.matches.every(({ effects }) => effects.every((effect) => isOfRuleAlone(rule, effect)))
  );
}

function isHeading(rule: BoundRule): boolean {
  return conjuncts(rule).length === 0;
}

const targetWord =
  /\b(?:accept|allow|permit|drop|deny|block|reject|masquerade|snat|dnat|redirect|log)(?:s|ed|ing|ped|ping|ged|ging)?\b/i;

const countWord = /\b(?:count|account|stat|measure)/i;

/** What the rule says it does, as far as its comment tells. */
function spokenTarget(rule: BoundRule): string | undefined {
  for (const comment of rule.comments) {
    if (countWord.test(comment)) continue;
    const found = targetWord.exec(comment);
    if (found !== null) return found[0];
  }
  return undefined;
}
