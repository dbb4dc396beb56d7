import { stripVTControlCharacters } from 'node:util';
import { describe as group, expect, it } from 'vitest';
import { colourFor } from '../../src/format/colour.js';
import { drawTable } from '../../src/format/table.js';
import { formatTraceTable } from '../../src/format/trace/table.js';
import { textWidth } from '../../src/format/wrap.js';
import { samples } from './samples.js';
import { describe } from './words.js';

const plain = colourFor(false);

group('a trace as a table', () => {
  for (const [name, { trace, ruleset }] of Object.entries(samples)) {
    for (const width of [80, 140]) {
      it(`${name} at ${width} columns`, async () => {
        const text = formatTraceTable(trace, { ruleset, describe, detail: 'normal', width, colour: plain });
        await expect(text).toMatchFileSnapshot(`snapshots/${name}.table.${width}.txt`);
        for (const line of text.split('\n')) expect(textWidth(line), line).toBeLessThanOrEqual(width);
      });
    }
  }

  it.each([62, 80, 92, 100, 120, 140, 200])('keeps names of chains whole at %i columns', (width) => {
    const { trace, ruleset } = samples['calico-drop'] ?? never();
    const text = formatTraceTable(trace, { ruleset, describe, detail: 'verbose', width, colour: plain });
    const names = trace.paths.flatMap((path) =>
      path.hops.flatMap((hop) =>
        hop.kind === 'table'
          ? hop.steps.map((step) => (step.kind === 'rule' ? step.rule.chain : step.chain))
          : [],
      ),
    );
    for (const name of names) expect(text).toMatch(new RegExp(`│ ${name}(?: |$)`, 'm'));
    for (const line of text.split('\n')) expect(textWidth(line), line).toBeLessThanOrEqual(width);
  });

  it('lists every rule that did not match where verbose, and in colours the same text', () => {
    for (const { trace, ruleset } of Object.values(samples)) {
      const show = (colours: boolean): string =>
        formatTraceTable(trace, {
          ruleset,
          describe,
          detail: 'verbose',
          width: 160,
          colour: colourFor(colours),
        });
      const misses = trace.paths.flatMap((path) =>
        path.hops.flatMap((hop) => (hop.kind === 'table' ? hop.steps.flatMap((step) => step.misses) : [])),
      );
      expect(show(false).split('no match').length - 1).toBe(misses.length);
      expect(stripVTControlCharacters(show(true))).toBe(show(false));
    }
  });
});

group('drawTable', () => {
  it('leaves out columns without text, and narrows those that can give', () => {
    const cell = (text: string) => ({ text, role: 'plain' as const });
    const rows = [[cell('one'), cell(''), cell('a text of several words')]];
    const heads = [{ heading: 'a' }, { heading: 'empty' }, { heading: 'text', least: 8 }];
    expect(drawTable(heads, rows, 24, plain)).toBe(
      [
        '┌─────┬────────────────┐',
        '│ a   │ text           │',
        '├─────┼────────────────┤',
        '│ one │ a text of      │',
        '│     │ several words  │',
        '└─────┴────────────────┘',
        '',
      ].join('\n'),
    );
  });

  it.each([
    ['Thai', 'กำลังที่นี้ ไฟร์วอลล์ กำลังที่นี้'],
    ['Devanagari', 'हिन्दी क्षि स्पर्श ठीक'],
    ['Chinese', '日本語 の コメント'],
    ['letters with marks of their own', 'e\u0301te\u0301 日\u0301'],
    ['marks alone', '\u0301\u0301'],
    ['private characters', '\u{f0000}\u{f0001}\u0301'],
    ['pictures', '🔥 wall ☔'],
  ])('has a straight border beside %s', (_, text) => {
    const cell = (words: string, role: 'plain' | 'ended' = 'plain') => ({ text: words, role });
    const rows = [
      [cell('1'), cell(text, 'ended'), cell('x')],
      [cell('2'), cell(text), cell(text)],
      [cell('3'), cell('plain'), cell('y')],
    ];
    const heads = [{ heading: 'n' }, { heading: 'text', least: 4 }, { heading: 'more' }];
    for (const width of [24, 80]) {
      const drawn = drawTable(heads, rows, width, plain);
      expect(new Set(drawn.trimEnd().split('\n').map(textWidth)).size).toBe(1);
      expect(width < 80 || drawn.split(text).length === 4).toBe(true);
      expect(stripVTControlCharacters(drawTable(heads, rows, width, colourFor(true)))).toBe(drawn);
    }
  });

  it('puts a long table together without a seam', () => {
    const rows = Array.from({ length: 120 }, (_, index) => [{ text: String(index), role: 'plain' as const }]);
    const lines = drawTable([{ heading: 'n' }], rows, 40, plain).split('\n');
    expect(lines.slice(3, -2)).toEqual(rows.map(([one]) => `│ ${(one?.text ?? '').padEnd(3)} │`));
    expect([lines[0], lines[2], lines.at(-2), lines.at(-1)]).toEqual(['┌─────┐', '├─────┤', '└─────┘', '']);
  });
});

function never(): never {
  throw new Error('there is no such sample');
}
