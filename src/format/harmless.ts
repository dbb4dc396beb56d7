/**
 * Text of the input (latin1: one character is one byte) as a terminal or a page may show it: UTF-8 is decoded where it is
 * valid; control characters (C0, DEL, C1), characters that reorder or hide text, and bytes that are no UTF-8 are written out
 * as `\xNN` or `\uNNNN`. One line stays one line: tab and newline become `\t` and `\n`. For reading, not for taking apart
 * again: a backslash of the input stays as it is.
 */
export function harmless(latin1: string): string {
  return PLAIN.test(latin1) ? latin1 : harmlessPieces(latin1).texts.join('');
}

/** The same as one text for each character; `lengths[n]` is how many bytes of the input `texts[n]` stands for. */
export function harmlessPieces(latin1: string): {
  readonly texts: readonly string[];
  readonly lengths: readonly number[];
} {
  const texts: string[] = [];
  const lengths: number[] = [];
  for (let at = 0; at < latin1.length;) {
    const length = sequenceLength(latin1, at);
    texts.push(length === 0 ? escapeByte(latin1.charCodeAt(at)) : show(codePoint(latin1, at, length)));
    lengths.push(Math.max(length, 1));
    at += Math.max(length, 1);
  }
  return { texts, lengths };
}

const PLAIN = /^[ -~]*$/;

/** Code points that nobody sees, first and last of each range: marks of direction, joiners, invisible operators, line separators, byte order mark, variation selectors, tags. */
const hiddenCharacters: readonly (readonly [number, number])[] = [
  [0xad, 0xad],
  [0x34f, 0x34f],
  [0x61c, 0x61c],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0x3164, 0x3164],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff0, 0xfffb],
  [0x1d173, 0x1d17a],
  [0xe0000, 0xe0fff],
];

/** The same as the inside of a character class, for expressions with the flag `u`. */
export const hiddenClass = hiddenCharacters
  .map((range) => range.map((point) => `\\u{${point.toString(16)}}`).join('-'))
  .join('');

const NAMED: ReadonlyMap<number, string> = new Map([
  [0x09, '\\t'],
  [0x0a, '\\n'],
  [0x0d, '\\r'],
]);

function show(point: number): string {
  if (point < 0x20 || (point >= 0x7f && point < 0xa0)) return NAMED.get(point) ?? escapeByte(point);
  if (point >= 0xad && hiddenCharacters.some(([first, last]) => point >= first && point <= last)) {
    return point > 0xffff ? `\\u{${point.toString(16)}}` : `\\u${point.toString(16).padStart(4, '0')}`;
  }
  return String.fromCodePoint(point);
}

function escapeByte(byte: number): string {
  return `\\x${byte.toString(16).padStart(2, '0')}`;
}

/** Bytes of the UTF-8 sequence at `at`; 0 where none is valid (overlong forms, surrogates and beyond U+10FFFF are not). */
function sequenceLength(latin1: string, at: number): number {
  const lead = latin1.charCodeAt(at);
  if (lead < 0x80) return 1;
  const length = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
  if (length === 0 || at + length > latin1.length) return 0;
  for (let next = at + 1; next < at + length; next += 1) {
    if ((latin1.charCodeAt(next) & 0xc0) !== 0x80 || latin1.charCodeAt(next) > 0xff) return 0;
  }
  const point = codePoint(latin1, at, length);
  if (point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) return 0;
  return (length === 3 && point < 0x800) || (length === 4 && point < 0x10000) ? 0 : length;
}

function codePoint(latin1: string, at: number, length: number): number {
  const lead = latin1.charCodeAt(at);
  if (length === 1) return lead;
  let point = lead & (0xff >> (length + 1));
  for (let next = at + 1; next < at + length; next += 1) {
    point = (point << 6) | (latin1.charCodeAt(next) & 0x3f);
  }
  return point;
}
