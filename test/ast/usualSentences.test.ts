import { describe, expect, test } from 'vitest';
import { readAst } from '../../src/ast/readAst.js';
import { isRemembered } from '../../src/ast/rememberedLine.js';
import { usualTable } from '../../src/ast/usualLines.js';
import { usualSentences } from '../../src/ast/usualSentences.js';
import { plainLine, plainLines } from './plainLines.js';

const vocabulary = { verbatim: new Set(['-j', '-g', '-m', '-p', '--comment', '--log-prefix']) };

/** A line that says the sentence, and one with other values, some in quotes. */
function linesOf(sentence: string): string {
  const values = ['a', '"b \\" c"', 'tcp', '0x1/0xff', '"-d"', '10.0.0.0/8'];
  const other = sentence.split(' ').map((word, index) => (word === '_' ? (values[index % 4] ?? '') : word));
  return `-A C ${sentence}\n[1:2] -A "D E" ${other.join(' ')}\n`;
}

describe('usual sentences', () => {
  test.each([...usualSentences])('%s', (sentence) => {
    const text = linesOf(sentence);
    const byGrammar = readAst(text, vocabulary, false);
    const byItself = readAst(text, vocabulary);
    expect(byItself.dump.lines.map(isRemembered)).toEqual([true, true]);
    expect(plainLines(byItself.dump)).toEqual(plainLines(byGrammar.dump));
    expect(byItself.problems).toEqual(byGrammar.problems);
    const words = byGrammar.dump.lines.flatMap((line) => (line.kind === 'rule' ? line.options : []));
    expect(words.length).toBeGreaterThan(0);
  });

  test.each<[name: string, line: string]>([
    ['a sentence that is none of them', '-A C -j D -j E'],
    ['a value that is an option', '-A C -m comment --comment -j -j D'],
    ['an option in quotes', '-A C "-j" D'],
    ['an option with its value', '-A C -jD'],
    ['two blanks', '-A C  -j D'],
    ['a blank at the end', '-A C -j D '],
    ['a quote within a value', '-A C -j D"E"'],
    ['another command', '-I C -j D'],
  ])('%s goes through the grammar', (_, line) => {
    expect(readAst(`${line}\n`, vocabulary).dump.lines.map(isRemembered)).toEqual([false]);
  });
});

describe('usualTable', () => {
  test.each<[text: string, usual: boolean]>([
    ['*filter\n', true],
    ['*x\n', true],
    ['*filter', false],
    ['*filter \n', false],
    ['* filter\n', false],
    ['*filter\r\n', false],
    ['*\n', false],
    ['*filter x\n', false],
    ['*a-b\n', false],
  ])('%j', (text, usual) => {
    const [byGrammar] = readAst(text, vocabulary, false).dump.lines;
    const table = usualTable(`\n\n${text}`, 2, 1);
    expect(table === undefined ? undefined : plainLine(table)).toEqual(
      usual && byGrammar !== undefined ? plainLine(byGrammar) : undefined,
    );
  });
});
