import type { Colour, Role } from './colour.js';
import { padTo, textWidth, wrapText } from './wrap.js';

/** A piece of a line with what it is for. */
export interface Segment {
  readonly role: Role;
  readonly text: string;
}

/**
 * One entry of a printed trace; it may take several lines. All text is harmless already.
 * `label` stands in the left column; `indent` counts levels of two blanks.
 */
export type Row =
  /** Where, what, and what it means: three columns behind the label. */
  | {
      readonly kind: 'step';
      readonly label: string;
      readonly indent: number;
      readonly place: string;
      readonly action: Segment;
      readonly meaning: string;
      readonly muted?: boolean;
      /** Chains that it mentions are named as well. */
      readonly namesChains?: true;
    }
  /** Running text behind the label. */
  | {
      readonly kind: 'text';
      readonly label: Segment;
      readonly indent: number;
      readonly text: Segment;
      /** No names are put beside what it mentions: it is text of the dump, or repeats what others say. */
      readonly unnamed?: true;
      /** As of a step. */
      readonly namesChains?: true;
    }
  | { readonly kind: 'heading'; readonly text: string }
  /** A line across the page that opens a path. */
  | { readonly kind: 'section'; readonly text: string }
  | { readonly kind: 'blank' };

/** The least and the greatest page: below it lines break anywhere, above it they are too long to read. */
const narrowest = 40;
const widest = 160;

/** Deep chains are indented no further than leaves this for their text. */
const leastText = 20;

interface Columns {
  readonly width: number;
  readonly label: number;
  readonly action: number;
  readonly meaning: number;
}

/** A sentence of several pieces as lines of at most `width` columns, each piece in its colour. */
export function wrapSegments(segments: readonly Segment[], width: number, colour: Colour): readonly string[] {
  const text = segments.map((segment) => segment.text).join('');
  let end = 0;
  return wrapText(text, width).map((line) => {
    const start = text.indexOf(line, end);
    end = start + line.length;
    let behind = 0;
    return segments
      .map((segment) => {
        const from = Math.max(start - behind, 0);
        const piece = segment.text.slice(from, Math.max(end - behind, from));
        behind += segment.text.length;
        return piece === '' ? '' : colour(segment.role, piece);
      })
      .join('');
  });
}

/** Rows as lines of at most `width` columns, with a final newline; words longer than a line are broken. */
export function writeRows(rows: readonly Row[], width: number, colour: Colour): string {
  const columns = measure(rows, Math.max(narrowest, Math.min(width, widest)));
  return rows.flatMap((row) => rowLines(row, columns, colour)).join('');
}

function measure(rows: readonly Row[], width: number): Columns {
  let label = 10;
  let place = 0;
  let action = 0;
  for (const row of rows) {
    if (row.kind === 'text') label = Math.max(label, textWidth(row.label.text) + 1);
    if (row.kind !== 'step') continue;
    label = Math.max(label, textWidth(row.label) + 1);
    place = Math.max(place, row.indent * 2 + textWidth(row.place));
    action = Math.max(action, textWidth(row.action.text));
  }
  place = Math.min(place, Math.floor((width - label) * 0.45));
  action = Math.min(action, Math.floor((width - label - place) * 0.5));
  return { width, label, action: label + place + 2, meaning: label + place + action + 4 };
}

function rowLines(row: Row, columns: Columns, colour: Colour): readonly string[] {
  switch (row.kind) {
    case 'blank':
      return ['\n'];
    case 'heading':
      return wrapText(row.text, columns.width).map((line) => `${colour('heading', line)}\n`);
    case 'section':
      return sectionLines(row.text, columns, colour);
    case 'text':
      return textLines(row, columns, colour);
    case 'step':
      return stepLines(row, columns, colour);
  }
}

function sectionLines(text: string, { width }: Columns, colour: Colour): readonly string[] {
  const lines = wrapText(text, width - 6);
  return lines.map((line, index) => {
    const filling = index === 0 ? '─'.repeat(Math.max(2, Math.min(width, 100) - textWidth(line) - 4)) : '';
    return (
      `${colour('dim', index === 0 ? '── ' : '   ')}${colour('strong', line)} ${colour('dim', filling)}`.trimEnd() +
      '\n'
    );
  });
}

function textLines(row: Extract<Row, { kind: 'text' }>, columns: Columns, colour: Colour): readonly string[] {
  const start = indented(columns, row.indent, columns.width - leastText);
  return wrapText(row.text.text, columns.width - start).map((line, index) => {
    const head =
      index === 0
        ? colour(row.label.role, row.label.text) + ' '.repeat(start - textWidth(row.label.text))
        : ' '.repeat(start);
    return `${head}${colour(row.text.role, line)}`.trimEnd() + '\n';
  });
}

/** Where text of a depth begins. */
function indented({ label }: Columns, indent: number, deepest: number): number {
  return Math.max(label, Math.min(label + indent * 2, deepest));
}

/** A line under construction: what it shows, and how many columns that takes. */
interface Pen {
  readonly lines: string[];
  line: string;
  at: number;
}

function stepLines(row: Extract<Row, { kind: 'step' }>, columns: Columns, colour: Colour): readonly string[] {
  const pen: Pen = { lines: [], line: '', at: 0 };
  const plain: Role = row.muted === true ? 'dim' : 'plain';
  write(pen, colour('label', row.label), textWidth(row.label));
  const deepest = columns.width - Math.max(leastText, textWidth(row.place));
  const place = { role: plain, text: row.place };
  column(pen, place, { start: indented(columns, row.indent, deepest), gap: 1 }, columns, colour);
  column(pen, row.action, { start: columns.action, gap: 2 }, columns, colour);
  if (row.meaning !== '') {
    const start = Math.max(columns.meaning, pen.at + 2);
    const fits = start + textWidth(row.meaning) <= columns.width;
    const hang = fits || columns.width - columns.meaning >= 30 ? columns.meaning : columns.action + 2;
    column(pen, { role: plain, text: row.meaning }, { start: hang, gap: 2 }, columns, colour);
  }
  return [...pen.lines, `${pen.line.trimEnd()}\n`];
}

/** Writes text from a column on: behind what stands there, a gap between, if it fits, else on lines of its own. */
function column(
  pen: Pen,
  { role, text }: Segment,
  { start, gap }: { readonly start: number; readonly gap: number },
  columns: Columns,
  colour: Colour,
): void {
  const behind = pen.at === 0 ? 0 : pen.at + gap;
  const at = Math.max(start, behind);
  const fits = at + textWidth(text) <= columns.width;
  const from = fits ? at : Math.min(start, columns.width - leastText);
  if (from < behind) newLine(pen);
  wrapText(text, columns.width - from).forEach((line, index) => {
    if (index > 0) newLine(pen);
    moveTo(pen, from);
    write(pen, colour(role, line), textWidth(line));
  });
}

function write(pen: Pen, painted: string, width: number): void {
  pen.line += painted;
  pen.at += width;
}

function moveTo(pen: Pen, at: number): void {
  write(pen, padTo('', at - pen.at), Math.max(0, at - pen.at));
}

function newLine(pen: Pen): void {
  pen.lines.push(`${pen.line.trimEnd()}\n`);
  pen.line = '';
  pen.at = 0;
}
