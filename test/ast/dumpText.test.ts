import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { beginningOf, dumpTextOf, placeOn, startOfSheet, wholeText } from '../../src/ast/dumpText.js';
import type { DumpText } from '../../src/ast/dumpText.js';
import { eachHead } from '../../src/ast/dumpLines.js';
import { writeDump } from '../../src/ast/writeDump.js';
import { extensions, parse, parseInPassing, parsePartly } from '../../src/index.js';
import { bindRuleset } from '../../src/ruleset/bindRuleset.js';
import { breath, filesIn, rulesOfFixtures } from './fixtureRules.js';
import { mutatedDump, mutatedDumpCount } from './mutatedDumps.js';
import { plainLines } from './plainLines.js';
import { toldOfBound } from './toldOfBound.js';

const root = join(import.meta.dirname, '../..');

/** The text on sheets that begin before the lines of these numbers, 0-based. */
function onSheets(text: string, isCut: (line: number) => boolean): DumpText {
  const sheets: string[] = [];
  for (const [number, line] of text.split(/(?<=\n)/).entries()) {
    if (sheets.length === 0 || isCut(number)) sheets.push(line);
    else sheets.push(`${sheets.pop() ?? ''}${line}`);
  }
  return dumpTextOf(sheets);
}

/** All that the readers make of a text. */
function told(text: string | DumpText): unknown {
  const all = [true, false].map((memo) => {
    const { dump, problems } = parse(text, { memo });
    const bound = toldOfBound(bindRuleset(dump, { extensions, family: 4 }));
    return [plainLines(dump), problems, dump.byteOrderMark, writeDump(dump), bound];
  });
  const passing = parseInPassing(text);
  const passed = [...eachHead(passing.dump)].length;
  const inPassing = [passed, passing.problems(), plainLines(passing.dump), writeDump(passing.dump)];
  const part = parsePartly(text);
  if (part === undefined) return { all, inPassing, partly: 'not' };
  const bound = toldOfBound(bindRuleset(part.dump, { extensions, family: 4 }));
  const partly = [bound, part.problems(), plainLines(part.dump), writeDump(part.dump)];
  return { all, inPassing, partly };
}

function expectSame(text: string, ...cuts: readonly ((line: number) => boolean)[]): void {
  const whole = told(text);
  for (const isCut of cuts) expect(told(onSheets(text, isCut))).toEqual(whole);
}

const always = (): boolean => true;
const everyThird = (line: number): boolean => line % 3 === 0;

const chains = (...names: readonly string[]): string => names.map((name) => `:${name} - [0:0]\n`).join('');
const rules = '-A a -j b\n-A a -s 10.0.0.1/32 -j DROP\n-A a -s 10.0.0.2/32 -j b\n-A b -j c\n-A c -j RETURN\n';
const long = `-A c -m comment --comment "${'x'.repeat(200_000)}" -j DROP\n`;

