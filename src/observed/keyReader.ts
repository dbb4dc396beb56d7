import { splitKey, type LineWord } from './lineWords.js';
import type { ObservedFault } from './observation.js';

/** A keyword of a line with its value. */
export interface Keyword {
  readonly value: string;
  /** Of the value: characters of the line, from 0. */
  readonly at: number;
  /** `KEY=VALUE` as it stands there. */
  readonly word: string;
}

/** Reads values of keywords; the first that is none of those expected is the fault. */
export interface KeyReader {
  readonly keys: ReadonlyMap<string, Keyword>;
  readonly read: <T>(key: string, expected: string, reader: (text: string) => T | undefined) => T | undefined;
  readonly fault: () => ObservedFault | undefined;
}

/** The keywords of a line; of those that stand there twice the first. */
export function keywordsOf(words: readonly LineWord[]): ReadonlyMap<string, Keyword> {
  const keys = new Map<string, Keyword>();
  for (const word of words) {
    const split = splitKey(word);
    if (split !== undefined && !keys.has(split.key)) {
      keys.set(split.key, { value: split.value, at: split.at, word: word.text });
    }
  }
  return keys;
}

/** A reader of these keywords. */
export function keyReader(keys: ReadonlyMap<string, Keyword>): KeyReader {
  let fault: ObservedFault | undefined;
  return {
    keys,
    read(key, expected, reader) {
      const keyword = keys.get(key);
      if (keyword === undefined) return undefined;
      const value = reader(keyword.value);
      if (value === undefined) {
        const { at, value: text } = keyword;
        const message = `${key}=${text} is not ${expected}`;
        fault ??= { message, at, length: Math.max(1, text.length) };
      }
      return value;
    },
    fault: () => fault,
  };
}
