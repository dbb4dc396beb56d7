import type { Severity } from '../../lint/finding.js';
import { harmlessSentence } from '../sentence.js';
import { annotation } from '../annotation.js';
import { findingLines } from './findingWords.js';
import type { LintedDump, LintRun } from './lintedDump.js';

const commands: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', note: 'notice' };
const shownCauses = 5;

/**
 * Workflow commands of GitHub Actions: one line for each finding, which GitHub shows at the line of the file.
 * @see https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function lintToGithub({ dumps }: LintRun): string {
  return dumps
    .flatMap(annotationsOf)
    .map((line) => `${line}\n`)
    .join('');
}

function annotationsOf(dump: LintedDump): readonly string[] {
  const { name, findings, undecided, problems, unusable } = dump;
  return [
    ...(unusable === undefined
      ? []
      : [annotation('error', name, undefined, 'not linted', [harmlessSentence(unusable)])]),
    ...problems.map((problem) =>
      annotation(problem.severity, name, problem.line, problem.code, [harmlessSentence(problem.message)]),
    ),
    ...findings.map((finding) =>
      annotation(
        commands[finding.severity],
        name,
        finding.line,
        finding.rule,
        findingLines(dump, finding, shownCauses),
      ),
    ),
    ...undecided.map(({ table, reason }) =>
      annotation('warning', name, undefined, 'not decided', [harmlessSentence(`table ${table}: ${reason}`)]),
    ),
  ];
}
