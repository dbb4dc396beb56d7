import type { Ruleset } from '../../ruleset/ruleset.js';
import type { Family } from '../../netfilter/hooks.js';
import type { Colour } from '../colour.js';
import type { Describe } from '../describe.js';

/** How a journey is shown to a person. */
export interface PathTextOptions {
  /** The rules of a node for a family. */
  readonly rulesetOf: (node: string, family: Family) => Ruleset;
  readonly describe: Describe;
  /** `quiet`: the ends alone; `verbose`: each node's trace as `calitrace trace -v` prints it. */
  readonly detail: 'quiet' | 'normal' | 'verbose';
  /** Columns of the page. */
  readonly width: number;
  readonly colour: Colour;
}
