import type { Problem } from '../ast/problem.js';

/** One line of a companion file. `number` is 1-based, `text` without its end of line. */
export interface InputLine {
  readonly number: number;
  readonly text: string;
}

/** The lines of a text, without byte order mark, carriage returns and escape sequences of terminals. */
export function inputLines(text: string): InputLine[] {
  return text
    .replace(/^(?:\ufeff|\u00ef\u00bb\u00bf)/, '')
    .split('\n')
    .map((line, index) => ({ number: index + 1, text: line.replace(/\r$/, '') }));
}

/** A problem about a whole line, or about the first place of `word` in it. */
export function lineProblem(
  line: InputLine,
  severity: Problem['severity'],
  code: string,
  message: string,
  details: { readonly word?: string; readonly expected?: string; readonly hint?: string } = {},
): Problem {
  const { word, ...rest } = details;
  const found = word === undefined || word === '' ? -1 : line.text.indexOf(word);
  return {
    severity,
    code,
    message,
    line: line.number,
    column: found < 0 ? 1 : found + 1,
    ...(found < 0 || word === undefined ? {} : { length: word.length }),
    excerpt: line.text,
    ...rest,
  };
}

const prompt = /^(?:\[[^\]]{1,80}\]|[\w.@:~/-]{1,80})? ?[#$>%] ?(?:sudo |ssh |ip |ipset |ipvsadm |$)/;

/** Whether a line is what a terminal showed around the output: a shell prompt with or without a command. */
export function isPrompt(text: string): boolean {
  return prompt.test(text);
}

/** The warning for a line that is no part of the output. */
export function promptProblem(line: InputLine): Problem {
  return lineProblem(line, 'warning', 'shell-prompt', 'a shell prompt, not part of the output: ignored');
}
