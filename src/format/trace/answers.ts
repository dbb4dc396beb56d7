import type { Path, Trace } from '../../trace/trace.js';
import { writeRows } from '../layout.js';
import type { Row } from '../layout.js';
import { harmlessSentence } from '../sentence.js';
import type { TraceTextOptions } from './options.js';
import { numberWords } from './pathWords.js';
import { dispositionRole, dispositionWord, verdictWords } from './verdict.js';

/**
 * What comes back for the paths of a trace, in printing order: each answer, as `writeAnswer` puts it, in a section of its own, those that are alike once; last, where there are
 * several paths, how they end. Nothing where no answer was asked for.
 */
export function formatAnswers(
  paths: readonly Path[],
  options: TraceTextOptions,
  writeAnswer: (trace: Trace) => string,
): string {
  if (paths.every(({ reply }) => reply === undefined)) return '';
  const write = (rows: readonly Row[]): string => writeRows(rows, options.width, options.colour);
  if (options.detail === 'quiet') return write([answersRow(paths)]);
  const numbers = new Map<string, number[]>();
  for (const [index, { reply }] of paths.entries()) {
    if (reply === undefined) continue;
    const text = reply.kind === 'none' ? write([noneRow(reply.reason)]) : writeAnswer(reply.trace);
    numbers.set(text, [...(numbers.get(text) ?? []), index + 1]);
  }
  const several = paths.length > 1;
  const sections = [...numbers].map(([text, ofPaths]) => {
    const which = several ? ` on ${ofPaths.length === 1 ? 'path' : 'paths'} ${numberWords(ofPaths)}` : '';
    return `${write([blank, { kind: 'section', text: `the answer${which}` }])}${text}`;
  });
  return sections.join('') + (several ? write([blank, answersRow(paths)]) : '');
}

const blank: Row = { kind: 'blank' };

/** That nothing comes back, and why. */
export function noneRow(reason: string): Row {
  return answerRow('unsure', `none: ${harmlessSentence(reason)}`);
}

function answerRow(role: 'unsure' | 'strong', text: string): Row {
  return { kind: 'text', label: { role: 'label', text: 'answer' }, indent: 0, text: { role, text } };
}

/** All answers in one line, where answers were asked for: `answer  FORWARDED out cali1, by filter FORWARD rule 1, line 8 of the dump`. */
export function answersRow(paths: readonly Path[]): Row {
  const ends = new Map<string, number>();
  const count = (end: string): void => {
    ends.set(end, (ends.get(end) ?? 0) + 1);
  };
  const back = paths.flatMap(({ reply }) => (reply?.kind === 'answer' ? reply.trace.paths : []));
  const reasons = paths.flatMap(({ reply }) => (reply?.kind === 'none' ? [reply.reason] : []));
  const [only] = back;
  if (only !== undefined && back.length + reasons.length === 1) {
    const { kind } = only.disposition;
    const label = { role: 'label', text: 'answer' } as const;
    const text = `${dispositionWord(kind)}  ${verdictWords(only)}`;
    return { kind: 'text', label, indent: 0, text: { role: dispositionRole(kind), text } };
  }
  const [reason] = reasons;
  if (reason !== undefined && new Set(reasons).size === 1 && back.length === 0) return noneRow(reason);
  for (const { disposition } of back) count(dispositionWord(disposition.kind));
  for (let left = reasons.length; left > 0; left--) count('none');
  const all = back.length + reasons.length;
  const [first, ...others] = [...ends.keys()];
  if (first !== undefined && others.length === 0) return answerRow('strong', `${first} on all ${all} ways`);
  const parts = [...ends].map(([end, times]) => `${end} on ${times} of ${all} ways`);
  return answerRow('unsure', `differs: ${parts.join(', ')}`);
}
