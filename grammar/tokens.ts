import { bang, blank, dash, quote, tab } from './characters.js';
import { createToken, Lexer } from 'chevrotain';
import type { CustomPatternMatcherReturn, IToken, TokenType } from 'chevrotain';
import { textOf, valueStart } from './token.js';
import { endOfWord, textOfWord } from './word.js';

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

/** Begins with a dash, quoted or not: quoting never matters to getopt. */
function readDashed(line: string, offset: number, before: readonly IToken[], joined: boolean): Match {
  const first = line.charCodeAt(offset);
  if (first === quote && line.charCodeAt(offset + 1) !== dash) return null;
  const raw = line.slice(offset, endOfWord(line, offset));
  const text = textOfWord(raw);
  if (!isDashed(text) || valueStart(text) > 0 !== joined || isTaken(before)) return null;
  return matched(raw, text);
}

function isDashed(text: string): boolean {
  return text.length > 1 && text.charCodeAt(0) === dash;
}

function isBang(line: string, offset: number, end: number): boolean {
  if (end - offset > 3) return false;
  const text = textOfWord(line.slice(offset, end));
  return text.charCodeAt(0) === bang && text.length === 1;
}

/** What the lexer is told of the line that it reads. */
export const told: {
  /** Names, with their dashes, of the options whose next word is a value whatever it looks like. */
  verbatim: ReadonlySet<string>;
} = { verbatim: new Set() };

/** Whether the next word is a value whatever it looks like, since such an option stands before it. */
function isTaken(before: readonly IToken[]): boolean {
  const last = before.at(-1);
  return last?.tokenType === Option && told.verbatim.has(textOf(last));
}

/** Whether a word comes that is neither an option nor `!`. */
function isWordAhead(line: string, offset: number): boolean {
  let at = offset;
  while (line.charCodeAt(at) === blank || line.charCodeAt(at) === tab) at += 1;
  const end = endOfWord(line, at);
  if (end === at || isBang(line, at, end)) return false;
  const isEscaped = line.charCodeAt(at) === quote && line.charCodeAt(at + 1) !== dash;
  return isEscaped || !isDashed(textOfWord(line.slice(at, end)));
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

/** `!` as a word of its own. */
export const Bang = createToken({
  name: 'Bang',
  label: '!',
  pattern: (line: string, offset: number, before: IToken[]): Match => {
    const end = endOfWord(line, offset);
    if (!isBang(line, offset, end)) return null;
    // Of `-s ! 10.0.0.1` it is the negation, of `--comment ! -j` the comment.
    return isTaken(before) && !isWordAhead(line, end) ? null : matched(line.slice(offset, end), '!');
  },
  start_chars_hint: ['!', '"'],
  line_breaks: false,
});

/** An option, long or short: `--dport`, `-p`. */
export const Option = createToken({
  name: 'Option',
  label: 'an option',
  pattern: (line: string, offset: number, before: IToken[]): Match => readDashed(line, offset, before, false),
  start_chars_hint: ['-', '"'],
  line_breaks: false,
});

/** An option and its value in one word: `--dport=53`, `-ptcp`. */
export const JoinedOption = createToken({
  name: 'JoinedOption',
  label: 'an option',
  pattern: (line: string, offset: number, before: IToken[]): Match => readDashed(line, offset, before, true),
  start_chars_hint: ['-', '"'],
  line_breaks: false,
});

/** Any other word, and any at all behind an option that takes it whatever it looks like. */
export const Word = createToken({
  name: 'Word',
  label: 'a word',
  pattern: (line: string, offset: number): Match => {
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
export const ruleTokens: TokenType[] = [Blank, Tab, Counters, Bang, Option, JoinedOption, Word];

/** The fields of a table or chain line. */
export const fieldTokens: TokenType[] = [Blank, Tab, Star, Colon, Field];
