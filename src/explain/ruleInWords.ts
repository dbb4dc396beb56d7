import type { Dump } from '../ast/ast.js';
import { lineOf } from '../ast/dumpLines.js';
import type { Condition } from '../condition/condition.js';
import { conjunctsOf } from '../condition/conjunctsOf.js';
import { explainCondition } from '../condition/explain.js';
import { describeRule } from '../owners/describe.js';
import { effectsOf } from '../owners/ruleShape.js';
import type { BoundRule, Ruleset } from '../ruleset/ruleset.js';
import { effectWords, stateEffectWords } from './effectWords.js';
import type { Asked, CountersText, RuleInWords, RulePlace } from './explanation.js';

/** The rules and the dump that they are from. */
export interface Ground {
  readonly ruleset: Ruleset;
  readonly dump: Dump;
}

/** Felix's rule hashes say nothing to a person. */
const hashComment = /^cali:[\w-]{16}$/;

/** A rule in one line. */
export function ruleInWords({ ruleset, dump }: Ground, rule: BoundRule): RuleInWords {
  const meaning = describeRule(ruleset, rule);
  const counters = countersOf(dump, rule);
  return {
    ...placeOf(rule),
    text: rule.text,
    asks: askedOf(rule),
    action: actionOf(rule),
    changes: effectsOf(rule).map(effectWords),
    ...(meaning === undefined ? {} : { meaning }),
    comments: rule.comments.filter((comment) => comment !== '' && !hashComment.test(comment)),
    ...(counters === undefined ? {} : { counters }),
  };
}

export function placeOf({ table, chain, number, line }: BoundRule): RulePlace {
  return { table, chain, number, line };
}

function askedOf(rule: BoundRule): readonly Asked[] {
  const said = new Set<string>();
  return rule.matches.flatMap(({ name, condition, effects }): readonly Asked[] => {
    const changes = effects.flatMap((effect) => stateEffectWords(effect) ?? []);
    const asks = conjunctsOf(condition)
      .filter((part) => name === 'rule' || !isLaterFragment(part))
      .map(explainCondition)
      .filter((part) => !said.has(part));
    for (const part of asks) said.add(part);
    const words = [asks.join(' and '), changes.join(' and ')].filter((part) => part !== '').join(', then ');
    return words === '' ? [] : [{ match: name, words }];
  });
}

/** Ports and types are read of whole packets and first fragments only: no match need say so. */
function isLaterFragment(condition: Condition): boolean {
  return (
    condition.kind === 'not' &&
    condition.of.kind === 'one-of' &&
    condition.of.field === 'fragment' &&
    condition.of.values.join() === 'later'
  );
}

function actionOf({ action }: BoundRule): string {
  switch (action.kind) {
    case 'jump':
    case 'goto':
      return `${action.kind} ${action.to}`;
    case 'target':
      return action.name;
    case 'unread':
      return `${action.name} (unknown)`;
    case 'none':
      return 'no target';
  }
}

function countersOf(dump: Dump, rule: BoundRule): CountersText | undefined {
  const line = lineOf(dump, rule.line);
  if (line?.kind !== 'rule' || line.counters === undefined) return undefined;
  const { packets, bytes } = line.counters.value;
  return { packets: String(packets), bytes: String(bytes) };
}
