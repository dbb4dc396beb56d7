import type { Path, Trace } from '../../../trace/trace.js';
import { asIs } from '../../describe.js';
import { namedRows } from '../../namedRows.js';
import { harmlessSentence } from '../../sentence.js';
import { assumedRows, type Subject } from '../../trace/packetRows.js';
import { questionGroups, type QuestionGroup } from '../../trace/questionGroups.js';
import { settleRows } from '../../trace/settleRows.js';
import { fold } from '../fold.js';
import { markup, type Content, type Markup } from '../markup.js';
import type { WayOptions } from './options.js';
import { textRows } from './textRows.js';

/** So many questions are listed, the first of them in sight. */
const mostQuestions = 100;
const questionsInSight = 10;

/** What the dump does not tell: what was taken to hold, and the questions on which the paths part, each with what would answer it. */
export function unknowns(
  trace: Trace,
  paths: readonly Path[],
  subject: Subject,
  options: WayOptions,
): Content {
  const { beside } = options.describe;
  const groups = questionGroups(paths);
  const items = groups.slice(0, mostQuestions).map((group) => questionItem(group, options));
  const left = groups.length - items.length;
  const behind = items.slice(questionsInSight);
  return [
    textRows(namedRows([...assumedRows(trace, subject), ...settleRows(trace)], beside), 'facts'),
    items.length === 0 ? undefined : markup`<ul class="questions">${items.slice(0, questionsInSight)}</ul>`,
    behind.length === 0
      ? undefined
      : fold(
          `and ${groups.length - questionsInSight} more questions`,
          markup`<ul class="questions">${behind}</ul>${left > 0 ? markup`<p>and ${left} more, not listed here</p>` : undefined}`,
          'more-questions',
        ),
  ];
}

function questionItem({ question, answers }: QuestionGroup, { describe }: WayOptions): Markup {
  const { asks, because, settle } = question;
  const words = (describe.beside ?? asIs)(`${harmlessSentence(asks)}?`, false);
  const settled =
    settle === ''
      ? undefined
      : markup`<br/><span class="r-label">settle it with</span> <code>${harmlessSentence(settle)}</code>`;
  return markup`<li><b>${words}</b> assumed: ${answers}<br/><span class="r-dim">${harmlessSentence(because)}</span>${settled}</li>`;
}
