import type { Assumption, Path, Trace } from '../../../trace/trace.js';
import { asIs } from '../../describe.js';
import { namedRows } from '../../namedRows.js';
import { harmlessSentence } from '../../sentence.js';
import { assumedRows, type Subject } from '../../trace/packetRows.js';
import { numberWords } from '../../trace/pathWords.js';
import { settleRows } from '../../trace/settleRows.js';
import { markup, type Content, type Markup } from '../markup.js';
import type { WayOptions } from './options.js';
import { textRows } from './textRows.js';

/** So many questions are listed. */
const mostQuestions = 100;

/** A question with what was answered where. */
interface Asked {
  readonly question: Assumption;
  /** By answer, the paths that took it: numbers from 1, in printing order. */
  readonly answers: Map<string, number[]>;
}

/** What the dump does not tell: what was taken to hold, and the questions on which the paths part, each with what would answer it. */
export function unknowns(
  trace: Trace,
  paths: readonly Path[],
  subject: Subject,
  options: WayOptions,
): Content {
  const { beside } = options.describe;
  const asked = questionsOf(paths);
  const shown = asked.slice(0, mostQuestions);
  const left = asked.length - shown.length;
  return [
    textRows(namedRows(assumedRows(trace, subject), beside), 'facts'),
    shown.length === 0
      ? undefined
      : markup`<ul class="questions">${shown.map((one) => questionItem(one, paths.length, options))}</ul>`,
    left > 0 ? markup`<p>and ${left} more questions</p>` : undefined,
    textRows(settleRows(trace), 'facts'),
  ];
}

function questionsOf(paths: readonly Path[]): readonly Asked[] {
  const asked = new Map<string, Asked>();
  for (const [index, { assumptions }] of paths.entries()) {
    for (const question of assumptions) {
      const known = asked.get(question.subject) ?? { question, answers: new Map<string, number[]>() };
      asked.set(question.subject, known);
      const numbers = known.answers.get(question.answer) ?? [];
      known.answers.set(question.answer, numbers);
      if (numbers.at(-1) !== index + 1) numbers.push(index + 1);
    }
  }
  return [...asked.values()];
}

function questionItem({ question, answers }: Asked, pathCount: number, { describe }: WayOptions): Markup {
  const beside = describe.beside ?? asIs;
  const { asks, because, settle } = question;
  const said = [...answers].map(([answer, numbers]) => {
    const where =
      numbers.length === pathCount
        ? ''
        : ` on ${numbers.length === 1 ? 'path' : 'paths'} ${numberWords(numbers)}`;
    return `${harmlessSentence(answer)}${where}`;
  });
  const settled =
    settle === ''
      ? undefined
      : markup`<br/><span class="r-label">settle it with</span> <code>${harmlessSentence(settle)}</code>`;
  return markup`<li><b>${beside(`${harmlessSentence(asks)}?`, false)}</b> assumed: ${said.join('; ')}<br/><span class="r-dim">${harmlessSentence(because)}</span>${settled}</li>`;
}
