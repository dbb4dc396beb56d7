import type { WordMap } from './wordMap.js';

/** Felix's sets: family, a sign or the number of a rewrite, and for most what kind of set it is. */
const felix = /^(cali[46](?:[-0]|t\d*-?)(?:[a-z]+:)?)(.*)$/s;

/**
 * Replaces names of ipsets. What a program calls a set on every node stays.
 * `tell`: what a set of this name holds, where a known program has one.
 */
export function setMap(words: WordMap, tell: (name: string) => string | undefined): (name: string) => string {
  return (name) => {
    const [, lead = '', id = name] = felix.exec(name) ?? [];
    const replaced = lead + words(id);
    const told = tell(name);
    return told === undefined || told === tell(replaced) ? replaced : name;
  };
}
