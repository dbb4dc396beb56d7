import type { Beside, Describe } from '../format/describe.js';
import type { JsonName } from '../format/jsonNames.js';
import type { IpSet } from '../node/node.js';
import type { Ruleset } from '../ruleset/ruleset.js';

/** How the things in a dump are called in its cluster. */
export interface NamesInDump extends Pick<Describe, 'describeChain' | 'describeRule'> {
  readonly beside: Beside;
  /** What a JSON value mentions, for its `names`. */
  mentioned(json: object): readonly JsonName[];
}

/** The names of what the rulesets of a dump hold, or of two that are compared. */
export type NamesOf = (rulesets: readonly Ruleset[], sets?: ReadonlyMap<string, IpSet>) => NamesInDump;

/** A JSON value with the names of what it mentions; as it is where none were given. */
export function withNames<T extends object>(
  json: T,
  names: NamesInDump | undefined,
): T & { readonly names?: readonly JsonName[] } {
  return names === undefined ? json : { ...json, names: names.mentioned(json) };
}
