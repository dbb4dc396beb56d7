import { severities } from '../../lint/finding.js';
import type { LintedDump } from './lintedDump.js';

/** All of a run in one line, in parts: what was found of each severity, what was not decided or not linted, what a baseline knows, in how many dumps. */
export interface LintSum {
  /** `1 error, 2 warnings`, or that there is nothing. */
  readonly found: string;
  readonly nothing: boolean;
  /** `3 known from the baseline, in 2 dumps`; empty where there is none of it. */
  readonly beside: string;
}

export function sumWords(dumps: readonly LintedDump[]): LintSum {
  const findings = dumps.flatMap((dump) => dump.findings);
  const undecided = dumps.flatMap((dump) => dump.undecided).length;
  const known = dumps.reduce((sum, dump) => sum + dump.known, 0);
  const unusable = dumps.filter((dump) => dump.unusable !== undefined).length;
  const parts = [
    ...severities.map((severity) =>
      plural(findings.filter((one) => one.severity === severity).length, severity),
    ),
    plural(undecided, 'table', ' not decided'),
    plural(unusable, 'dump', ' not linted'),
  ].filter((part) => part !== '');
  const nothing = parts.length === 0;
  return {
    nothing,
    found: nothing ? (known === 0 ? 'nothing found' : 'nothing new') : parts.join(', '),
    beside: [
      ...(known === 0 ? [] : [`${known} known from the baseline`]),
      ...(dumps.length > 1 ? [`in ${dumps.length} dumps`] : []),
    ].join(', '),
  };
}

/** `2 errors`; empty for none. */
export function plural(count: number, word: string, behind = ''): string {
  return count === 0 ? '' : `${count} ${word}${count === 1 ? '' : 's'}${behind}`;
}
