import type { Ruleset } from '../ruleset/ruleset.js';
import type { Trace } from '../trace/trace.js';
import type { Failure } from './compareTrace.js';

/** What became of a file of flows. */
export interface FlowRun {
  /** The path of the file, or `stdin`. */
  readonly file: string;
  readonly dumps: readonly TestedDump[];
}

/** The flows of one dump, in the order of the file. */
export interface TestedDump {
  readonly name: string;
  readonly results: readonly FlowResult[];
}

export interface FlowResult {
  readonly name: string;
  /** 1-based, of the file of flows. */
  readonly line: number;
  readonly outcome: FlowOutcome;
}

export type FlowOutcome =
  | { readonly kind: 'passed' }
  | {
      readonly kind: 'failed';
      readonly failures: readonly Failure[];
      /** Kept where it is to be printed: of many flows all of them take much room. */
      readonly walk?: { readonly trace: Trace; readonly ruleset: Ruleset };
    }
  /** It was not run, for a reason that is no mistake. */
  | { readonly kind: 'skipped'; readonly reason: string };

export type FlowCounts = Readonly<Record<FlowOutcome['kind'], number>>;

/** How many flows passed, failed and were skipped. */
export function countFlows(dumps: readonly TestedDump[]): FlowCounts {
  const kinds = dumps.flatMap(({ results }) => results.map(({ outcome }) => outcome.kind));
  const count = (wanted: FlowOutcome['kind']): number => kinds.filter((kind) => kind === wanted).length;
  return { passed: count('passed'), failed: count('failed'), skipped: count('skipped') };
}
