/** Characters that take no column of their own, and those that take two. Ranges of code points. */
const none: readonly (readonly [number, number])[] = [
  [0x300, 0x36f],
  [0x483, 0x489],
  [0x591, 0x5bd],
  [0x610, 0x61a],
  [0x64b, 0x65f],
  [0xe31, 0xe31],
  [0xe34, 0xe3a],
  [0x1ab0, 0x1aff],
  [0x1dc0, 0x1dff],
  [0x20d0, 0x20ff],
  [0xfe20, 0xfe2f],
];
const two: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1faff],
  [0x20000, 0x3fffd],
];

function isIn(point: number, ranges: readonly (readonly [number, number])[]): boolean {
  return ranges.some(([low, high]) => point >= low && point <= high);
}

function characterWidth(character: string): number {
  const point = character.codePointAt(0) ?? 0;
  if (point < 0x300) return 1;
  return isIn(point, none) ? 0 : isIn(point, two) ? 2 : 1;
}

/** What may take another number of columns than one. */
const unusual = /[^ -\u02ff\u2010-\u20cf\u2100-\u2e7f]/;

/** How many columns of a terminal harmless text takes. Text with colours in it is not for here. */
export function textWidth(text: string): number {
  if (!unusual.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

/** Text filled up with blanks to `width` columns; longer text stays. */
export function padTo(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - textWidth(text)));
}

/** The first `width` columns, the last of them `…` where something was cut. */
export function clip(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  return `${splitAt(text, Math.max(0, width - 1))[0]}…`;
}

/**
 * Text as lines of at most `width` columns (at least 1), broken at blanks; a word that is too long for a line of its own
 * is broken where the line ends. `first` is the room in the first line, where it differs. Always gives at least one line.
 */
export function wrapText(text: string, width: number, first = width): readonly string[] {
  const lines: string[] = [];
  let line = '';
  let room = Math.max(0, first);
  const next = (): void => {
    lines.push(line);
    line = '';
    room = Math.max(1, width);
  };
  for (const word of text.split(' ')) {
    let rest = word;
    const gap = line === '' ? 0 : 1;
    if (textWidth(line) + gap + textWidth(rest) <= room) {
      line = gap === 0 ? rest : `${line} ${rest}`;
      continue;
    }
    if (line !== '' || room < width) next();
    while (textWidth(rest) > room) {
      [line, rest] = splitAt(rest, room);
      if (line === '') [line, rest] = splitAt(rest, 2);
      next();
    }
    line = rest;
  }
  if (line !== '' || lines.length === 0) lines.push(line);
  return lines;
}

function splitAt(text: string, width: number): [string, string] {
  let used = 0;
  let at = 0;
  for (const character of text) {
    used += characterWidth(character);
    if (used > width) break;
    at += character.length;
  }
  return [text.slice(0, at), text.slice(at)];
}
