import { backslash, blank, carriageReturn, newline, quote } from '../../grammar/characters.js';
import { textOfWord } from '../../grammar/word.js';
import type { ChainLine, LineEnding, OptionNode, RuleLine, Word } from './ast.js';
import { readCounters } from './readCounters.js';

/**
 * What lines of one shape have in common. The words of such a line have one blank between them, and nothing else stands in it.
 * `fixed` has each word that is the same in all of them, undefined for a value.
 */
export interface Shape {
  /** Among the shapes of the dump, from 0. */
  readonly number: number;
  readonly fixed: readonly (string | undefined)[];
  /** Index of the command's word: 1 where counters stand before it, else 0. The chain's name follows. */
  readonly command: number;
  readonly options: readonly OptionShape[];
}

export interface OptionShape {
  readonly negated: boolean;
  /** Index of the word that is its name. */
  readonly name: number;
  /** Index behind its last value. */
  readonly end: number;
}

/**
 * A rule of a known shape, kept as where it begins on its sheet. Its parts are made whenever they are asked for: a dump of half a
 * million rules has six million words, and most readers look at few of them.
 */
export class RememberedRule implements RuleLine {
  constructor(
    readonly shape: Shape,
    /** Of the dump's text: the one on which it stands. */
    readonly sheet: string,
    /** 0-based, on the sheet. */
    readonly start: number,
    readonly line: number,
  ) {}

  get kind(): 'rule' {
    return 'rule';
  }

  get ending(): LineEnding {
    return endingAt(this.sheet, endOfLine(this.sheet, this.start));
  }

  get after(): '' {
    return '';
  }

  get counters(): RuleLine['counters'] {
    const { sheet, start } = this;
    return this.shape.command === 0 ? undefined : countersAt(sheet, start, start);
  }

  get command(): Word {
    const { shape, start } = this;
    const at = commandStart(this);
    return { text: shape.fixed[shape.command] ?? '', column: at - start + 1 };
  }

  get chain(): Word {
    const { sheet } = this;
    const at = chainStart(this);
    return wordBetween(sheet, at, endOfValue(sheet, at), this.start);
  }

  get options(): readonly OptionNode[] {
    const { shape, sheet, start } = this;
    const { fixed } = shape;
    const cuts = cutWords(this);
    const word = (index: number): Word => {
      const from = cuts[index * 2] ?? 0;
      const known = fixed[index];
      return known === undefined
        ? wordBetween(sheet, from, cuts[index * 2 + 1] ?? 0, start)
        : { text: known, column: from - start + 1 };
    };
    return shape.options.map(({ negated, name, end }) => {
      const words: Word[] = [];
      for (let index = name + 1; index < end; index += 1) words.push(word(index));
      const option = { name: word(name), words };
      return negated ? { negation: word(name - 1), ...option } : option;
    });
  }

  /** Whether its chain is called so; false also where that is written in quotes. */
  isOf(chain: string): boolean {
    const { sheet } = this;
    const at = chainStart(this);
    const end = at + chain.length;
    if (!sheet.startsWith(chain, at) || sheet.charCodeAt(at) === quote) return false;
    return end === sheet.length || sheet.charCodeAt(end) <= blank;
  }

  /** As writeRule writes it. */
  get written(): string {
    return this.sheet.slice(commandStart(this), endOfLine(this.sheet, this.start));
  }
}

/** `:CHAIN POLICY [packets:bytes]`, kept as where it begins on its sheet. */
export class RememberedChain implements ChainLine {
  constructor(
    readonly sheet: string,
    /** 0-based, on the sheet. */
    readonly start: number,
    readonly line: number,
  ) {}

  get kind(): 'chain' {
    return 'chain';
  }

  get ending(): LineEnding {
    return endingAt(this.sheet, endOfLine(this.sheet, this.start));
  }

  get before(): '' {
    return '';
  }

  get after(): '' {
    return '';
  }

  get name(): Word {
    const { sheet, start } = this;
    return { text: sheet.slice(start + 1, sheet.indexOf(' ', start)), column: 2 };
  }

  get policy(): Word {
    const { sheet, start } = this;
    const from = sheet.indexOf(' ', start) + 1;
    return { text: sheet.slice(from, sheet.indexOf(' ', from)), column: from - start + 1 };
  }

  get counters(): ChainLine['counters'] {
    const { sheet, start } = this;
    return countersAt(sheet, endOfRun(sheet, endOfRun(sheet, start + 1) + 1) + 1, start);
  }
}

/** A line that was read by its shape alone; in it stands no blank too many. */
export function isRemembered(line: object): boolean {
  return line instanceof RememberedRule || line instanceof RememberedChain;
}

/** Where the words of a rule begin and end on its sheet: two numbers for each. Good until the next call. */
export function cutWords({ shape, sheet: text, start }: RememberedRule): Readonly<Int32Array> {
  const { fixed } = shape;
  if (scratch.length < fixed.length * 2) scratch = new Int32Array(fixed.length * 2);
  const last = fixed.length - 1;
  let at = start;
  for (let index = 0; index <= last; index += 1) {
    const known = fixed[index];
    scratch[index * 2] = at;
    if (known !== undefined) at += known.length;
    else if (text.charCodeAt(at) === quote) at = endOfQuoted(text, at);
    else at = index < last ? text.indexOf(' ', at) : endOfLine(text, at);
    scratch[index * 2 + 1] = at;
    at += 1;
  }
  return scratch;
}

let scratch = new Int32Array(64);

/** What the value between two offsets means. */
export function valueBetween(text: string, from: number, to: number): string {
  if (text.charCodeAt(from) !== quote) return text.slice(from, to);
  const inside = text.slice(from + 1, to - 1);
  return inside.includes('\\') ? textOfWord(text.slice(from, to)) : inside;
}

function wordBetween(text: string, from: number, to: number, start: number): Word {
  const raw = text.slice(from, to);
  const column = from - start + 1;
  return text.charCodeAt(from) === quote
    ? { text: valueBetween(text, from, to), raw, column }
    : { text: raw, column };
}

function countersAt(text: string, from: number, start: number): NonNullable<RuleLine['counters']> {
  const raw = text.slice(from, endOfRun(text, from));
  return { text: raw, column: from - start + 1, value: readCounters(raw).value };
}

function commandStart({ shape, sheet, start }: RememberedRule): number {
  return shape.command === 0 ? start : endOfRun(sheet, start) + 1;
}

function chainStart(rule: RememberedRule): number {
  return commandStart(rule) + (rule.shape.fixed[rule.shape.command] ?? '').length + 1;
}

/** Of a value that is known to be plain. */
function endOfValue(text: string, start: number): number {
  return text.charCodeAt(start) === quote ? endOfQuoted(text, start) : endOfRun(text, start);
}

function endOfQuoted(text: string, start: number): number {
  const close = text.indexOf('"', start + 1);
  if (text.charCodeAt(close - 1) !== backslash) return close + 1;
  let at = start + 1;
  while (text.charCodeAt(at) !== quote) at += text.charCodeAt(at) === backslash ? 2 : 1;
  return at + 1;
}

/** Where the next blank or control character stands. */
function endOfRun(text: string, start: number): number {
  let at = start;
  while (at < text.length && text.charCodeAt(at) > blank) at += 1;
  return at;
}

function endOfLine(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  if (end < 0) return text.length;
  return text.charCodeAt(end - 1) === carriageReturn ? end - 1 : end;
}

function endingAt(text: string, end: number): LineEnding {
  if (end === text.length) return '';
  return text.charCodeAt(end) === newline ? '\n' : '\r\n';
}
