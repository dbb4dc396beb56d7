import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { longestText, sheetLength } from '../../src/ast/dumpText.js';
import { processIo } from '../../src/cli/io.js';

const folder = mkdtempSync(join(tmpdir(), 'calitrace-sheets-'));
afterAll(() => rmSync(folder, { recursive: true }));

const io = processIo();

function sheetsOf(text: string): readonly string[] {
  const path = join(folder, 'dump.save');
  writeFileSync(path, text, 'latin1');
  const sheets = io.readSheets(path);
  expect(sheets.join('') === text).toBe(true);
  expect(io.readFile(path) === text).toBe(true);
  return sheets;
}

/** A line of so many bytes, its newline included. */
const line = (length: number, filler = 'x'): string => `${filler.repeat(length - 1)}\n`;
const lines = (length: number, count: number): string => line(length).repeat(count);

describe('a file is read on sheets', () => {
  test.each<[what: string, text: string, sheets: readonly number[]]>([
    ['of none', '', [0]],
    ['that is small', 'a\nb', [3]],
    [
      'of lines that fill sheets',
      lines(1024, 5000),
      [sheetLength, sheetLength, 5000 * 1024 - 2 * sheetLength],
    ],
    ['of lines that do not', lines(1000, 5000), [2_097_000, 2_097_000, 806_000]],
    ['that ends with its sheet', lines(1024, 2048), [sheetLength]],
    ['without an end', `${lines(1024, 2047)}${'x'.repeat(1025)}`, [2047 * 1024, 1025]],
    ['whose line ends behind a sheet', `${lines(1024, 2047)}${line(1025)}${line(7)}`, [2047 * 1024, 1032]],
    ['of a long line', line(5_000_000), [5_000_000]],
    ['of a long line without an end', 'x'.repeat(5_000_000), [5_000_000]],
    ['of a line as long as a sheet', `${line(sheetLength)}${line(9)}`, [sheetLength, 9]],
    ['of a line a little longer', `${line(sheetLength + 1)}${line(9)}`, [sheetLength + 1, 9]],
    [
      'with a long line among others',
      `${line(9)}${line(5_000_000)}${lines(1000, 5000)}${line(6_000_000)}${line(8)}`,
      [9, 5_000_000, 2_097_000, 2_097_000, 806_000, 6_000_000, 8],
    ],
    ['of any bytes', `${line(1_500_000, '\0')}${line(1_500_000, '\xff')}\r\n`, [1_500_000, 1_500_002]],
  ])('%s', (_, text, sheets) => {
    expect(sheetsOf(text).map(({ length }) => length)).toEqual(sheets);
  });

  test('it may be too large', () => {
    const path = join(folder, 'large.save');
    writeFileSync(path, '');
    truncateSync(path, longestText + 1);
    expect(() => io.readSheets(path)).toThrow(/too large/);
  });

  test('a folder is none', () => {
    expect(() => io.readSheets(folder)).toThrow(/EISDIR/);
    expect(() => io.readSheets(join(folder, 'none'))).toThrow(/ENOENT/);
  });
});
