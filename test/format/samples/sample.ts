import type { Ruleset } from '../../../src/ruleset/ruleset.js';
import type { Trace } from '../../../src/trace/trace.js';

/** A trace as the formats get it. */
export interface Sample {
  readonly trace: Trace;
  readonly ruleset: Ruleset;
}
