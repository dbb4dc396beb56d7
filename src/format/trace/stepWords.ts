import { writeMark } from '../../netfilter/marks.js';
import type { TableName } from '../../netfilter/hooks.js';
import type { BoundRule, Ruleset } from '../../ruleset/ruleset.js';
import type { Miss, Position, ReturnStep, RuleStep } from '../../trace/trace.js';
import { harmless } from '../harmless.js';
import { harmlessSentence } from '../sentence.js';
import { clip } from '../wrap.js';
import type { ChangePhrase } from './changes.js';
import type { TraceWordsOptions } from './options.js';

/** Comments longer than this are cut; the rule itself is in the dump. */
const longestComment = 120;

/** What a rule tells is a sentence of calitrace's own, around words of the dump. */
const longestNote = 400;

/** Parts of the right column as one text. */
export function joinWords(parts: readonly string[]): string {
  return [...new Set(parts)].filter((part) => part !== '').join(' · ');
}

/** `cali-FORWARD 5`. */
export function rulePlace(rule: BoundRule): string {
  return `${harmless(rule.chain)} ${rule.number}`;
}

/** Why a chain was left, in words. */
export function returnReason(because: ReturnStep['because']): string {
  switch (because) {
    case 'rule':
      return 'RETURN';
    case 'end':
      return 'end of chain';
    case 'empty':
      return 'empty chain';
  }
}

/** Where the walk goes on after a chain: `back to FORWARD, next rule 3`. */
export function backWords(to: Position | 'policy', table: TableName, ruleset: Ruleset): string {
  if (to === 'policy') return 'on to the policy';
  if (isEnd(to, table, ruleset)) return `back to the end of ${harmless(to.chain)}`;
  return `back to ${harmless(to.chain)}, next rule ${to.rule}`;
}

function isEnd(to: Position, table: TableName, ruleset: Ruleset): boolean {
  const chains = ruleset.tables.flatMap((one) =>
    one.name === table ? (one.chains.get(to.chain) ?? []) : [],
  );
  return chains.length > 0 && chains.every((chain) => to.rule > chain.rules.length);
}

/** What a miss failed on: `protocol is udp? no: protocol is tcp`; empty where a question was answered instead. */
export function missWords(miss: Miss, { describe }: TraceWordsOptions): string {
  if (miss.assumptions.length > 0) return '';
  const failed = clip(harmlessSentence(describe.explainCondition(miss.failed)), longestComment);
  const actual = harmlessSentence(miss.actual);
  return actual === '' ? `${failed}? no` : `${failed}? no: ${actual}`;
}

/** What a rule tells, what it is for, what its new mark means, where a goto returns to, what an ACCEPT ends. */
export function ruleWords(
  step: RuleStep,
  phrases: readonly ChangePhrase[],
  options: TraceWordsOptions,
): readonly string[] {
  return [
    ...step.notes.map((note) => clip(harmlessSentence(note), longestNote)),
    purpose(step.rule, step.to, options),
    ...phrases.map((phrase) => markWords(phrase, options, step.rule.chain)),
    gotoWords(step, options.ruleset),
    step.verdict === 'ACCEPT' ? `ends ${step.rule.table}` : '',
  ];
}

function purpose(rule: BoundRule, to: string | undefined, options: TraceWordsOptions): string {
  const { ruleset, describe } = options;
  const said =
    describe.describeRule(ruleset, rule) ??
    (to === undefined ? undefined : describe.describeChain(ruleset, rule.table, to)?.purpose);
  return said === undefined ? commentWords(rule) : harmlessSentence(said);
}

/** Felix's rule hashes say nothing to a person. */
const hashComment = /^cali:[\w-]{16}$/;

function commentWords(rule: BoundRule): string {
  const said = rule.comments.filter((comment) => comment !== '' && !hashComment.test(comment));
  return said.map((comment) => clip(harmless(comment), longestComment)).join(' · ');
}

/** Where a RETURN behind a goto leads. */
function gotoWords(step: RuleStep, ruleset: Ruleset): string {
  const to = step.returnsTo;
  if (to === undefined) return '';
  if (to === 'policy') return 'returns to the policy';
  const place = isEnd(to, step.rule.table, ruleset)
    ? `the end of ${harmless(to.chain)}`
    : `${harmless(to.chain)} ${to.rule}`;
  return `returns to ${place}`;
}

/** Changed bits of a mark, and what they mean in this chain: `+0x40000 -0x10000 · +pass -accept (Calico)`. */
export function markWords(
  phrase: ChangePhrase,
  { describe, ruleset }: TraceWordsOptions,
  chain?: string,
): string {
  if (phrase.mark === undefined) return '';
  const { from, to } = phrase.mark;
  const set = (to & ~from) >>> 0;
  const cleared = (from & ~to) >>> 0;
  const bits = [set === 0 ? '' : `+${writeMark(set)}`, cleared === 0 ? '' : `-${writeMark(cleared)}`];
  const obvious = from === 0 || to === 0;
  const meaning = harmlessSentence(describe.describeMarkChange(ruleset, from, to, chain));
  return joinWords([obvious ? '' : bits.filter((part) => part !== '').join(' '), meaning]);
}
