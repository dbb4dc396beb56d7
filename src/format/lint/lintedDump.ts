import type { Beside } from '../describe.js';
import type { Mentioned } from '../jsonNames.js';
import type { Problem } from '../../ast/problem.js';
import type { Finding, Severity, Undecided } from '../../lint/finding.js';
import type { Backend } from '../../netfilter/hooks.js';
import type { RulePage } from '../../lint/rulePage.js';

/** Which rules of an input were asked. */
export interface RulesOrigin {
  /** A snapshot, or this machine, tells more than its rules; missing of a dump. */
  readonly from?: 'snapshot' | 'machine';
  /** Only rules of this one were asked. */
  readonly backend?: Backend;
}

/** One dump of a lint run, as formats print it. */
export interface LintedDump {
  /** Its path, or `stdin`. */
  readonly name: string;
  readonly origin?: RulesOrigin | undefined;
  readonly findings: readonly Finding[];
  readonly undecided: readonly Undecided[];
  /** How many nodes its sets of packets took. */
  readonly nodes: number;
  /** What was wrong with reading it. */
  readonly problems: readonly Problem[];
  /** How many findings the baseline knows already; they are not among `findings`. */
  readonly known: number;
  /** Why nothing of it could be linted, as a sentence without full stop. */
  readonly unusable?: string;
  /** How things are called in it; missing where no names were given. */
  readonly names?: { readonly beside: Beside; readonly mentioned: Mentioned };
}

/** A whole lint run. */
export interface LintRun {
  readonly dumps: readonly LintedDump[];
  /** The lint rules that were run. */
  readonly rules: readonly RulePage[];
  /** A finding of this severity or a worse one makes the run fail. */
  readonly failOn: Severity | 'never';
  /** Of calitrace. */
  readonly version: string;
}
