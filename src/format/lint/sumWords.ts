import { severities } from '../../lint/finding.js';
import type { LintedDump } from './lintedDump.js';

/** All of a run in one line, in parts: what was found of each severity, what was not decided or not linted, what a baseline knows, in how many dumps. */
export interface LintSum {
  /** `1 error, 2 warnings`, or that there is nothing. */
  readonly found: string;
  /** There is nothing, and all could be read. */
  readonly nothing: boolean;
  /** `1 error in reading, 3 known from the baseline, in 2 dumps`; empty where there is none of it. */
  readonly beside: string;
}

export function sumWords(dumps: readonly LintedDump[]): LintSum {
  const findings = dumps.flatMap((dump) => dump.findings);
  const undecided = dumps.flatMap((dump) => dump.undecided).length;
  const known = dumps.reduce((sum, dump) => sum + dump.known, 0);
  const unusable = dumps.filter((dump) => dump.unusable !== undefined).length;
  const unread = dumps.reduce((sum, dump) => sum + errorsIn(dump), 0);
  const parts = [
    ...severities.map((severity) =>
      plural(findings.filter((one) => one.severity === severity).length, severity),
    ),
    plural(undecided, 'table', ' not decided'),
    plural(unusable, 'dump', ' not linted'),
  ].filter((part) => part !== '');
  const none = `nothing ${known === 0 ? 'found' : 'new'}${unread === 0 ? '' : ' in what could be read'}`;
  return {
    nothing: parts.length === 0 && unread === 0,
    found: parts.length === 0 ? none : parts.join(', '),
    beside: [
      ...(unread === 0 ? [] : [plural(unread, 'error', ' in reading')]),
      ...(known === 0 ? [] : [`${known} known from the baseline`]),
      ...(dumps.length > 1 ? [`in ${dumps.length} dumps`] : []),
    ].join(', '),
  };
}

/** So much of a dump that was linted could not be read as it is meant. */
export function errorsIn({ problems, unusable }: LintedDump): number {
  return unusable === undefined ? problems.filter(({ severity }) => severity === 'error').length : 0;
}

/** `2 errors`; empty for none. */
export function plural(count: number, word: string, behind = ''): string {
  return count === 0 ? '' : `${count} ${word}${count === 1 ? '' : 's'}${behind}`;
}
