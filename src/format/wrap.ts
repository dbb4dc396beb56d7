import { eastAsianWidth } from 'get-east-asian-width';

/** What may take another number of columns than one. */
const unusual = /[^ -\u02ff\u2010-\u20cf\u2100-\u2319\u2500-\u25fc]/;

/** What stands above, below or around the character before it. */
const mark = /^[\p{Mn}\p{Me}]$/u;

function characterWidth(character: string): number {
  if (!unusual.test(character)) return 1;
  return mark.test(character) ? 0 : eastAsianWidth(character.codePointAt(0) ?? 0);
}

/** Whether nobody counts its characters otherwise than as one column each. */
export function isOfUsualWidth(text: string): boolean {
  return !unusual.test(text);
}

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
