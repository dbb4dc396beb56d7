import CliTable from 'cli-table3';
import type { Colour, Role } from './colour.js';
import { isOfUsualWidth, textWidth, wrapText } from './wrap.js';

/** A column: its heading, and whether it gives way on a narrow page. */
export interface TableColumn {
  readonly heading: string;
  /** It is wrapped, down to its heading or `least` columns; the others keep the width of their text. */
  readonly least?: number;
  /** Its words are names to be copied: those of all other columns are broken before them. */
  readonly names?: true;
}

/** What stands in a column; `\n` begins a new line. */
export interface TableCell {
  readonly text: string;
  readonly role: Role;
}

/** Blanks beside a cell's text, and its border. */
const frame = 3;

/** Longer words are broken as soon as room is short. */
const longestWord = 32;

/**
 * Rows in a frame, at most `width` columns wide as far as the columns can be narrowed. Columns in which no row has text are
 * left out. All text is harmless already.
 */
export function drawTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly TableCell[])[],
  width: number,
  colour: Colour,
): string {
  const used = measure(columns, rows);
  const widths = fitWidths(used, width - 1 - frame * used.length);
  const { put, takeBack } = standIns();
  const cells = (paint: (index: number) => TableCell): readonly (readonly string[])[] =>
    used.map(({ index }, at) => {
      const { text, role } = paint(index);
      const lines = text.split('\n').flatMap((line) => wrapText(line, widths[at] ?? 1));
      return lines.map((line) => colour(role, put(line)));
    });
  const head = cells((index) => ({ text: columns[index]?.heading ?? '', role: 'strong' }));
  const body = rows.flatMap((row) => linesOf(cells((index) => row[index] ?? { text: '', role: 'plain' })));
  return takeBack(
    drawPieces(
      head.map((lines) => lines.join('\n')),
      body,
      widths,
    ),
  );
}

/** A row line by line: cli-table3's time grows with the cube of what stands in one cell. */
function linesOf(cells: readonly (readonly string[])[]): readonly string[][] {
  const height = Math.max(...cells.map(({ length }) => length));
  return Array.from({ length: height }, (_, line) => cells.map((lines) => lines[line] ?? ''));
}

/** How wide a table is when all that can be narrowed is. */
export function leastTableWidth(
  columns: readonly TableColumn[],
  rows: readonly (readonly TableCell[])[],
): number {
  return measure(columns, rows).reduce((sum, column) => sum + frame + leastOf(column), 1);
}

/** How wide a table is when all that can be narrowed is, and names stay whole, or all words but very long ones. */
export function wholeTableWidth(
  columns: readonly TableColumn[],
  rows: readonly (readonly TableCell[])[],
  whole: 'names' | 'words',
): number {
  return measure(columns, rows).reduce(
    (sum, column) => sum + frame + (whole === 'names' ? leastWhole(column) : leastWords(column)),
    1,
  );
}

/** Columns in which a row has text, with their places among all. */
function measure(
  columns: readonly TableColumn[],
  rows: readonly (readonly TableCell[])[],
): readonly Measured[] {
  return columns
    .map((column, index) => ({ ...column, index, full: fullWidth(rows, index) }))
    .filter(({ full }) => full > 0)
    .map((column) => ({
      ...column,
      full: Math.max(column.full, textWidth(column.heading)),
      word: Math.min(longestWord, widestWord(rows, column.index)),
    }));
}

/** cli-table3's time grows with the square of the rows, so a long table is drawn in pieces and put together. */
const rowsOfPiece = 50;

function drawPieces(head: string[], body: readonly string[][], widths: readonly number[]): string {
  const lines: string[] = [];
  for (let at = 0; at === 0 || at < body.length; at += rowsOfPiece) {
    const piece = new CliTable({
      head: at === 0 ? head : [],
      colWidths: widths.map((one) => one + 2),
      style: { head: [], border: [], compact: true },
    });
    for (const row of body.slice(at, at + rowsOfPiece)) piece.push(row);
    const drawn = piece.toString().split('\n');
    const last = at + rowsOfPiece >= body.length;
    for (const line of drawn.slice(at === 0 ? 0 : 1, last ? undefined : -1)) lines.push(line);
  }
  return `${lines.join('\n')}\n`;
}

/** Private characters, each of which takes one column here and for cli-table3. */
const [firstStandIn, lastStandIn] = [0xf0000, 0xffffd];

/**
 * cli-table3 counts a column for each mark above or below a letter, as Thai has them. A line of a cell that it may count otherwise than `textWidth` is
 * drawn as one private character over and over, and comes back into the drawing.
 */
function standIns(): {
  readonly put: (line: string) => string;
  readonly takeBack: (drawn: string) => string;
} {
  const drawnAs = new Map<string, number>();
  return {
    put(line) {
      const character = drawnAs.get(line) ?? firstStandIn + drawnAs.size;
      if (isOfUsualWidth(line) || character > lastStandIn || textWidth(line) === 0) return line;
      drawnAs.set(line, character);
      return String.fromCodePoint(character).repeat(textWidth(line));
    },
    takeBack(drawn) {
      const lines = [...drawnAs.keys()];
      return drawn.replaceAll(
        /([\u{f0000}-\u{ffffd}])\1*/gu,
        (run) => lines[(run.codePointAt(0) ?? 0) - firstStandIn] ?? run,
      );
    },
  };
}

function fullWidth(rows: readonly (readonly TableCell[])[], index: number): number {
  return widestPart(rows, index, '\n');
}

function widestWord(rows: readonly (readonly TableCell[])[], index: number): number {
  return widestPart(rows, index, /[ \n]/);
}

function widestPart(rows: readonly (readonly TableCell[])[], index: number, at: string | RegExp): number {
  const parts = rows.flatMap((row) => (row[index]?.text ?? '').split(at));
  return parts.reduce((widest, part) => Math.max(widest, textWidth(part)), 0);
}

interface Measured extends TableColumn {
  readonly index: number;
  readonly full: number;
  /** Its longest word. */
  readonly word: number;
}

/** A column that was given nothing less keeps its text as it is; one whose text is short needs no more than that. */
function leastOf({ full, least, heading }: Measured): number {
  return Math.min(full, Math.max(least ?? full, textWidth(heading)));
}

function leastWhole(column: Measured): number {
  return column.names === true ? leastWords(column) : leastOf(column);
}

function leastWords(column: Measured): number {
  return Math.max(leastOf(column), column.word);
}

/** Takes what is too much from the widest column that can give; words are broken only where that is not enough, and names last. */
function fitWidths(columns: readonly Measured[], room: number): readonly number[] {
  const widths = columns.map((column) => column.full);
  const shrink = (leasts: readonly number[]): void => {
    for (let over = widths.reduce((sum, one) => sum + one, 0) - room; over > 0; over--) {
      let widest = -1;
      for (const [index, given] of widths.entries()) {
        if (given > (leasts[index] ?? given) && given > (widths[widest] ?? 0)) widest = index;
      }
      if (widest < 0) return;
      widths[widest] = (widths[widest] ?? 0) - 1;
    }
  };
  shrink(columns.map(leastWords));
  shrink(columns.map(leastWhole));
  shrink(columns.map(leastOf));
  return widths;
}
