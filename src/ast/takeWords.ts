import { blank } from '../../grammar/characters.js';
import type { OptionSyntax } from '../../grammar/parser.js';
import { textOf, valueStart } from '../../grammar/token.js';
import type { Token } from '../../grammar/token.js';
import { isUnclosed } from '../../grammar/word.js';
import type { OptionNode, RuleLine, Word } from './ast.js';
import { checkWordLength, longestWord } from './limits.js';
import type { Problem } from './problem.js';
import { problemAt } from './rawLine.js';
import type { RawLine } from './rawLine.js';
import { readCounters } from './readCounters.js';

/** The way through the words of one rule, left to right: every byte that is in no word becomes the gap of the next. */
export interface Walk {
  readonly line: RawLine;
  /** The line without what a NUL byte cuts off. */
  readonly content: string;
  readonly problems: Problem[];
  /** 0-based, behind the last word taken. */
  end: number;
}

/** A token as a word. Tokens are taken in the order of the line. */
function takeWord(walk: Walk, token: Token): Word {
  const { startOffset, image } = token;
  const { content, end } = walk;
  const isUsualGap =
    end === 0 ? startOffset === 0 : startOffset === end + 1 && content.charCodeAt(end) === blank;
  walk.end = startOffset + image.length;
  if (!isUsualGap) return takeOddWord(walk, token, content.slice(end, startOffset));
  if (token.payload !== undefined || image.length > longestWord) return takeOddWord(walk, token, undefined);
  return { text: image, column: startOffset + 1 };
}

/** One that means something else than is written, or has another gap before it, or may be too long. */
function takeOddWord(walk: Walk, token: Token, gap: string | undefined): Word {
  const { startOffset, image: raw } = token;
  const column = startOffset + 1;
  const meant = textOf(token);
  const text = meant === raw || !isUnclosed(raw) ? meant : takeUnclosed(walk, token, meant);
  checkWordLength(walk, startOffset, text);
  if (text === raw) return gap === undefined ? { text, column } : { text, gap, column };
  return gap === undefined ? { text, raw, column } : { text, raw, gap, column };
}

/** The word goes on to the end of the line, and its newline, if it has one, belongs to it. */
function takeUnclosed(walk: Walk, token: Token, text: string): string {
  const { line, content } = walk;
  const isNothing = text === '' && line.ending === '';
  walk.problems.push(
    problemAt(line, token.startOffset, token.image.length, {
      severity: isNothing ? 'error' : 'warning',
      code: 'unclosed-quote',
      message: isNothing
        ? 'the quote is not closed, and nothing stands in it: iptables-restore sees no word here'
        : 'the quote is not closed; iptables-restore takes the rest of the line, and its end, into the word',
      expected: 'a closing "',
      hint: 'the line may have been cut, or the text may hold a newline',
    }),
  );
  return line.ending === '' || content.length < line.raw.length ? text : `${text}\n`;
}

export function takeCounters(walk: Walk, token: Token): NonNullable<RuleLine['counters']> {
  const word = takeWord(walk, token);
  const { value, good } = readCounters(word.text);
  if (!good) walk.problems.push(badCounters(walk.line, word));
  return { ...word, value };
}

export function badCounters(line: RawLine, word: Word): Problem {
  return problemAt(line, word.column - 1, word.text.length, {
    severity: 'warning',
    code: 'bad-counters',
    message: `"${word.text}" are no counters; they are taken as 0`,
    expected: '[packets:bytes], two numbers below 2^64',
  });
}

export function takeOption(walk: Walk, option: OptionSyntax): OptionNode {
  const negation = option.negation === undefined ? undefined : takeWord(walk, option.negation);
  const written = takeWord(walk, option.name);
  const start = valueStart(written.text);
  if (negation === undefined && start === 0 && option.innerNegation === undefined) {
    return { name: written, words: takeFollowing(walk, option.words) };
  }
  const { name, value } = start === 0 ? { name: written } : partName(written, start);
  const innerNegation = option.innerNegation === undefined ? undefined : takeWord(walk, option.innerNegation);
  const following = takeFollowing(walk, option.words);
  return {
    ...(negation === undefined ? {} : { negation }),
    name,
    ...(innerNegation === undefined ? {} : { innerNegation }),
    words: value === undefined ? following : [value, ...following],
    ...(value === undefined || value.raw === '' ? {} : { joined: true }),
  };
}

const noWords: readonly Word[] = [];

/** Lists made whole: growing them by push would keep several times the memory for the usual single word. */
function takeFollowing(walk: Walk, tokens: readonly Token[]): readonly Word[] {
  const [first] = tokens;
  if (first === undefined) return noWords;
  return tokens.length === 1 ? [takeWord(walk, first)] : tokens.map((token) => takeWord(walk, token));
}

/** An option's name and its value, which are one word; the value begins at `start`. */
function partName(word: Word, start: number): { readonly name: Word; readonly value?: Word } {
  const text = word.text.slice(start);
  const name = word.text.slice(0, word.text.startsWith('--') ? start - 1 : start);
  const { raw = word.text, gap, column } = word;
  const place = gap === undefined ? { column } : { gap, column };
  if (!raw.startsWith(word.text.slice(0, start))) {
    // A quote stands within the name: the whole is kept as how the name was written.
    return {
      name: { text: name, raw, ...place },
      value: { text, raw: '', gap: '', column: column + raw.length },
    };
  }
  const written = raw.slice(start);
  return {
    name: { text: name, ...place },
    value: { text, ...(written === text ? {} : { raw: written }), column: column + start },
  };
}
