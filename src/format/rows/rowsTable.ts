import type { Family } from '../../netfilter/hooks.js';
import type { Rows } from '../../packetset/rowsOf.js';
import type { Colour } from '../colour.js';
import { drawTable, leastTableWidth } from '../table.js';
import { wrapText } from '../wrap.js';
import { rowColumns } from './rowColumns.js';

export interface RowsOptions {
  /** Columns of the page. */
  readonly width: number;
  readonly family: Family;
  readonly colour: Colour;
}

/**
 * Packets as a table of ranges, a column for each field; what all rows have in common stands above it. Where the page is too
 * narrow for all columns, a sentence for each row.
 */
export function rowsTable(packets: Rows, { width, colour, family }: RowsOptions): string {
  const { common, columns, rows } = rowColumns(packets, family);
  const lines = [
    ...(common.length === 0
      ? []
      : wrapText(`all: ${common.map(([column, words]) => `${column} ${words}`).join('; ')}`, width)),
    ...(columns.length === 0 ? [] : [rowsIn(columns, rows, width, colour)]),
    ...(packets.complete ? [] : [`more than ${rows.length} rows: --max-rows shows more`]),
  ];
  return lines.length === 0 ? 'any packet' : lines.join('\n');
}

function rowsIn(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  width: number,
  colour: Colour,
): string {
  const columns = headings.map((heading) => ({ heading, least }));
  const cells = rows.map((row) => row.map((text) => ({ text, role: 'plain' as const })));
  if (leastTableWidth(columns, cells) <= width) return drawTable(columns, cells, width, colour).trimEnd();
  return rows.map((row) => rowSentence(headings, row, width)).join('\n');
}

/** `- protocol tcp; destination 10.0.0.1`: without what may be anything. */
function rowSentence(headings: readonly string[], row: readonly string[], width: number): string {
  const parts = headings.flatMap((heading, index) =>
    row[index] === undefined || row[index] === 'any' ? [] : [`${heading} ${row[index]}`],
  );
  const lines = wrapText(parts.length === 0 ? 'any packet' : parts.join('; '), width - 2);
  return lines.map((line, index) => `${index === 0 ? '- ' : '  '}${line}`).join('\n');
}

/** An IPv4 prefix stays whole. */
const least = 14;