describe('a dump on sheets', () => {
  test('knows its text and its places', () => {
    const text = onSheets('ab\nc\n\nde', always);
    expect(text.sheets).toEqual(['ab\n', 'c\n', '\n', 'de']);
    expect([wholeText(text), text.length]).toEqual(['ab\nc\n\nde', 8]);
    expect([0, 1, 4, 7, 8, 9].map((length) => beginningOf(text, length))).toEqual([
      '',
      'a',
      'ab\nc',
      'ab\nc\n\nd',
      'ab\nc\n\nde',
      'ab\nc\n\nde',
    ]);
    expect([0, 1, 2, 3].map((index) => placeOn(text, startOfSheet(text, index) + (index % 2)))).toEqual([
      { sheet: 'ab\n', at: 0 },
      { sheet: 'c\n', at: 1 },
      { sheet: '\n', at: 0 },
      { sheet: 'de', at: 1 },
    ]);
  });

  test('is empty on none, and on empty ones', () => {
    for (const sheets of ['', [], ['', '']]) {
      expect(dumpTextOf(sheets)).toMatchObject({ sheets: [], length: 0 });
      expect(parse(dumpTextOf(sheets)).dump.lines).toEqual([]);
    }
  });

  test.each<[what: string, text: string]>([
    ['usual', `*nat\n${chains('a', 'b', 'c')}${rules}COMMIT\n`],
    ['with counters', `*nat\n${chains('a', 'b', 'c')}${rules.replaceAll('-A', '[1:2] -A')}COMMIT\n`],
    [
      'of several tables',
      `*nat\n${chains('a', 'b', 'c')}${rules}COMMIT\n*raw\n${chains('c', 'b', 'a')}${rules}COMMIT\n`,
    ],
    ['in which a chain stands out of order', `*nat\n${chains('a', 'c', 'b', 'd')}${rules}COMMIT\n`],
    [
      'in which chains are declared between rules',
      `*nat\n${chains('a', 'b')}${rules}${chains('c', 'd')}${rules}COMMIT\n`,
    ],
    ['in which rules stand apart', `*nat\n${chains('a', 'b', 'c')}${rules}${rules}COMMIT\n`],
    [
      'with policies between chains',
      `*filter\n${chains('a')}:INPUT DROP [0:0]\n${chains('b', 'c')}${rules}COMMIT\n`,
    ],
    ['with a byte order mark', `\xef\xbb\xbf*nat\n${chains('a', 'b', 'c')}${rules}COMMIT\n`],
    ['that is nothing but a byte order mark', '\xef\xbb\xbf'],
    ['without an end to its last line', `*nat\n${chains('a', 'b', 'c')}${rules}COMMIT`],
    ['that was cut off', `*nat\n${chains('a', 'b', 'c')}${rules.slice(0, -5)}`],
    [
      'with lines that end as on other systems',
      `*nat\n${chains('a', 'b')}${rules}COMMIT\n`.replaceAll('\n', '\r\n'),
    ],
    ['with one such line', `*nat\n${chains('a', 'b')}${rules}COMMIT\r\n`],
    ['with NUL bytes', `*nat\n${chains('a', 'b')}${rules}-A b -j\0 DROP\n\0\nCOMMIT\n`],
    [
      'with bytes beyond ASCII',
      `*nat\n${chains('a', 'b', '\xc3\xa4')}${rules}-A \xc3\xa4 -m comment --comment "\xff" -j b\nCOMMIT\n`,
    ],
    ['with a long line', `*nat\n${chains('a', 'b', 'c')}${rules}${long}-A c -j b\nCOMMIT\n`],
    [
      'with much that is wrong',
      `*nat\n${chains('a', 'a', 'DROP')}-A b -s 10.0.0.300 -j b\n-A a -I b\n-A a -j "\n-F a\n:b\nCOMMIT\nCOMMIT\n-A x -j y\n\n*foo\n`,
    ],
  ])('says the same as on one: %s', (_, text) => {
    expectSame(
      text,
      always,
      everyThird,
      ...Array.from({ length: 24 }, (_each, at) => (line: number) => line === at),
    );
  });

  test('keeps its chains as shortly as on one', () => {
    const text = `*nat\n${chains('a', 'b', 'c', 'd')}${rules}COMMIT\n`;
    const kept = [dumpTextOf(text), onSheets(text, always), onSheets(text, everyThird)].map((each) => {
      const part = parsePartly(each);
      return part && [...eachHead(part.dump)].map((head) => [head.kind, 'length' in head && head.length]);
    });
    expect(kept).toEqual(
      Array(3).fill([
        ['table', false],
        ['column', 4],
        ['commit', false],
      ]),
    );
  });

  test.each([...filesIn(join(root, 'test/fixtures')), ...filesIn(join(root, 'examples'))])(
    'says the same as on one: %s',
    (path) => {
      const text = readFileSync(path, 'latin1');
      if (text.length < 200_000) expectSame(text, always, everyThird);
    },
  );

  test('says the same as on one: mutated lines', async () => {
    const pool = rulesOfFixtures(root);
    const places = fc.array(fc.boolean(), { minLength: 80, maxLength: 80 });
    const property = fc.asyncProperty(
      mutatedDump(pool),
      places,
      fc.boolean(),
      async (text, cuts, inTable) => {
        const lines = text
          .replaceAll('\r', '')
          .split('\n')
          .filter((line) => !/^\s*(?:\*|COMMIT)/.test(line));
        const written = inTable ? `*filter\n${chains('C', 'D')}${lines.join('\n')}\nCOMMIT\n` : text;
        expectSame(written, always, (line) => cuts[line % cuts.length] === true);
        await breath();
      },
    );
    await fc.assert(property, { numRuns: Math.ceil(mutatedDumpCount / 2) });
  }, 3_600_000);
});
