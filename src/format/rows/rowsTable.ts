import type { Family } from '../../netfilter/hooks.js';
import type { Rows } from '../../packetset/rowsOf.js';
import type { Colour } from '../colour.js';
import { drawTable } from '../table.js';
import { wrapText } from '../wrap.js';
import { rowColumns } from './rowColumns.js';

export interface RowsOptions {
  /** Columns of the page. */
  readonly width: number;
  readonly family: Family;
  readonly colour: Colour;
}

/** Packets as a table of ranges, a column for each field; what all rows have in common stands above it. */
export function rowsTable(packets: Rows, { width, colour, family }: RowsOptions): string {
  const { common, columns, rows } = rowColumns(packets, family);
  const lines = [
    ...(common.length === 0
      ? []
      : wrapText(`all: ${common.map(([column, words]) => `${column} ${words}`).join('; ')}`, width)),
    ...(columns.length === 0
      ? []
      : [
          drawTable(
            columns.map((heading) => ({ heading, least })),
            rows.map((cells) => cells.map((text) => ({ text, role: 'plain' as const }))),
            width,
            colour,
          ).trimEnd(),
        ]),
    ...(packets.complete ? [] : [`more than ${rows.length} rows: --max-rows shows more`]),
  ];
  return lines.length === 0 ? 'any packet' : lines.join('\n');
}

/** An IPv4 prefix stays whole. */
const least = 14;
