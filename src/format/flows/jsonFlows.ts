import type { FailedPart } from '../../flows/compareTrace.js';
import type { Count, Ordinal } from '../jsonNumbers.js';
import type { JsonTrace } from '../trace/jsonTrace.js';

/** What became of the flows of a file. */
export interface JsonFlows {
  readonly format: 'calitrace.test';
  readonly version: 1;
  readonly file: string;
  readonly passed: Count;
  readonly failed: Count;
  readonly skipped: Count;
  readonly dumps: readonly { readonly name: string; readonly flows: readonly JsonFlow[] }[];
}

/** What became of one flow. */
export type JsonFlow = NamedFlow &
  (
    | { readonly result: 'passed' }
    | { readonly result: 'skipped'; readonly reason: string }
    | {
        readonly result: 'failed';
        readonly failures: readonly JsonFailure[];
        /** Without problems of the dump. */
        readonly trace?: JsonTrace;
      }
  );

interface NamedFlow {
  readonly name: string;
  /** Of the file of flows. */
  readonly line: Ordinal;
}

/** One thing that is not as expected. */
export interface JsonFailure {
  readonly what: FailedPart;
  readonly expected: string;
  readonly seen: string;
  /** Questions that were answered otherwise on the paths that are as expected. */
  readonly undecided: readonly {
    readonly asks: string;
    /** The options that answer it. */
    readonly settle: string;
  }[];
}
