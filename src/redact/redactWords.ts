import type { Names } from './names.js';
import { redactText } from './redactText.js';

/**
 * Replaces the words of a line that a program printed. `own`: what becomes of a word behind another; undefined where nobody knows it, so that it
 * may be any name or address.
 */
export function redactWords(
  line: string,
  names: Names,
  own: (word: string, previous: string) => string | undefined,
): string {
  let previous = '';
  return line.replaceAll(/\S+/g, (word) => {
    const result = own(word, previous) ?? redactText(word, names, names.words);
    previous = word;
    return result;
  });
}

/** Numbers as programs print them: with units, masks, or as ranges. */
export function isNumeric(word: string): boolean {
  return /^-?(?:0x[0-9a-f]{1,16}|\d{1,20})(?:[-/:](?:0x[0-9a-f]{1,16}|\d{1,20})){0,2}(?:sec|ms|us|s)?$/i.test(
    word,
  );
}
