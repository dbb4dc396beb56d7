import { bang, blank, dash } from '../../grammar/characters.js';
import { endOfPlainValue } from '../../grammar/word.js';
import type { OptionNode, RuleLine, TableLine, Word } from './ast.js';
import { usualSentences } from './usualSentences.js';

/** The words of a rule that has nothing but `-A CHAIN` and its options, one blank between them. */
export type SimpleRule = Pick<RuleLine, 'command' | 'chain' | 'options'>;

const append = '-A ';
/** Stands for a value in a sentence. */
const anyValue = '_';

/**
 * The rule whose `-A` stands at `start` (0-based, behind its counters), if it says a usual sentence: then its words are what the grammar would find. What they
 * mean, beyond quotes, and how long they are is not looked at.
 */
export function usualRule(text: string, start: number): SimpleRule | undefined {
  if (!text.startsWith(append, start)) return undefined;
  const chainEnd = endOfPlainValue(text, start + append.length);
  if (chainEnd < 0 || text.charCodeAt(chainEnd) !== blank) return undefined;
  const words: string[] = [];
  for (let at = chainEnd; text.charCodeAt(at) === blank;) {
    const end = endOfPiece(text, at + 1);
    if (end < 0) return undefined;
    words.push(text.slice(at + 1, end));
    at = end;
  }
  if (!usualSentences.has(words.map((word) => (isFixed(word) ? word : anyValue)).join(' '))) return undefined;
  return {
    command: wordOf(append.trim()),
    chain: wordOf(text.slice(start + append.length, chainEnd)),
    options: optionsOf(words),
  };
}

/** Where a value ends, or what has to stand as it is in the sentence. */
function endOfPiece(text: string, start: number): number {
  const first = text.charCodeAt(start);
  if (first !== dash && first !== bang) return endOfPlainValue(text, start);
  let at = start;
  while (at < text.length && text.charCodeAt(at) > blank) at += 1;
  return at;
}

function isFixed(word: string): boolean {
  const first = word.charCodeAt(0);
  return first === dash || first === bang;
}

/** Of words that say a sentence: an option goes up to the next one, and a `!` belongs to the one behind it. */
function optionsOf(words: readonly string[]): readonly OptionNode[] {
  const options: { readonly negation?: Word; readonly name: Word; readonly words: Word[] }[] = [];
  for (const [index, word] of words.entries()) {
    if (word.charCodeAt(0) === bang) continue;
    const negation = index > 0 && words[index - 1] === '!' ? { negation: wordOf('!') } : {};
    if (isFixed(word)) options.push({ ...negation, name: wordOf(word), words: [] });
    else options.at(-1)?.words.push(wordOf(word));
  }
  return options;
}

/** As it is written; where it stands does not matter to a shape. */
function wordOf(text: string): Word {
  return { text, column: 1 };
}

/** A line that is nothing but `*` and a name, ended by a newline: what the grammar would make of it. `number` is that of the line, 1-based. */
export function usualTable(text: string, start: number, number: number): TableLine | undefined {
  tableLine.lastIndex = start;
  const name = tableLine.exec(text)?.[1];
  if (name === undefined) return undefined;
  return {
    kind: 'table',
    line: number,
    ending: '\n',
    before: '',
    name: { text: name, column: 2 },
    after: '',
  };
}

const tableLine = /\*([a-z]+)\n/y;
