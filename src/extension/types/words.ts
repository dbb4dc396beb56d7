import { bad, good, longestMatch } from '../option.js';
import type { OptionType } from '../option.js';

/** Any text of `min` to `max` characters. */
export function text(min: number, max: number): OptionType<string> {
  return {
    takes: 1,
    read: ([word = '']) =>
      word.length < min || word.length > max
        ? bad(min === max ? `${min} characters` : `a text of ${min} to ${max} characters`)
        : good(word),
    // Each backslash may stand before a character that is meant, so that up to half of them count.
    accepts: (_, from, to) => to - from <= max && to - from >= min * 2,
    pattern: () => (min > 1 ? undefined : textPattern(max)),
  };
}

/** A text of 1 to `max` characters without backslash, in quotes or without. Counting takes time, so none are counted where no line is long enough. */
export function textPattern(max: number): string {
  const more = max < longestMatch ? `{0,${max - 1}}` : '*';
  return `(?:"[^\\0-\\x1f"\\\\!-][^\\0-\\x1f"\\\\]${more}"|[^\\0-\\x20"!-][^\\0-\\x20"]${more})`;
}

/** One of a closed list of words; `fold` ignores case. */
export function oneOfWords<const W extends string>(words: readonly W[], fold = false): OptionType<W> {
  return {
    takes: 1,
    read([word = '']) {
      const found = words.find(
        (each) => each === word || (fold && each.toLowerCase() === word.toLowerCase()),
      );
      return found === undefined ? bad(`one of ${words.join(', ')}`) : good(found);
    },
  };
}

/** A comma-separated list of words of a closed list, at least one. */
export function listOfWords<const W extends string>(
  words: readonly W[],
  fold = false,
): OptionType<readonly W[]> {
  const single = oneOfWords(words, fold);
  return {
    takes: 1,
    read([list = ''], family) {
      const values: W[] = [];
      for (const word of list.split(',')) {
        const reading = single.read([word], family);
        if (!reading.ok) return bad(`a comma-separated list of ${words.join(', ')}`);
        values.push(reading.value);
      }
      return good(values);
    },
  };
}

/** An option whose one word has a form of its own. `read` gives undefined where the word does not fit `expected`. */
export function word<T>(expected: string, read: (word: string) => T | undefined): OptionType<T> {
  return {
    takes: 1,
    read([text = '']) {
      const value = read(text);
      return value === undefined ? bad(expected) : good(value);
    },
  };
}

/** What a log target writes before its line: not empty, no line end. @see iptables extensions/libxt_LOG.c LOG_parse */
export const logPrefix: OptionType<string> = word('a text without line end', (prefix) =>
  prefix === '' || prefix.includes('\n') ? undefined : prefix,
);
