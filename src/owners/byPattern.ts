import type { TableName } from '../netfilter/hooks.js';
import type { Ruleset } from '../ruleset/ruleset.js';
import type { ChainStory, Owner } from './owner.js';
import { fit } from './phrase.js';

/** A pattern over the whole chain name, and what such a chain is for; a function is given the pattern's groups. */
export type ChainPattern = readonly [
  pattern: RegExp,
  purpose: string | ((...groups: string[]) => string),
  table?: TableName,
];

/**
 * Names chains by patterns, the first that fits wins. `present` keeps an owner with loose names from claiming chains of
 * a ruleset that shows no other sign of it.
 */
export function byPattern(
  owner: string,
  patterns: readonly ChainPattern[],
  present: (ruleset: Ruleset) => boolean = () => true,
): Owner['describeChain'] {
  return (name, table, ruleset): ChainStory | undefined => {
    for (const [pattern, purpose, only] of patterns) {
      if (only !== undefined && only !== table) continue;
      const found = pattern.exec(name);
      if (found === null) continue;
      if (!present(ruleset)) return undefined;
      return { owner, purpose: fit(typeof purpose === 'string' ? purpose : purpose(...found.slice(1))) };
    }
    return undefined;
  };
}
