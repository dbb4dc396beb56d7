import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { writeDump, writeLine, writeRule } from '../../src/ast/writeDump.js';
import { read } from './support.js';

const fixtures = join(import.meta.dirname, '../fixtures/dumps');
const corpus = process.env['CALITRACE_CORPUS'] ?? join(import.meta.dirname, '../../../shared/corpus');

function roundTrip(text: string): string {
  return writeDump(read(text).dump);
}

describe('writeDump gives back what readAst was given', () => {
  test.each(readdirSync(fixtures))('%s', (name) => {
    const text = readFileSync(join(fixtures, name), 'latin1');
    expect(roundTrip(text)).toBe(text);
  });

  test.each([
    '',
    '\n',
    '\n\n',
    '\r\n',
    '\r',
    'x',
    '\xef\xbb\xbf',
    '\xef\xbb\xbf\n',
    '*',
    ':',
    '[',
    '!',
    '"',
    '\0',
  ])('%j', (text) => {
    expect(roundTrip(text)).toBe(text);
  });

  test('for any bytes', () => {
    const byte = fc.oneof(
      fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
      fc.constantFrom(' ', '\n', '"', '\\', '!', '-', '*', ':', '[', ']', 'A', '=', '\t', '\0'),
    );
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 80 }), (bytes) => {
        const text = bytes.join('');
        expect(roundTrip(text)).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });

  test('for any words in any order', () => {
    const word = fc.constantFrom(
      ...[
        '-A',
        '-AC',
        '--append',
        '--append=C',
        '-I',
        '-N',
        '-P',
        'C',
        '1',
        '!',
        '"!"',
        '-j',
        '"-j"',
        '--comment',
      ],
      ...[
        '"a b"',
        'a"b',
        '"a"b',
        '--comment="x',
        '"--comment=x"',
        '-p"tcp"',
        '--dport=',
        '--',
        '-',
        '[1:2]',
        '""',
      ],
      ...['*filter', ':C', 'COMMIT', '#', '\0', '-t', '-F'],
    );
    const gap = fc.constantFrom(' ', ' ', ' ', '', '  ', '\t', '\n', '\r\n');
    fc.assert(
      fc.property(fc.array(fc.tuple(word, gap), { maxLength: 12 }), (words) => {
        const text = words.flat().join('');
        expect(roundTrip(text)).toBe(text);
      }),
      { numRuns: 5000 },
    );
  });
});

describe('a rule written again', () => {
  test.each([
    ['-A C -j DROP', '-A C -j DROP'],
    ['  -A C -j DROP  ', '-A C -j DROP'],
    ['[1:2] -A C -j DROP', '-A C -j DROP'],
    ['[1:2]  -A C ! -s "1"', '-A C ! -s "1"'],
    [' -s 1 -A C', '-s 1 -A C'],
    ['[1:2] -s 1 -A C', '-s 1 -A C'],
    ['-A C -j D --', '-A C -j D'],
    ['-A C\0', '-A C'],
  ])('%j', (line, written) => {
    const [rule] = read(`${line}\n`).dump.lines;
    expect(rule?.kind === 'rule' ? writeRule(rule) : 'no rule').toBe(written);
    expect(rule === undefined ? undefined : writeLine(rule)).toBe(line);
  });

  test('means the same, whatever its values are', () => {
    const value = fc.oneof(
      fc.string({ unit: fc.constantFrom('a', ' ', '"', '\\', "'", '!', '-', '\t', '='), maxLength: 8 }),
      fc.constantFrom('-j', '--dport', '!', 'COMMIT', '-A', ''),
    );
    fc.assert(
      fc.property(value, value, (comment, chain) => {
        const text = `-A ${saved(chain)} --comment ${saved(comment)} ! --dport 5 -j DROP`;
        const [rule] = read(text).dump.lines;
        if (rule?.kind !== 'rule') throw new Error('no rule');
        expect(rule.chain.text).toBe(chain);
        expect(rule.options.map(({ name, words }) => [name.text, ...words.map((it) => it.text)])).toEqual([
          ['--comment', comment],
          ['--dport', '5'],
          ['-j', 'DROP'],
        ]);
      }),
      { numRuns: 2000 },
    );
  });
});

/** A value as iptables-save prints it. @see iptables libxtables/xtables.c xtables_save_string */
function saved(value: string): string {
  return /^[\w-]+$/.test(value) ? value : `"${value.replace(/["\\']/g, '\\$&')}"`;
}

describe.skipIf(!existsSync(join(corpus, 'INDEX.tsv')))('the corpus', () => {
  const index = existsSync(join(corpus, 'INDEX.tsv'))
    ? readFileSync(join(corpus, 'INDEX.tsv'), 'utf8')
        .split('\n')
        .slice(1)
        .map((row) => row.split('\t'))
    : [];

  test('every file comes back byte for byte', () => {
    const changed = readdirSync(corpus, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => {
        const text = readFileSync(path, 'latin1');
        return roundTrip(text) !== text;
      });
    expect(changed).toEqual([]);
  }, 180_000);

  test('what both iptables-restore accept has no error', () => {
    const accepted = index.filter(([, , , , , , , legacy, nft]) => legacy === 'yes' && nft === 'yes');
    const wrong = accepted.flatMap(([path = '']) =>
      read(readFileSync(join(corpus, path), 'latin1'))
        .problems.filter(({ severity }) => severity === 'error')
        .map(({ line, code }) => `${path}:${line ?? 0} ${code}`),
    );
    expect(accepted.length).toBeGreaterThan(0);
    expect(wrong).toEqual([]);
  }, 180_000);
});
