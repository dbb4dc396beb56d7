import { readAddress, writeAddress } from '../address/address.js';
import type { AddressMap } from './addressMap.js';
import { nameMap } from './nameMap.js';
import type { Key } from './sipHash.js';
import { knownWords } from './knownWords.js';

/** Replaces the words of names and comments, each by one of its length and its kinds of characters, the same one wherever it stands. */
export type WordMap = (text: string) => string;

/** Letters, digits and what is no ASCII, in a row. */
const runs = /[A-Za-z0-9\u0080-\u00ff]+/g;

/** An address as it stands in names, those of hosts and pods among them: `ip-10-1-2-3`, `block-10.1.2.3`. */
const inName = /(?<![\w.])((?:[A-Za-z]+-)?)(\d{1,3}([.-])\d{1,3}\3\d{1,3}\3\d{1,3})(?!\w)/g;

/**
 * `interfaces`: names that a word may be. Words that every cluster has stay, and so do short numbers. Different words become different words.
 */
export function wordMap(
  key: Key,
  addresses: AddressMap,
  interfaces: (name: string) => string | undefined,
): WordMap {
  const forth = nameMap(key, 2);
  const back = nameMap(key, 3);
  const once = (word: string): string => reversed(back(reversed(forth(word))));
  const known = new Map<string, string>();
  const mapped = (word: string): string => {
    if (stays(word)) return word;
    const own = interfaces(word);
    if (own !== undefined) return own;
    const before = known.get(word);
    if (before !== undefined) return before;
    // Going on until the word may be replaced keeps different words different.
    let result = once(word);
    while (stays(result) || interfaces(result) !== undefined) result = once(result);
    known.set(word, result);
    return result;
  };
  const plain = (text: string): string => text.replaceAll(runs, mapped);
  return (text) => {
    let result = '';
    let from = 0;
    for (const { 0: found, 1: lead = '', 2: digits = '', 3: sign = '', index } of text.matchAll(inName)) {
      const address = readAddress(digits.replaceAll(sign, '.'));
      if (address === undefined) continue;
      result +=
        plain(text.slice(from, index) + lead) + writeAddress(addresses(address)).replaceAll('.', sign);
      from = index + found.length;
    }
    return result + plain(text.slice(from));
  };
}

function stays(word: string): boolean {
  return /^\d{1,4}$/.test(word) || knownWords.has(word.toLowerCase());
}

function reversed(text: string): string {
  return Array.from(text).reverse().join('');
}
