import type { Severity } from '../../lint/finding.js';
import { harmlessSentence } from '../sentence.js';
import { findingLines } from './findingWords.js';
import type { LintRun } from './lintedDump.js';

const commands: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', note: 'notice' };
const shownCauses = 5;

/**
 * Workflow commands of GitHub Actions: one line for each finding, which GitHub shows at the line of the file.
 * @see https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function lintToGithub({ dumps }: LintRun): string {
  return dumps
    .flatMap(({ name, findings, undecided, problems, unusable }) => [
      ...(unusable === undefined
        ? []
        : [command('error', name, undefined, 'not linted', [harmlessSentence(unusable)])]),
      ...problems.map((problem) =>
        command(problem.severity, name, problem.line, problem.code, [harmlessSentence(problem.message)]),
      ),
      ...findings.map((finding) =>
        command(
          commands[finding.severity],
          name,
          finding.line,
          finding.rule,
          findingLines(name, finding, shownCauses),
        ),
      ),
      ...undecided.map(({ table, reason }) =>
        command('warning', name, undefined, 'not decided', [harmlessSentence(`table ${table}: ${reason}`)]),
      ),
    ])
    .map((line) => `${line}\n`)
    .join('');
}

/** `lines` are harmless already. */
function command(
  kind: string,
  file: string,
  line: number | undefined,
  title: string,
  lines: readonly string[],
): string {
  const properties = [
    ['file', file],
    ...(line === undefined ? [] : [['line', String(line)]]),
    ['title', `calitrace: ${title}`],
  ].map(([key = '', value = '']) => `${key}=${property(harmlessSentence(value))}`);
  return `::${kind} ${properties.join(',')}::${lines.map(data).join('%0A')}`;
}

/** @see https://github.com/actions/toolkit packages/core/src/command.ts escapeData */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
