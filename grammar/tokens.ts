import { backslash, bang, blank, dash, quote, tab } from './characters.js';
import { createToken, Lexer } from 'chevrotain';
import type { CustomPatternMatcherReturn, IToken, TokenType } from 'chevrotain';
import { textOf, valueStart } from './token.js';
import { endOfBareWord, endOfWord, textOfWord } from './word.js';

type Match = CustomPatternMatcherReturn | null;

/** A match of a word whose meaning differs from how it is written carries the meaning as payload. */
function matched(raw: string, text: string): CustomPatternMatcherReturn {
  const match: CustomPatternMatcherReturn = [raw];
  if (raw !== text) match.payload = text;
  return match;
}

/** Every character that a word may begin with: all but the two blanks. Beyond latin1 one for each of the lexer's buckets. */
const anyStart: number[] = [
  ...Array.from({ length: 256 }, (_, code) => code).filter((code) => code !== 0x20 && code !== 0x09),
  ...Array.from({ length: 255 }, (_, bucket) => (bucket + 1) * 256),
];

function isDashed(text: string): boolean {
  return text.length > 1 && text.charCodeAt(0) === dash;
}

/** Where the `!` that begins at `offset` ends, if it is a word of its own, else -1. Quoting never matters to getopt. */
function endOfBang(line: string, offset: number): number {
  const first = line.charCodeAt(offset);
  const next = line.charCodeAt(offset + 1);
  if (first !== bang && (first !== quote || (next !== bang && next !== backslash))) return -1;
  const end = endOfWord(line, offset);
  return end - offset <= 3 && textOfWord(line.slice(offset, end)) === '!' ? end : -1;
}

/** What the lexer is told of the line that it reads. */
export const told: {
  /** Names, with their dashes, of the options whose next word is a value whatever it looks like. */
  verbatim: ReadonlySet<string>;
} = { verbatim: new Set() };

/** Whether the next word is a value whatever it looks like, since such an option stands before it. */
function isTaken(before: readonly IToken[]): boolean {
  const last = before[before.length - 1];
  return last?.tokenType === Option && told.verbatim.has(textOf(last));
}

/** Whether a word comes that is neither an option nor `!`. */
function isWordAhead(line: string, offset: number): boolean {
  let at = offset;
  while (line.charCodeAt(at) === blank || line.charCodeAt(at) === tab) at += 1;
  const end = endOfWord(line, at);
  if (end === at || endOfBang(line, at) >= 0) return false;
  const isEscaped = line.charCodeAt(at) === quote && line.charCodeAt(at + 1) !== dash;
  return isEscaped || !isDashed(textOfWord(line.slice(at, end)));
}

/** Whether an option stands before that holds no value yet. */
function isOpen(before: readonly IToken[]): boolean {
  const last = before[before.length - 1];
  return last?.tokenType === Option && valueStart(textOf(last)) === 0;
}

/**
 * `[packets:bytes]` before a rule: up to the first `]`, with a `:` that is not its first character.
 * @see iptables iptables/xshared.c tokenize_rule_counters
 */
export const Counters = createToken({
  name: 'Counters',
  label: '[packets:bytes]',
  pattern: (line: string, offset: number, before: IToken[]): Match => {
    if (before.length > 0) return null;
    const end = line.indexOf(']', offset);
    const colon = line.indexOf(':', offset + 2);
    return colon < 0 || end < colon ? null : [line.slice(offset, end + 1)];
  },
  start_chars_hint: ['['],
  line_breaks: false,
});

/** The `!` of the old form, `-s ! 10.0.0.1`: behind an option and before its word. */
export const InnerBang = createToken({
  name: 'InnerBang',
  label: '!',
  pattern: (line: string, offset: number, before: IToken[]): Match => {
    const end = endOfBang(line, offset);
    if (end < 0 || !isOpen(before) || !isWordAhead(line, end)) return null;
    return matched(line.slice(offset, end), '!');
  },
  start_chars_hint: ['!', '"'],
  line_breaks: false,
});

/** Any other `!` as a word of its own; of `--comment ! -j` it is the comment. */
export const Bang = createToken({
  name: 'Bang',
  label: '!',
  pattern: (line: string, offset: number, before: IToken[]): Match => {
    const end = endOfBang(line, offset);
    return end < 0 || isTaken(before) ? null : matched(line.slice(offset, end), '!');
  },
  start_chars_hint: ['!', '"'],
  line_breaks: false,
});

/** An option, long or short: `--dport`, `-p`. It may hold its value: `--dport=53`, `-ptcp`. */
export const Option = createToken({
  name: 'Option',
  label: 'an option',
  pattern: (line: string, offset: number, before: IToken[]): Match => {
    // Quoted or not, it begins with a dash.
    if (line.charCodeAt(offset) === quote && line.charCodeAt(offset + 1) !== dash) return null;
    const end = endOfBareWord(line, offset);
    const raw = line.slice(offset, end < 0 ? endOfWord(line, offset) : end);
    const text = end < 0 ? textOfWord(raw) : raw;
    return isDashed(text) && !isTaken(before) ? matched(raw, text) : null;
  },
  start_chars_hint: ['-', '"'],
  line_breaks: false,
});

/** Any other word, and any at all behind an option that takes it whatever it looks like. */
export const Word = createToken({
  name: 'Word',
  label: 'a word',
  pattern: (line: string, offset: number): Match => {
    const end = endOfBareWord(line, offset);
    if (end >= 0) return [line.slice(offset, end)];
    const raw = line.slice(offset, endOfWord(line, offset));
    return matched(raw, textOfWord(raw));
  },
  start_chars_hint: anyStart,
  line_breaks: false,
});

/** `*`, first on its line. */
export const Star = createToken({
  name: 'Star',
  label: '*',
  pattern: (_line: string, _offset: number, before: IToken[]): Match => (before.length > 0 ? null : ['*']),
  start_chars_hint: ['*'],
  line_breaks: false,
});

/** `:`, first on its line. */
export const Colon = createToken({
  name: 'Colon',
  label: ':',
  pattern: (_line: string, _offset: number, before: IToken[]): Match => (before.length > 0 ? null : [':']),
  start_chars_hint: [':'],
  line_breaks: false,
});

/** A field of a `*` or `:` line. These know no quotes. @see iptables iptables/iptables-restore.c (strtok) */
export const Field = createToken({
  name: 'Field',
  label: 'a word',
  pattern: /[^ \t]+/,
  start_chars_hint: anyStart,
  line_breaks: false,
});

const Blank = createToken({ name: 'Blank', pattern: ' ', group: Lexer.SKIPPED, line_breaks: false });
const Tab = createToken({ name: 'Tab', pattern: '\t', group: Lexer.SKIPPED, line_breaks: false });

/** The words of a rule, in the order in which the lexer tries them. */
export const ruleTokens: TokenType[] = [Blank, Tab, Counters, InnerBang, Bang, Option, Word];

/** The fields of a table or chain line. */
export const fieldTokens: TokenType[] = [Blank, Tab, Star, Colon, Field];
