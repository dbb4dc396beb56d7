import { writeMark } from '../../netfilter/marks.js';
import type { TableName } from '../../netfilter/hooks.js';
import type { BoundRule, Ruleset } from '../../ruleset/ruleset.js';
import type { Assumption, Changes, Miss, Position, RuleStep } from '../../trace/trace.js';
import type { Role } from '../colour.js';
import { harmless } from '../harmless.js';
import type { Row, Segment } from '../layout.js';
import { harmlessSentence } from '../sentence.js';
import { clip } from '../wrap.js';
import { changePhrases } from './changes.js';
import type { ChangePhrase, State } from './changes.js';
import type { TraceTextOptions } from './options.js';
import type { Item } from './pathTree.js';
import { questionWords } from './questionWords.js';

/** Comments longer than this are cut; the rule itself is in the dump. */
const longestComment = 120;

/** A step of a table. `questions`: whether to say here what was assumed (not where a path's heading has said it). */
export function stepRows(
  item: Extract<Item, { kind: 'step' }>,
  label: string,
  questions: boolean,
  options: TraceTextOptions,
): readonly Row[] {
  const { hop, step, before } = item;
  switch (step.kind) {
    case 'rule': {
      const { depth: indent, rule } = step;
      const { action, rest } = ruleAction(step, before);
      const meaning = ruleMeaning(step, before, rest, options);
      const row: Row = { kind: 'step', label, indent, place: rulePlace(rule), action, meaning };
      return [row, ...(questions ? questionRows(step.assumptions, indent) : [])];
    }
    case 'return': {
      const text = `${returnReason(step.because)}, ${backWords(step.to, hop.table, options.ruleset)}`;
      return [
        {
          kind: 'text',
          label: { role: 'label', text: label },
          indent: step.depth,
          text: { role: 'dim', text },
        },
      ];
    }
    case 'policy': {
      const place = `${harmless(step.chain)} policy`;
      const role: Role = step.verdict === 'DROP' ? 'ended' : 'plain';
      const action: Segment = { role, text: step.verdict };
      return [{ kind: 'step', label, indent: 0, place, action, meaning: '' }];
    }
  }
}

/** The row of a RETURN rule, with where it goes. */
export function returnRow(
  to: Position | 'policy',
  table: TableName,
  row: Row,
  options: TraceTextOptions,
): Row {
  if (row.kind !== 'step') return row;
  const back = backWords(to, table, options.ruleset);
  return { ...row, meaning: [back, row.meaning].filter((part) => part !== '').join(' · ') };
}

/** A rule that did not match: what failed, and what the packet has instead. */
export function missRows(
  miss: Miss,
  depth: number,
  label: string,
  questions: boolean,
  options: TraceTextOptions,
): readonly Row[] {
  const assumed = miss.assumptions.length > 0;
  const failed = clip(harmlessSentence(options.describe.explainCondition(miss.failed)), longestComment);
  const actual = harmlessSentence(miss.actual);
  const row: Row = {
    kind: 'step',
    label,
    indent: depth,
    place: rulePlace(miss.rule),
    action: { role: 'dim', text: 'no match' },
    meaning: assumed ? '' : actual === '' ? `${failed}? no` : `${failed}? no: ${actual}`,
    muted: true,
  };
  return [row, ...(questions ? questionRows(miss.assumptions, depth) : [])];
}

/** Questions right where they arose. */
export function questionRows(assumptions: readonly Assumption[], depth: number): readonly Row[] {
  return assumptions.map((assumption) => ({
    kind: 'text',
    label: { role: 'unsure', text: 'assumed' },
    indent: depth + 1,
    text: { role: 'unsure', text: questionWords(assumption) },
  }));
}

/** What a conntrack, routing or IPVS hop rewrote. */
export function changeRows(changes: Changes, before: State, options: TraceTextOptions): readonly Row[] {
  return changePhrases(changes, before).map((phrase) => {
    const text = [phrase.text, markWords(phrase, options)].filter((part) => part !== '').join(' · ');
    return { kind: 'text', label: { role: 'plain', text: '' }, indent: 0, text: { role: 'change', text } };
  });
}

export function rulePlace(rule: BoundRule): string {
  return `${harmless(rule.chain)} ${rule.number}`;
}

