import type { Family } from '../../netfilter/hooks.js';
import type { Rows } from '../../packetset/rowsOf.js';
import { rowColumns } from '../rows/rowColumns.js';
import { prose, table } from './markdown.js';

/** Packets as a table of ranges; what all rows have in common stands above it. */
export function rowsMarkdown(packets: Rows, family: Family): string {
  const { common, columns, rows } = rowColumns(packets, family);
  const lines = [
    ...(common.length === 0
      ? []
      : [`All: ${common.map(([column, words]) => `${column} ${prose(words)}`).join('; ')}`]),
    ...(columns.length === 0
      ? []
      : [
          table(
            columns,
            rows.map((cells) => cells.map(prose)),
          ),
        ]),
    ...(packets.complete ? [] : [`more than ${rows.length} rows: --max-rows shows more`]),
  ];
  return lines.length === 0 ? 'any packet' : lines.join('\n\n');
}
