import { describe, expect, test } from 'vitest';
import { parseChain, parseRule, parseTable } from '../../grammar/parser.js';
import type { Parsed } from '../../grammar/parser.js';
import { textOf } from '../../grammar/token.js';

const verbatim: ReadonlySet<string> = new Set(['--takes-any']);

function codeOf(parsed: Parsed<unknown>): string {
  return parsed.ok ? 'good' : `${parsed.failure.code} at ${parsed.failure.offset}+${parsed.failure.length}`;
}

describe('parseRule', () => {
  test('knows no option but those it is told of', () => {
    const parsed = parseRule('--takes-any -x --other -x', verbatim);
    const options = parsed.ok ? parsed.value.options : [];
    expect(options.map(({ name, words }) => [textOf(name), ...words.map(textOf)])).toEqual([
      ['--takes-any', '-x'],
      ['--other'],
      ['-x'],
    ]);
  });

  test('counts words as iptables-restore does, without counters', () => {
    const parsed = parseRule('[1:2] -A "a b" ! --x=1', verbatim);
    expect(parsed.ok ? parsed.value.wordCount : 0).toBe(4);
  });

  test.each([
    ['-A C', 'good'],
    ['', 'good'],
    ['x', 'unexpected-word at 0+1'],
    ['-A !', 'nothing-to-negate at 4+1'],
    ['-A ! !', 'nothing-to-negate at 5+1'],
    ['! x', 'nothing-to-negate at 2+1'],
    ['[1 -A', 'bad-counters at 0+2'],
  ])('%j', (line, outcome) => {
    expect(codeOf(parseRule(line, verbatim))).toBe(outcome);
  });

  test('is not disturbed by the line before', () => {
    parseRule('-A ! !', verbatim);
    expect(codeOf(parseRule('-A C', verbatim))).toBe('good');
  });
});

describe('parseTable and parseChain', () => {
  test.each([
    ['*filter', 'good'],
    ['* filter more', 'good'],
    ['*', 'missing-name at 1+1'],
  ])('%j', (line, outcome) => {
    expect(codeOf(parseTable(line))).toBe(outcome);
  });

  test.each([
    [':C -', 'good'],
    [':"a b" - [0:0] more and more', 'good'],
    [':', 'missing-name at 1+1'],
    [':C', 'missing-policy at 2+1'],
  ])('%j', (line, outcome) => {
    expect(codeOf(parseChain(line))).toBe(outcome);
  });
});
