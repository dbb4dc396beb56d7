import type { Problem } from '../ast/problem.js';
import type { Colour } from './colour.js';
import { harmlessPieces } from './harmless.js';
import { harmlessSentence } from './sentence.js';
import { textWidth, wrapText } from './wrap.js';

export interface ProblemOptions {
  /** Columns; longer lines of the input are cut around the caret. */
  readonly width: number;
  readonly colour: Colour;
  /** What the input is called where the problem does not say: a path, `stdin`. */
  readonly source: string;
}

const indent = '    ';
/** However narrow the terminal, so much of a line is shown. */
const leastRoom = 20;

/**
 * A problem as text, without final newline: where, what, the line with a caret under it, what was expected, a hint.
 * Nothing in it can steer a terminal.
 */
export function writeProblem(problem: Problem, options: ProblemOptions): string {
  const { colour } = options;
  const role = problem.severity === 'error' ? 'ended' : 'unsure';
  const head = [
    colour('strong', writePlace(problem, options.source)),
    colour(role, `${problem.severity}:`),
    harmlessSentence(problem.message),
    colour('dim', `[${problem.code}]`),
  ];
  return [
    head.join(' '),
    ...writeExcerpt(problem, options, role),
    ...writeRemark('expected', problem.expected, options),
    ...writeRemark('hint', problem.hint, options),
  ].join('\n');
}

function writePlace({ source, line, column }: Problem, fallback: string): string {
  const parts = [harmlessSentence(source ?? fallback)];
  if (line !== undefined) parts.push(String(line));
  if (line !== undefined && column !== undefined) parts.push(String(column));
  return `${parts.join(':')}:`;
}

function writeRemark(label: string, text: string | undefined, { width, colour }: ProblemOptions): string[] {
  if (text === undefined) return [];
  const lead = `  ${label}: `;
  const lines = wrapText(harmlessSentence(text), Math.max(width - lead.length, leastRoom));
  return lines.map((line, index) => (index === 0 ? colour('dim', lead) : ' '.repeat(lead.length)) + line);
}

function writeExcerpt(
  { excerpt, column, length }: Problem,
  { width, colour }: ProblemOptions,
  role: Parameters<Colour>[0],
): string[] {
  if (excerpt === undefined) return [];
  const room = Math.max(width - indent.length, leastRoom);
  const start = (column ?? 1) - 1;
  const shown = cutAround(excerpt, start, start + (length ?? 1), room);
  const caret = ' '.repeat(shown.before) + colour(role, '^'.padEnd(shown.under, '~'));
  return [indent + shown.text, ...(column === undefined ? [] : [indent + caret])];
}

interface Cut {
  readonly text: string;
  /** Columns before the caret, and columns that it marks (at least 1). */
  readonly before: number;
  readonly under: number;
}

/** As much of a line as fits `room` columns, a third of it before the marked part. Offsets are bytes, 0-based. */
function cutAround(line: string, start: number, end: number, room: number): Cut {
  const from = characterStart(line, Math.max(0, start - room));
  const pieces = piecesFrom(line, from, start + 2 * room);
  const behind = pieces.findIndex(({ next }) => next > start);
  const mark = behind < 0 ? pieces.length : behind;
  const isWhole = from === 0 && (pieces.at(-1)?.next ?? 0) >= line.length && widthOf(pieces) <= room;
  const first = isWhole ? 0 : fitBackwards(pieces, mark, Math.floor(room / 3));
  const last = isWhole ? pieces.length : fitForwards(pieces, first, room - 2);
  const marked = pieces.slice(mark, last).filter(({ at }) => at < end);
  const lead = isWhole || (first === 0 && from === 0) ? '' : '…';
  const tail = isWhole || (pieces[last - 1]?.next ?? line.length) >= line.length ? '' : '…';
  const shown = pieces.slice(first, last).map(({ text }) => text);
  return {
    text: lead + shown.join('') + tail,
    before: lead.length + widthOf(pieces.slice(first, mark)),
    under: Math.max(widthOf(marked), 1),
  };
}

/** One character as it is shown; `at` and `next` are byte offsets. */
interface Piece {
  readonly text: string;
  readonly width: number;
  readonly at: number;
  readonly next: number;
}

function piecesFrom(line: string, from: number, to: number): readonly Piece[] {
  const { texts, lengths } = harmlessPieces(line.slice(from, to));
  let at = from;
  return texts.map((text, index) => {
    const piece = { text, width: textWidth(text), at, next: at + (lengths[index] ?? 1) };
    at = piece.next;
    return piece;
  });
}

/** The first of the pieces that fit `room` columns and end before `mark`. */
function fitBackwards(pieces: readonly Piece[], mark: number, room: number): number {
  let first = mark;
  let left = room;
  while (first > 0 && (pieces[first - 1]?.width ?? 0) <= left) {
    first -= 1;
    left -= pieces[first]?.width ?? 0;
  }
  return first;
}

/** The end (exclusive) of the pieces that fit `room` columns and begin at `first`. */
function fitForwards(pieces: readonly Piece[], first: number, room: number): number {
  let last = first;
  let left = room;
  while (last < pieces.length && (pieces[last]?.width ?? 0) <= left) {
    left -= pieces[last]?.width ?? 0;
    last += 1;
  }
  return last;
}

function widthOf(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { width }) => sum + width, 0);
}

/** The first byte of the character that a byte belongs to, as far as UTF-8 goes. */
function characterStart(line: string, at: number): number {
  let start = at;
  while (start > 0 && at - start < 3 && (line.charCodeAt(start) & 0xc0) === 0x80) start -= 1;
  return start;
}
