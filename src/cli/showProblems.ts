import type { Problem } from '../ast/problem.js';
import { writeProblem } from '../format/problem.js';
import type { Screen } from './screen.js';

/** So many problems are written out unless all are asked for. */
const shown = 10;

/** Writes problems to stderr, the errors first; the rest is counted. `listedBy`: what prints all of them, '' where nothing does. */
export function showProblems(
  screen: Screen,
  problems: readonly Problem[],
  source: string,
  all: boolean,
  listedBy = 'calitrace parse --format none',
): void {
  if (problems.length === 0) return;
  const errors = problems.filter((problem) => problem.severity === 'error');
  const warnings = problems.filter((problem) => problem.severity === 'warning');
  const listed = [...errors, ...warnings].slice(0, all ? undefined : shown);
  const options = { width: screen.errorWidth, colour: screen.errorColour, source };
  for (const problem of listed) screen.io.writeError(`${writeProblem(problem, options)}\n`);
  if (listed.length < problems.length) {
    const left = problems.length - listed.length;
    screen.io.writeError(
      `${left} more ${left === 1 ? 'problem' : 'problems'} (${counted(errors.length, 'error')}, ${counted(warnings.length, 'warning')} in all)${listedBy === '' ? '' : `: ${listedBy} lists them`}\n`,
    );
  }
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
