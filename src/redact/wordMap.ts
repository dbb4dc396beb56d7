import { readAddress, writeAddress } from '../address/address.js';
import type { KeyedChance } from '../digest/digests.js';
import type { AddressMap } from './addressMap.js';
import { knownWords } from './knownWords.js';
import { wordCipher } from './wordCipher.js';

/** Replaces the words of names and comments, each by one of its length and its kinds of characters, the same one wherever it stands. */
export type WordMap = (text: string) => string;

/** Letters, digits and what is no ASCII, in a row. */
const runs = /[A-Za-z0-9\u0080-\u00ff]+/g;

/**
 * Addresses as they stand in names, those of hosts and pods among them: `ip-10-1-2-3`, `node_10.1.2.3`, the network alone in `10.1.2.x`; and rows
 * of hexadecimal digits, such as MAC addresses and what is left of IPv6 addresses.
 */
const inName =
  /(?<!\d)(?<address>\d{1,3}(?<sign>[._-])\d{1,3}(?:\k<sign>\d{1,3}){1,2}|\d{1,3}\.\d{1,3}(?=\.[xX*]|\/\d))(?!\k<sign>?[0-9A-Fa-f]{1,4}(?![0-9A-Za-z])|\d)|(?<![0-9A-Za-z])(?<row>[0-9A-Fa-f]{1,4}(?:[._:-]{1,2}[0-9A-Fa-f]{1,4}){3,31}|[0-9A-Fa-f]{4}(?:\.[0-9A-Fa-f]{4}){2})(?![0-9A-Za-z])/g;

/**
 * `interfaces`: names that a word may be. Words that every cluster has stay, and so do short numbers. Different words become different words.
 */
export function wordMap(
  chance: KeyedChance,
  addresses: AddressMap,
  interfaces: (name: string) => string | undefined,
): WordMap {
  const once = wordCipher(chance, 2);
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
  const row = (text: string): string =>
    text.replaceAll(runs, (run) => (/^\d+$/.test(run) ? once(run) : mapped(run)));
  return (text) => {
    let result = '';
    let from = 0;
    for (const { 0: found, groups = {}, index } of text.matchAll(inName)) {
      const { sign = '.', address } = groups;
      result += plain(text.slice(from, index));
      result +=
        (address === undefined ? undefined : dotted(address.split(sign), addresses)?.join(sign)) ??
        row(found);
      from = index + found.length;
    }
    return result + plain(text.slice(from));
  };
}

/** What becomes of two to four parts of an IPv4 address; of the first parts alone they are the first parts of that. */
function dotted(parts: readonly string[], addresses: AddressMap): readonly string[] | undefined {
  const address = readAddress([...parts, '0', '0'].slice(0, 4).join('.'));
  return address === undefined
    ? undefined
    : writeAddress(addresses(address)).split('.').slice(0, parts.length);
}

/** A number with zeros before it is part of something longer. */
function stays(word: string): boolean {
  return /^(?:0|[1-9]\d{0,3})$/.test(word) || knownWords.has(word.toLowerCase());
}
