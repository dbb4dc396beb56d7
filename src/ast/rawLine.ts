import type { Line } from './ast.js';
import type { Problem } from './problem.js';

/** A line as cut from the text, before it is read. */
export interface RawLine {
  /** 1-based. */
  readonly line: number;
  /** Without its ending, and for the first line without byte order mark. */
  readonly raw: string;
  readonly ending: Line['ending'];
}

/** Cuts text into lines. The text after the last newline is a line too, unless it is empty. */
export function splitLines(text: string): RawLine[] {
  const lines: RawLine[] = [];
  for (let start = 0; start < text.length;) {
    const newline = text.indexOf('\n', start);
    const line = lines.length + 1;
    if (newline < 0) {
      lines.push({ line, raw: text.slice(start), ending: '' });
      break;
    }
    const returned = newline > start && text.charCodeAt(newline - 1) === 0x0d;
    lines.push({
      line,
      raw: text.slice(start, returned ? newline - 1 : newline),
      ending: returned ? '\r\n' : '\n',
    });
    start = newline + 1;
  }
  return lines;
}

/** A problem of `length` bytes at a 0-based offset of a line. */
export function problemAt(
  { line, raw }: RawLine,
  offset: number,
  length: number,
  problem: Pick<Problem, 'severity' | 'code' | 'message' | 'expected' | 'hint'>,
): Problem {
  return { ...problem, line, column: offset + 1, length: Math.max(length, 1), excerpt: raw };
}
