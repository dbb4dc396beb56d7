import type { Condition } from '../condition/condition.js';
import type { BoundRule, Ruleset } from '../ruleset/ruleset.js';

/**
 * What stands behind a rule that every packet ends at: `rules 2 and 3 of cali-pi-x stand behind it: no packet reaches them`.
 * Undefined where packets can pass the rule, or nothing follows. A chain is entered at its first rule only, so this is exact.
 */
export function behindWords(ruleset: Ruleset, rule: BoundRule): string | undefined {
  if (!rule.matches.every(({ condition }) => holdsAlways(condition))) return undefined;
  const table = ruleset.tables.find(
    ({ name, chains }) => name === rule.table && chains.get(rule.chain)?.rules.includes(rule),
  );
  const hidden = (table?.chains.get(rule.chain)?.rules ?? []).filter(({ number }) => number > rule.number);
  const [first] = hidden;
  const last = hidden.at(-1);
  if (first === undefined || last === undefined) return undefined;
  if (hidden.length === 1)
    return `rule ${first.number} of ${rule.chain} stands behind it: no packet reaches it`;
  const joined = hidden.length === 2 ? 'and' : 'to';
  return `rules ${first.number} ${joined} ${last.number} of ${rule.chain} stand behind it: no packet reaches them`;
}

function holdsAlways(condition: Condition): boolean {
  return condition.kind === 'all' && condition.of.every(holdsAlways);
}
