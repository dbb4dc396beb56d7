import type { Failure, Undecided } from '../../flows/compareTrace.js';
import type { FlowCounts } from '../../flows/flowRun.js';
import { harmlessSentence } from '../sentence.js';
import { settlingOptions } from '../trace/settleRows.js';

/** So many questions are named. */
const shownQuestions = 3;

/** What a failing flow tells in lines, of harmless text: `end: expected accepted, seen dropped by filter/FORWARD:3`. */
export function failureLines(failures: readonly Failure[]): readonly string[] {
  const questions = new Map(
    failures.flatMap(({ undecided }) => undecided.map((each) => [each.asks, each] as const)),
  );
  return [
    ...failures.map(({ what, expected, seen }) => `${what}: expected ${expected}, seen ${seen}`),
    ...undecidedLines([...questions.values()]),
  ].map(harmlessSentence);
}

function undecidedLines(questions: readonly Undecided[]): readonly string[] {
  if (questions.length === 0) return [];
  const shown = questions.slice(0, shownQuestions).map(({ asks }) => asks);
  const left = questions.length - shown.length;
  const settled = questions.map(({ settle }) => [settle, settlingOptions(settle)] as const);
  const options = settled.flatMap(([settle, found]) => (found.length === 0 ? [settle] : found));
  return [
    `undecided: ${shown.join('? ')}?${left > 0 ? ` and ${left} more questions` : ''}`,
    `answered by ${[...new Set(options)].join(', ')}`,
  ];
}

/** The sum: `3 passed, 1 failed`. */
export function countWords({ passed, failed, skipped }: FlowCounts): string {
  return `${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`;
}
