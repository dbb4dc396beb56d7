import type { Condition } from '../condition/condition.js';
import { fullMask, writeMark } from '../netfilter/marks.js';
import { describeChain } from '../owners/describe.js';
import { conjuncts, effectsOf, verdictOf } from '../owners/ruleShape.js';
import type { BoundRule, Chain, Ruleset, Table } from '../ruleset/ruleset.js';
import { bitChanges } from './bitChanges.js';
import { bitNames } from './bitNames.js';
import { outcomeWords } from './effectWords.js';
import type { MarkWords, RuleExplanation } from './explanation.js';
import { ruleInWords, type Ground } from './ruleInWords.js';
import { waysOf, type Ways } from './wayBack.js';

/** A rule: what it asks, what it does, where packets go behind it, what its marks mean. */
export function explainRule(ground: Ground, table: Table, chain: Chain, rule: BoundRule): RuleExplanation {
  const { ruleset } = ground;
  const ways = waysOf(table);
  const story = describeChain(ruleset, rule.table, rule.chain);
  return {
    kind: 'rule',
    family: table.family,
    backend: table.backend,
    rule: ruleInWords(ground, rule),
    ...(chain.policy === undefined ? {} : { policy: chain.policy }),
    ...(story === undefined ? {} : { story }),
    does: actionWords(ruleset, rule, table),
    marks: [...conjuncts(rule).flatMap((asked) => testWords(ruleset, asked)), ...changeWords(ruleset, rule)],
    matched: matchedWords(rule, chain, ways),
    ...(conjuncts(rule).length === 0 ? {} : { passed: ways.behind(chain, rule.number) }),
    callers: ways.callersOf(rule.chain).map((caller) => ruleInWords(ground, caller)),
  };
}

function actionWords(ruleset: Ruleset, rule: BoundRule, table: Table): readonly string[] {
  const { action } = rule;
  switch (action.kind) {
    case 'jump':
    case 'goto': {
      const story = describeChain(ruleset, rule.table, action.to);
      const whose = story === undefined ? '' : ` (${story.owner}: ${story.purpose})`;
      const missing = table.chains.has(action.to) ? '' : ', which the dump does not have';
      return [`${action.kind === 'jump' ? 'jumps' : 'goes'} to chain ${action.to}${whose}${missing}`];
    }
    case 'target':
      return outcomeWords(action.outcome, rule.table);
    case 'unread':
      return [`${action.name} is neither a chain of the table nor a target that calitrace knows`];
    case 'none':
      return ['counts the packet, and does nothing else'];
  }
}

function matchedWords(rule: BoundRule, chain: Chain, ways: Ways): string {
  const { action } = rule;
  switch (action.kind) {
    case 'jump':
      return `chain ${action.to}; from there RETURN and its end come back to ${ways.behind(chain, rule.number)}`;
    case 'goto':
      return `chain ${action.to}, not back here: from there RETURN and its end go where they would go from this chain, ${ways.backFrom(chain)}`;
    case 'unread':
      return 'nobody can tell';
    case 'none':
      return ways.behind(chain, rule.number);
    case 'target':
      break;
  }
  switch (verdictOf(rule)) {
    case 'RETURN':
      return ways.backFrom(chain);
    case 'CONTINUE':
      return ways.behind(chain, rule.number);
    case 'ACCEPT':
      return 'the next table of the hook, or onwards';
    case 'JUMP':
    case 'GOTO':
    case 'DROP':
    case 'REJECT':
    case 'QUEUE':
    case 'STOLEN':
    case undefined:
      return 'no further rule';
  }
}

function testWords(ruleset: Ruleset, asked: Condition): readonly MarkWords[] {
  const negated = asked.kind === 'not';
  const inner = negated ? asked.of : asked;
  if (inner.kind !== 'bits' || (inner.field !== 'mark' && inner.field !== 'connectionMark')) return [];
  const { value, mask } = inner;
  const set = (value & mask) >>> 0;
  const clear = (mask & ~value) >>> 0;
  const parts = [
    ...(set === 0 ? [] : [`${writeMark(set)} ${clear === 0 && negated ? 'not all set' : 'set'}`]),
    ...(clear === 0 ? [] : [`${writeMark(clear)} ${set === 0 && negated ? 'not all clear' : 'clear'}`]),
  ];
  const not = negated && set !== 0 && clear !== 0 ? 'not ' : '';
  const whom = inner.field === 'mark' ? '' : 'of the connection ';
  return [{ words: `asks ${whom}for ${not}${parts.join(' and ')}`, names: bitNames(ruleset, mask, value) }];
}

function changeWords(ruleset: Ruleset, rule: BoundRule): readonly MarkWords[] {
  return effectsOf(rule).flatMap((effect) => {
    if (effect.kind === 'mark-hash') return [];
    // What sets all of a mark clears what is left: that says nothing of a bit.
    const isWhole = 'mask' in effect && effect.mask === fullMask;
    return bitChanges(effect)
      .filter(({ kind }) => !isWhole || !kind.startsWith('clears'))
      .map(({ kind, mask }) => ({ words: `${kind} ${writeMark(mask)}`, names: bitNames(ruleset, mask) }));
  });
}
