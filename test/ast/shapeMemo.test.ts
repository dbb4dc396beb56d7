import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eachLine, lineOf } from '../../src/ast/dumpLines.js';
import { isRemembered } from '../../src/ast/rememberedLine.js';
import { writeDump, writeLine, writeRule } from '../../src/ast/writeDump.js';
import type { AstReading } from '../../src/ast/readAst.js';
import { parse } from '../../src/index.js';
import { plainLine, plainLines } from './plainLines.js';
import { mutatedDump, mutatedDumpCount } from './mutatedDumps.js';
import { breath, filesIn, rulesOfFixtures } from './fixtureRules.js';

const root = join(import.meta.dirname, '../..');
const corpus = process.env['CALITRACE_CORPUS'] ?? join(root, '../shared/corpus');

/** All that can be asked of a reading. */
function told({ dump, problems }: AstReading): unknown {
  const one = [...eachLine(dump)].map(plainLine);
  const other = dump.lines.map((_, index) => lineOf(dump, index + 1)).map((line) => line && plainLine(line));
  const beyond = [lineOf(dump, 0), lineOf(dump, dump.lines.length + 1)];
  const written = dump.lines.map((line) => [writeLine(line), line.kind === 'rule' ? writeRule(line) : '']);
  return {
    one,
    other,
    beyond,
    lines: plainLines(dump),
    mark: dump.byteOrderMark,
    problems,
    written,
    text: writeDump(dump),
  };
}

function expectSame(text: string): void {
  expect(told(parse(text))).toEqual(told(parse(text, { memo: false })));
}

/** Each line as it was read: `=` by its shape, `.` by the grammar. */
function remembered(text: string): string {
  return parse(text)
    .dump.lines.map((line) => (isRemembered(line) ? '=' : '.'))
    .join('');
}

const pool = rulesOfFixtures(root);

describe('which lines are read by their shape', () => {
  test.each<[name: string, lines: readonly string[], how: string]>([
    ['the same line', ['-A C -x D', '-A C -x D'], '.='],
    ['a usual sentence', ['-A C -j D', '[1:2] -A C -s 1 -j D', '-A C -j D -s 1'], '==.'],
    ['other values', ['-A C -s 1 -x D', '-A D -s "x y" -x E'], '.='],
    ['other counters', ['[0:0] -A C', '[12:34] -A C', '-A C', '[5:6] -A C'], '.=.='],
    ['counters out of range', ['[0:0] -A C', '[99999999999999999999:0] -A C'], '..'],
    ['chains', [':A - [0:0]', ':INPUT DROP [1:2]', ':B -', ':DROP - [0:0]', ': X - [0:0]'], '==...'],
    ['another option', ['-A C -s 1', '-A C -d 1', '-A C -s 2'], '..='],
    ['negated', ['-A C -s 1', '-A C ! -s 1', '-A C ! -s 2'], '..='],
    ['one value more', ['-A C --x a', '-A C --x a b', '-A C --x'], '...'],
    ['a value like an option', ['-A C --comment a', '-A C --comment -j', '-A C --comment -j'], '..='],
    ['a quoted option', ['-A C --comment a', '-A C --comment "-j"'], '..'],
    ['quotes within', ['-A C --comment a', '-A C --comment a"b"', '-A C --comment "a"b'], '...'],
    ['quotes escaped', ['-A C --comment a', '-A C --comment "a \\" b"', '-A C --comment "a'], '.=.'],
    ['two blanks', ['-A C -j D', '-A C  -j D', '-A C -j D ', ' -A C -j D'], '=...'],
    ['a tab', ['-A C -j D', '-A C\t-j D'], '=.'],
    ['a NUL byte', ['-A C -j D', '-A C -j D\0'], '=.'],
    ['a long name', ['-A C', `-A ${'x'.repeat(28)}`, `-A ${'x'.repeat(29)}`], '.=.'],
    ['a long word', ['-A C -j D', `-A C -j ${'x'.repeat(1024)}`], '=.'],
    ['other commands', ['-I C -j D', '-I C -j D', '-N C', '-N D', '-P C DROP', '-P D DROP'], '......'],
    ['in one word', ['-A C --dport=53', '-A C --dport=53'], '..'],
    ['comments and COMMIT', ['# x', '# x', 'COMMIT', 'COMMIT'], '....'],
  ])('%s', (_, lines, how) => {
    expect(remembered(lines.join('\n'))).toBe(how);
    expectSame(lines.join('\n'));
  });

  test('each line ends in its own way', () => {
    expect(remembered('-A C\r\n-A C\n-A C\r\n-A C\r')).toBe('.==.');
    expectSame('-A C\r\n-A C\n-A C\r\n-A C\r');
    expectSame('\xef\xbb\xbf-A C\n-A C');
  });

  test('not more than 512 shapes', () => {
    const all = Array.from({ length: 600 }, (_, index) => `-A C --option-${index} x`);
    expect(remembered([...all, ...all].join('\n'))).toBe('.'.repeat(1200));
    const most = all.slice(0, 512);
    expect(remembered([...most, ...most, ...all].join('\n'))).toBe(
      `${'.'.repeat(512)}${'='.repeat(1024)}${'.'.repeat(88)}`,
    );
  });
});

describe('reading by shapes tells the same as reading by the grammar', () => {
  test.each([...filesIn(join(root, 'test/fixtures')), ...filesIn(join(root, 'examples'))])('%s', (path) => {
    const text = readFileSync(path, 'latin1');
    expectSame(text);
    expectSame(`${text}\n${text}`);
  });

  test('for mutated lines', async () => {
    const property = fc.asyncProperty(mutatedDump(pool), async (text) => {
      expectSame(text);
      await breath();
    });
    await fc.assert(property, { numRuns: mutatedDumpCount });
  }, 3_600_000);

  test.skipIf(!existsSync(join(corpus, 'INDEX.tsv')))(
    'for the corpus',
    async () => {
      for (const path of filesIn(corpus)) {
        expectSame(readFileSync(path, 'latin1'));
        await breath();
      }
    },
    600_000,
  );
});