function returnReason(because: 'rule' | 'end' | 'empty'): string {
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
function backWords(to: Position | 'policy', table: TableName, ruleset: Ruleset): string {
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

/** The middle column: the verdict in iptables' words and what was rewritten; `rest` is for the right one. */
function ruleAction(step: RuleStep, before: State): { action: Segment; rest: readonly ChangePhrase[] } {
  const { rule, verdict } = step;
  const phrases = changePhrases(step.changes, before);
  switch (verdict) {
    case 'JUMP':
      return { action: { role: 'plain', text: `jump ${harmless(step.to ?? '')}` }, rest: phrases };
    case 'GOTO':
      return { action: { role: 'plain', text: `goto ${harmless(step.to ?? '')}` }, rest: phrases };
    case 'RETURN':
    case 'ACCEPT':
    case 'DROP':
    case 'REJECT':
    case 'QUEUE':
    case 'STOLEN':
    case 'CONTINUE':
      return targetAction(rule, verdict, phrases, before);
  }
}

function targetAction(
  rule: BoundRule,
  verdict: RuleStep['verdict'],
  phrases: readonly ChangePhrase[],
  before: State,
): { action: Segment; rest: readonly ChangePhrase[] } {
  const name = rule.action.kind === 'target' ? harmless(rule.action.name) : '';
  const [first, ...rest] = phrases;
  const change =
    first?.text ?? (setsMark(rule) ? `mark ${writeMark(Number(before['mark'] ?? 0))} (as before)` : '');
  const said = name !== '' && change.toLowerCase().startsWith(`${name.toLowerCase()} `);
  const text = [said ? '' : name, change].filter((part) => part !== '').join(' ');
  return {
    action: { role: actionRole(verdict, phrases.length > 0), text: text === '' ? 'no target' : text },
    rest,
  };
}

function actionRole(verdict: RuleStep['verdict'], changed: boolean): Role {
  switch (verdict) {
    case 'DROP':
    case 'REJECT':
      return 'ended';
    case 'QUEUE':
    case 'STOLEN':
      return 'unsure';
    case 'ACCEPT':
      return changed ? 'change' : 'strong';
    case 'RETURN':
    case 'CONTINUE':
    case 'JUMP':
    case 'GOTO':
      return changed ? 'change' : 'plain';
  }
}

function setsMark(rule: BoundRule): boolean {
  const { action } = rule;
  if (action.kind !== 'target' || action.outcome.kind !== 'do') return false;
  return action.outcome.effects.some((effect) => effect.kind === 'mark');
}

/** The right column: what the rule is for, what the new mark means, what the rule tells besides. */
function ruleMeaning(
  step: RuleStep,
  before: State,
  rest: readonly ChangePhrase[],
  options: TraceTextOptions,
): string {
  const { rule, verdict } = step;
  const phrases = changePhrases(step.changes, before);
  const parts = [
    ...rest.map((phrase) => phrase.text),
    ...step.notes.map((note) => clip(harmlessSentence(note), longestComment)),
    purpose(rule, step.to, options),
    ...phrases.map((phrase) => markWords(phrase, options)),
    gotoWords(step, options.ruleset),
    verdict === 'ACCEPT' ? `ends ${rule.table}` : '',
  ];
  return [...new Set(parts)].filter((part) => part !== '').join(' · ');
}

function purpose(rule: BoundRule, to: string | undefined, options: TraceTextOptions): string {
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

/** Changed bits of a mark, and what they mean: `+0x40000 -0x10000 · +pass -accept (Calico)`. */
function markWords(phrase: ChangePhrase, { describe, ruleset }: TraceTextOptions): string {
  if (phrase.mark === undefined) return '';
  const { from, to } = phrase.mark;
  const set = (to & ~from) >>> 0;
  const cleared = (from & ~to) >>> 0;
  const bits = [set === 0 ? '' : `+${writeMark(set)}`, cleared === 0 ? '' : `-${writeMark(cleared)}`];
  const obvious = from === 0 || to === 0;
  const meaning = harmlessSentence(describe.describeMarkChange(ruleset, from, to));
  return [obvious ? '' : bits.filter((part) => part !== '').join(' '), meaning]
    .filter((part) => part !== '')
    .join(' · ');
}
