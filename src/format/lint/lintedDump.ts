import type { Problem } from '../../ast/problem.js';
import type { Finding, Undecided } from '../../lint/finding.js';

/** One dump of a lint run, as formats print it. */
export interface LintedDump {
  /** Its path, or `stdin`. */
  readonly name: string;
  readonly findings: readonly Finding[];
  readonly undecided: readonly Undecided[];
  /** What was wrong with reading it. */
  readonly problems: readonly Problem[];
}
