import type { OptionNode, Word } from '../ast/ast.js';
import { ruleOptions, shortOptions } from './ruleOptions.js';

/**
 * The options of a cluster, `-fp tcp` as `-f -p tcp`: short options without value may share a dash with the next one. Any
 * other option is given back as it is.
 * @see getopt(3)
 */
export function partOfCluster(option: OptionNode): readonly OptionNode[] {
  if (option.joined !== true) return [option];
  const options: OptionNode[] = [];
  let node = option;
  for (;;) {
    const [rest, ...words] = node.words;
    const next = rest?.text.slice(0, 1) ?? '';
    if (node.joined !== true || rest === undefined || !isFlag(node.name.text) || next === '-') {
      options.push(node);
      return options;
    }
    const { negation, name } = node;
    options.push(negation === undefined ? { name, words: [] } : { negation, name, words: [] });
    node = nextOf(rest, next, words);
  }
}

function isFlag(written: string): boolean {
  const key = written.startsWith('--') ? undefined : shortOptions.get(written.slice(1));
  return key !== undefined && ruleOptions[key].type.takes === 0;
}

function nextOf(rest: Word, letter: string, words: readonly Word[]): OptionNode {
  const name: Word = { text: `-${letter}`, raw: letter, column: rest.column };
  const value = rest.text.slice(letter.length);
  if (value === '') return { name, words };
  return { name, words: [{ text: value, column: rest.column + letter.length }, ...words], joined: true };
}
