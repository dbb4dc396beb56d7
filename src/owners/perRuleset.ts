import type { Ruleset } from '../ruleset/ruleset.js';

/** Remembers what `compute` said of each ruleset, for as long as the ruleset lives. */
export function perRuleset<T extends object>(compute: (ruleset: Ruleset) => T): (ruleset: Ruleset) => T {
  const known = new WeakMap<Ruleset, T>();
  return (ruleset) => {
    const answer = known.get(ruleset) ?? compute(ruleset);
    known.set(ruleset, answer);
    return answer;
  };
}
