import type { KeyedChance } from '../digest/digests.js';
import { alphabetOf, turnCharacter } from './alphabet.js';

/** Fewer let words that begin alike show it. @see Luby and Rackoff, How to construct pseudorandom permutations from pseudorandom functions (1988) */
const rounds = 4;

/**
 * Replaces words, each by one of its length and its kinds of characters, and different ones by different ones: the halves turn each other's
 * characters in a Feistel network.
 */
export function wordCipher(chance: KeyedChance, tag: number): (word: string) => string {
  const turned = (text: string, other: string, round: number): string => {
    const first = chance([tag, round, ...Array.from(other, (each) => each.charCodeAt(0))]);
    let drawn = first;
    let result = '';
    for (let at = 0; at < text.length; at++) {
      const index = at % first.length;
      // Of a long half the other one is gone through once.
      if (index === 0 && at > 0) drawn = chance([tag, round, at, ...first]);
      const character = text.charAt(at);
      const alphabet = alphabetOf(character);
      result += alphabet === undefined ? character : turnCharacter(character, alphabet, drawn[index] ?? 0);
    }
    return result;
  };
  return (word) => {
    const middle = word.length >>> 1;
    let left = word.slice(0, middle);
    let right = word.slice(middle);
    for (let round = 0; round < rounds; round += 2) {
      right = turned(right, left, round);
      left = turned(left, right, round + 1);
    }
    return left + right;
  };
}
