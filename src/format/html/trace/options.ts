import type { TraceWordsOptions } from '../../trace/options.js';
import type { Ruleset } from '../../../ruleset/ruleset.js';

/** What some bits of a mark mean to one owner. */
export interface MarkName {
  /** Unsigned 32-bit; one bit, or a field of several. */
  readonly mask: number;
  /** Of a field: the value that bears this name. Absent: any value but zero. */
  readonly value?: number;
  readonly name: string;
  readonly owner: string;
  readonly meaning: string;
}

/** How a trace is shown on a page. */
export interface WayOptions extends TraceWordsOptions {
  /** The names of bits that lie in a mask (unsigned 32-bit). */
  readonly describeMark: (ruleset: Ruleset, mask: number) => readonly MarkName[];
}
