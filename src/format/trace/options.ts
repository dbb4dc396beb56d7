import type { Ruleset } from '../../ruleset/ruleset.js';
import type { Colour } from '../colour.js';
import type { Describe } from '../describe.js';

/** How a trace is told to a person, wherever that is read. */
export interface TraceWordsOptions {
  readonly ruleset: Ruleset;
  readonly describe: Describe;
  /** `quiet`: the verdict alone; `verbose`: also the rules that did not match, with the reason. */
  readonly detail: 'quiet' | 'normal' | 'verbose';
}

/** The same on a page of text. */
export interface TraceTextOptions extends TraceWordsOptions {
  /** Columns of the page; below 40 and above 160 those are taken. */
  readonly width: number;
  readonly colour: Colour;
}
