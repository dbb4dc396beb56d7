import { writeMark } from '../../netfilter/marks.js';
import type { TableName } from '../../netfilter/hooks.js';
import type { BoundRule } from '../../ruleset/ruleset.js';
import type { Assumption, Changes, Miss, Position, RuleStep } from '../../trace/trace.js';
import type { Role } from '../colour.js';
import { harmless } from '../harmless.js';
import type { Row, Segment } from '../layout.js';
import { changePhrases } from './changes.js';
import type { ChangePhrase, State } from './changes.js';
import type { TraceWordsOptions } from './options.js';
import type { Item } from './pathTree.js';
import { questionWords } from './questionWords.js';
import {
  backWords,
  joinWords,
  markWords,
  missWords,
  returnReason,
  rulePlace,
  ruleWords,
} from './stepWords.js';

/** A step of a table. `questions`: whether to say here what was assumed (not where a path's heading has said it). */
export function stepRows(
  item: Extract<Item, { kind: 'step' }>,
  label: string,
  questions: boolean,
  options: TraceWordsOptions,
): readonly Row[] {
  const { hop, step, before } = item;
  switch (step.kind) {
    case 'rule': {
      const { depth: indent, rule } = step;
      const { action, rest } = ruleAction(step, before);
      const told = ruleWords(step, changePhrases(step.changes, before), options);
      const meaning = joinWords([...rest.map((phrase) => phrase.text), ...told]);
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
  options: TraceWordsOptions,
): Row {
  if (row.kind !== 'step') return row;
  const back = backWords(to, table, options.ruleset);
  return { ...row, meaning: joinWords([back, row.meaning]) };
}

/** A rule that did not match: what failed, and what the packet has instead. */
export function missRows(
  miss: Miss,
  depth: number,
  label: string,
  questions: boolean,
  options: TraceWordsOptions,
): readonly Row[] {
  const row: Row = {
    kind: 'step',
    label,
    indent: depth,
    place: rulePlace(miss.rule),
    action: { role: 'dim', text: 'no match' },
    meaning: missWords(miss, options),
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
export function changeRows(changes: Changes, before: State, options: TraceWordsOptions): readonly Row[] {
  return changePhrases(changes, before).map((phrase) => {
    const text = joinWords([phrase.text, markWords(phrase, options)]);
    return { kind: 'text', label: { role: 'plain', text: '' }, indent: 0, text: { role: 'change', text } };
  });
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

/** What a verdict is for: it lets through, ends, leaves open; `changed`: something was rewritten. */
export function actionRole(verdict: RuleStep['verdict'], changed: boolean): Role {
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
