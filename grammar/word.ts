import { backslash, bang, blank, dash, quote, tab } from './characters.js';

/**
 * Where the word that begins at `start` ends (exclusive). Words are parted by blanks and tabs only; `"` opens a quote
 * anywhere in a word, and the closing `"` ends the word even if no blank follows. Without a closing `"` the word goes on
 * to the end of the line.
 * @see iptables iptables/xshared.c add_param_to_argv
 */
export function endOfWord(line: string, start: number): number {
  let at = start;
  for (; at < line.length; at += 1) {
    const code = line.charCodeAt(at);
    if (code === blank || code === tab) return at;
    if (code === quote) return endOfQuote(line, at + 1);
  }
  return at;
}

/** The same for a word without quotes, which means what it says; -1 where a quote stands in it. */
export function endOfBareWord(line: string, start: number): number {
  const { length } = line;
  let at = start;
  for (; at < length; at += 1) {
    const code = line.charCodeAt(at);
    if (code === blank || code === tab) return at;
    if (code === quote) return -1;
  }
  return at;
}

function endOfQuote(line: string, start: number): number {
  for (let at = start; at < line.length; at += 1) {
    const code = line.charCodeAt(at);
    if (code === quote) return at + 1;
    if (code === backslash) at += 1;
  }
  return line.length;
}

/**
 * Where the word that begins at `start` ends (exclusive), if it is a plain value: one that the lexer reads as a Word whatever stands
 * around it, with a blank, a control character or the end of the text behind it. -1 where that is not certain. Unlike
 * `endOfWord` it takes text of many lines.
 */
export function endOfPlainValue(text: string, start: number): number {
  const { length } = text;
  const first = text.charCodeAt(start);
  if (first === dash || first === bang) return -1;
  if (first === quote) return endOfPlainQuote(text, start + 1);
  let at = start;
  for (; at < length; at += 1) {
    const code = text.charCodeAt(at);
    if (code <= blank) break;
    if (code === quote) return -1;
  }
  return at === start ? -1 : at;
}

function endOfPlainQuote(text: string, start: number): number {
  const { length } = text;
  const first = text.charCodeAt(start);
  if (first === dash || first === bang || first === backslash) return -1;
  for (let at = start; at < length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quote) return at + 1 === length || text.charCodeAt(at + 1) <= blank ? at + 1 : -1;
    if (code < blank) return -1;
    if (code === backslash) {
      at += 1;
      if (text.charCodeAt(at) < blank) return -1;
    }
  }
  return -1;
}

/**
 * What a word means: its quotes taken off, and inside them `\` taken off the character it stands before. Outside quotes a
 * backslash is an ordinary character, and `'` is one everywhere.
 * @see iptables iptables/xshared.c add_param_to_argv
 */
export function textOfWord(raw: string): string {
  const open = raw.indexOf('"');
  if (open < 0) return raw;
  const end = isUnclosed(raw) ? raw.length : raw.length - 1;
  const inside = raw.slice(open + 1, end);
  return raw.slice(0, open) + (inside.includes('\\') ? inside.replace(/\\([^]|$)/g, '$1') : inside);
}

/** Whether a word opens a quote that nothing closes. */
export function isUnclosed(raw: string): boolean {
  const open = raw.indexOf('"');
  if (open < 0) return false;
  for (let at = open + 1; at < raw.length; at += 1) {
    const code = raw.charCodeAt(at);
    if (code === quote) return false;
    if (code === backslash) at += 1;
  }
  return true;
}
