import { hiddenClass } from './harmless.js';

/** What a terminal could obey or hide although JSON allows it bare: DEL, C1, what nobody sees. */
const bare = new RegExp(`[\\u{7f}-\\u{9f}${hiddenClass}]`, 'gu');

/** A value as JSON text, two blanks an indent, with a final newline. Every character a terminal would obey is escaped. */
export function writeJson(value: unknown): string {
  return `${escapeBare(JSON.stringify(value, null, 2))}\n`;
}

/** The same in one line, as streams of values have it. */
export function writeJsonLine(value: unknown): string {
  return `${writeJsonPart(value)}\n`;
}

/** The same without the newline, as part of a line. */
export function writeJsonPart(value: unknown): string {
  return escapeBare(JSON.stringify(value));
}

/** JSON text in which every character that a terminal would obey or hide is an escape, which means the same. */
export function escapeBare(text: string): string {
  return text.replace(bare, (character) =>
    Array.from(
      { length: character.length },
      (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`,
    ).join(''),
  );
}
