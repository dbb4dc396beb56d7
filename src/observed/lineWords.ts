/** A word of a line, with its offset. */
export interface LineWord {
  readonly text: string;
  readonly at: number;
}

/** The words of a line from an offset on: what stands between blanks. */
export function wordsFrom(line: string, from: number): readonly LineWord[] {
  const words: LineWord[] = [];
  let start = -1;
  for (let at = from; at <= line.length; at += 1) {
    const blank = at === line.length || line[at] === ' ' || line[at] === '\t';
    if (blank && start >= 0) {
      words.push({ text: line.slice(start, at), at: start });
      start = -1;
    } else if (!blank && start < 0) {
      start = at;
    }
  }
  return words;
}

/** `KEY=VALUE` in its parts, with the offset of the value; undefined of a word without `=`. */
export function splitKey({ text, at }: LineWord): { key: string; value: string; at: number } | undefined {
  const cut = text.indexOf('=');
  return cut < 1 ? undefined : { key: text.slice(0, cut), value: text.slice(cut + 1), at: at + cut + 1 };
}

/** A decimal number up to `max`; undefined where it is none. */
export function decimal(text: string, max: number): number | undefined {
  if (!/^\d{1,10}$/.test(text)) return undefined;
  const value = Number(text);
  return value <= max ? value : undefined;
}

/** A hexadecimal number up to `max`, with or without `0x`; undefined where it is none. */
export function hexadecimal(text: string, max: number): number | undefined {
  const digits = /^(?:0x)?([0-9a-f]{1,8})$/i.exec(text)?.[1];
  if (digits === undefined) return undefined;
  const value = Number.parseInt(digits, 16);
  return value <= max ? value : undefined;
}

/** `02:42:ac:11:00:02` as a 48-bit number; undefined where it is none. */
export function macNumber(text: string): number | undefined {
  return /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/i.test(text)
    ? Number.parseInt(text.replaceAll(':', ''), 16)
    : undefined;
}
