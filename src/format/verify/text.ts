import type { Trace } from '../../trace/trace.js';
import type { AnswerComparison } from '../../verify/compareAnswer.js';
import { agrees } from '../../verify/compareAnswer.js';
import { scoreOf, type Verification } from '../../verify/verification.js';
import type { Colour } from '../colour.js';
import type { Beside } from '../describe.js';
import { writeRows, type Row } from '../layout.js';
import { namedRows } from '../namedRows.js';
import { harmlessSentence } from '../sentence.js';
import { packetRows } from '../trace/packetRows.js';
import { comparisonRows, textRow, type ComparisonOptions } from './comparisonRows.js';

export interface VerifyTextOptions {
  /** `quiet`: the last line alone, and what differs; `verbose`: also the packet on entry to each table. */
  readonly detail: 'quiet' | 'normal' | 'verbose';
  readonly width: number;
  readonly colour: Colour;
  /** Missing where no names were given. */
  readonly beside?: Beside | undefined;
}

/** From this width on both traces stand side by side. */
const sideBySide = 120;

/** A trace beside what the kernel did, as a person reads it. */
export function formatVerifyText(
  trace: Trace,
  verification: Verification,
  { detail, width, colour, beside }: VerifyTextOptions,
): string {
  const { comparison, answer, madeUp, notAsked } = verification;
  const quiet = detail === 'quiet';
  const look = { wide: width >= sideBySide, packets: detail === 'verbose' };
  const rows: Row[] = [];
  if (!quiet) {
    rows.push(
      ...packetRows(trace, 'packet'),
      ...madeUp.map((text) => textRow('made up', 'unsure', harmlessSentence(text))),
      ...notAsked.map((text) => textRow('not asked', 'unsure', harmlessSentence(text))),
      ...pathRows(verification),
    );
  }
  if (!quiet || !comparison.agrees) rows.push(...comparisonRows(comparison, look));
  if (answer !== undefined && (!quiet || !agrees(answer))) rows.push(...answerRows(answer, look));
  if (rows.length > 0) rows.push({ kind: 'blank' });
  return writeRows(namedRows([...rows, ...lastRows(verification)], beside), width, colour);
}

function pathRows({ comparison: { path, paths, agrees: found } }: Verification): readonly Row[] {
  if (paths === 1) return [];
  const text = found
    ? `path ${path + 1} of ${paths} is the one that the kernel went`
    : `the kernel went none of ${paths} paths; path ${path + 1} comes closest`;
  return [textRow('path', found ? 'plain' : 'ended', text)];
}

function answerRows(answer: AnswerComparison, look: ComparisonOptions): readonly Row[] {
  const section: readonly Row[] = [{ kind: 'blank' }, { kind: 'section', text: 'the answer' }];
  switch (answer.kind) {
    case 'compared':
      return [...section, ...comparisonRows(answer.comparison, look)];
    case 'none':
      return [...section, textRow('answer', 'plain', harmlessSentence(`none: ${answer.because}`))];
    case 'differs':
      return [...section, textRow('≠', 'ended', harmlessSentence(answer.because))];
  }
}

function lastRows(verification: Verification): readonly Row[] {
  const { agrees: all, agreed, of } = scoreOf(verification);
  const { release, iptables } = verification.kernel;
  const judge = harmlessSentence(`Linux ${release}, iptables ${iptables}`);
  const score = `the kernel agrees on ${agreed} of ${of} steps`;
  if (all) return [verdictRow('through', 'AGREES', `${score} (${judge})`)];
  return [
    verdictRow('ended', 'DIFFERS', `${score}, then it goes another way (${judge})`),
    textRow('', 'unsure', reportWords),
  ];
}

const reportWords =
  'calitrace means to tell what the kernel does: please report this with the dump, the command line and what is printed here';

function verdictRow(role: 'through' | 'ended', label: string, text: string): Row {
  return { kind: 'text', label: { role, text: label }, indent: 0, text: { role: 'plain', text } };
}
