import { carriageReturn, newline } from '../../grammar/characters.js';
import type { LineEnding } from './ast.js';
import { withForeignHint } from './foreignCharacters.js';
import type { Problem } from './problem.js';

/** A line as cut from the text, before it is read. */
export interface RawLine {
  /** 1-based. */
  readonly line: number;
  /** Without its ending, and for the first line without byte order mark. */
  readonly raw: string;
  readonly ending: LineEnding;
}

/** Where the line that begins at `start` ends: behind its newline, or at the end of the text. 0-based. */
export function nextLine(text: string, start: number): number {
  const newline = text.indexOf('\n', start);
  return newline < 0 ? text.length : newline + 1;
}

/** Cuts the line out that begins at `start` (0-based) and ends at `next`. `line` is its number. */
export function cutLine(text: string, start: number, next: number, line: number): RawLine {
  const ending = endingOf(text, start, next);
  return { line, raw: text.slice(start, next - ending.length), ending };
}

function endingOf(text: string, start: number, next: number): LineEnding {
  if (text.charCodeAt(next - 1) !== newline) return '';
  return next - start > 1 && text.charCodeAt(next - 2) === carriageReturn ? '\r\n' : '\n';
}

/** A problem of `length` bytes at a 0-based offset of a line. */
export function problemAt(
  { line, raw }: RawLine,
  offset: number,
  length: number,
  problem: Pick<Problem, 'severity' | 'code' | 'message' | 'expected' | 'hint'>,
): Problem {
  return {
    ...withForeignHint(problem, raw),
    line,
    column: offset + 1,
    length: Math.max(length, 1),
    excerpt: raw,
  };
}
