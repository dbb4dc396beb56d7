import type { Line } from '../../src/ast/ast.js';
import { readAst } from '../../src/ast/readAst.js';
import type { AstReading } from '../../src/ast/readAst.js';

/** The options of these tests whose next word is a value whatever it looks like. */
const verbatim: ReadonlySet<string> = new Set([
  '--comment',
  '--log-prefix',
  '--string',
  '-j',
  '-g',
  '-m',
  '-s',
  '-i',
]);

export function read(text: string): AstReading {
  return readAst(text, { verbatim });
}

/** Text of a test as a dump has it: UTF-8, one character a byte. */
export function latin1(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** The line of a text that has one. */
export function readOne(text: string): Line {
  const [line] = read(text).dump.lines;
  if (line === undefined) throw new Error('no line');
  return line;
}

/** The problems of a text, shortly: `error 3:5 unknown-policy`. */
export function problemsOf(text: string): readonly string[] {
  return read(text).problems.map(({ severity, line, column, code }) =>
    [severity, `${line ?? '-'}:${column ?? '-'}`, code].join(' '),
  );
}
