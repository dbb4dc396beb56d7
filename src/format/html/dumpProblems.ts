import type { Problem } from '../../ast/problem.js';
import { harmless } from '../harmless.js';
import { harmlessSentence } from '../sentence.js';
import { clip } from '../wrap.js';
import { markup, type Content, type Markup } from './markup.js';
import { classOf, signOf } from './role.js';

const mostProblems = 50;
const longestLine = 600;

/** What is wrong with what was read, line by line. `source`: what the input is called where the problem does not say. */
export function dumpProblems(problems: readonly Problem[], source: string): Content {
  const shown = problems.slice(0, mostProblems);
  const left = problems.length - shown.length;
  if (shown.length === 0) return undefined;
  return markup`<ul class="problems">${shown.map((problem) => problemItem(problem, source))}</ul>${left > 0 ? markup`<p>and ${left} more</p>` : undefined}`;
}

function problemItem(problem: Problem, fallback: string): Markup {
  const { severity, message, source, line, excerpt, expected, hint } = problem;
  const role = severity === 'error' ? 'ended' : 'unsure';
  const at = [harmlessSentence(source ?? fallback), ...(line === undefined ? [] : [line])].join(':');
  return markup`<li><b class="${classOf(role)}">${signOf(role)}${severity}</b> ${harmlessSentence(message)} <span class="r-dim">${at}</span>${
    excerpt === undefined ? undefined : markup`<br/><code>${clip(harmless(excerpt), longestLine)}</code>`
  }${remark('expected', expected)}${remark('hint', hint)}</li>`;
}

function remark(label: string, text: string | undefined): Content {
  return text === undefined
    ? undefined
    : markup`<br/><span class="r-label">${label}:</span> ${harmlessSentence(text)}`;
}
