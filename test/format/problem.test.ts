import { describe, expect, test } from 'vitest';
import type { Problem } from '../../src/ast/problem.js';
import { readAst } from '../../src/ast/readAst.js';
import { colourFor } from '../../src/format/colour.js';
import { writeProblem } from '../../src/format/problem.js';

const plain = { width: 60, colour: colourFor(false), source: 'node.save' };

function firstProblem(text: string): Problem {
  const [problem] = readAst(text, { verbatim: new Set(['-j', '--comment']) }).problems;
  if (problem === undefined) throw new Error('no problem found');
  return problem;
}

describe('writeProblem', () => {
  test('names place, line, caret, what was expected and a hint', () => {
    const problem = firstProblem('*filter\n-A INPUT -t nat -j DROP\nCOMMIT\n');
    expect(writeProblem(problem, plain).split('\n')).toEqual([
      'node.save:2:10: error: -t cannot stand in a dump; the table is that of the "*table" line above [table-option]',
      '    -A INPUT -t nat -j DROP',
      '             ^~',
      '  expected: another option',
      '  hint: to trace what a script of iptables commands sets up,',
      '        run it, then iptables-save',
    ]);
  });

  test('marks the place behind the end where something is missing', () => {
    const problem = firstProblem('*filter\n:CHAIN\nCOMMIT\n');
    expect(writeProblem(problem, plain).split('\n').slice(0, 3)).toEqual([
      'node.save:2:7: error: a chain line without a policy [missing-policy]',
      '    :CHAIN',
      '          ^',
    ]);
  });

  test('leaves out what a problem does not have', () => {
    expect(
      writeProblem({ severity: 'error', code: 'empty-input', message: 'the input is empty' }, plain),
    ).toBe('node.save: error: the input is empty [empty-input]');
  });

  test('prefers the source that the problem names', () => {
    const problem: Problem = {
      severity: 'warning',
      code: 'x',
      message: 'm',
      line: 3,
      source: '--ipset sets.txt',
    };
    expect(writeProblem(problem, plain)).toBe('--ipset sets.txt:3: warning: m [x]');
  });

  test.each([
    ['at the beginning', 'x'.repeat(500), 1, `${'x'.repeat(54)}…`, '^'],
    [
      'in the middle',
      `${'a'.repeat(300)}B${'c'.repeat(300)}`,
      301,
      `…${'a'.repeat(18)}B${'c'.repeat(35)}…`,
      `${' '.repeat(19)}^`,
    ],
    ['at the end', `${'a'.repeat(300)}B`, 301, `…${'a'.repeat(18)}B`, `${' '.repeat(19)}^`],
    ['behind the end', 'a'.repeat(300), 301, `…${'a'.repeat(18)}`, `${' '.repeat(19)}^`],
  ])('cuts a long line around a caret %s', (_name, excerpt, column, line, caret) => {
    const problem: Problem = {
      severity: 'error',
      code: 'x',
      message: 'm',
      line: 1,
      column,
      length: 1,
      excerpt,
    };
    const [, shown, under] = writeProblem(problem, plain).split('\n');
    expect(shown).toBe(`    ${line}`);
    expect(under).toBe(`    ${caret}`);
  });

  test('counts columns as shown, not bytes', () => {
    const excerpt = Buffer.from('-A "ä東\x1b[1m" foo', 'utf8').toString('latin1');
    const column = excerpt.indexOf('foo') + 1;
    const problem: Problem = {
      severity: 'error',
      code: 'x',
      message: 'm',
      line: 1,
      column,
      length: 3,
      excerpt,
    };
    expect(writeProblem(problem, plain).split('\n').slice(1)).toEqual([
      '    -A "ä東\\x1b[1m" foo',
      '                    ^~~',
    ]);
  });

  test('lets no control character of the input through', () => {
    const problem = firstProblem('*filter\n-A \x1b]0;owned\x07 \x9b31m\nCOMMIT\n');
    expect(writeProblem(problem, plain).replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });
});
