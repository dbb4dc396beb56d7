import type { Describe, ShownNames } from '../format/describe.js';
import type { Mentioned } from '../format/jsonNames.js';
import type { IpSet } from '../node/node.js';
import type { Ruleset } from '../ruleset/ruleset.js';

/** How the things in a dump are called in its cluster. */
export interface NamesInDump extends ShownNames, Pick<Describe, 'describeChain' | 'describeRule'> {
  readonly mentioned: Mentioned;
}

/** The names of what the rulesets of a dump hold, or of two that are compared. */
export type NamesOf = (rulesets: readonly Ruleset[], sets?: ReadonlyMap<string, IpSet>) => NamesInDump;
