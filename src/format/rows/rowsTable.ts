import type { Family } from '../../netfilter/hooks.js';
import type { Rows } from '../../packetset/rowsOf.js';
import type { Colour } from '../colour.js';
import { drawTable } from '../table.js';
import { rowWords } from './rowWords.js';

export interface RowsOptions {
  /** Columns of the page. */
  readonly width: number;
  readonly family: Family;
  readonly colour: Colour;
}

/** Packets as a table of ranges, a column for each field that is not the same for all. */
export function rowsTable({ rows, complete }: Rows, { width, colour, family }: RowsOptions): string {
  const words = rows.map((row) => rowWords(row, family));
  const columns = inOrder(new Set(words.flatMap((row) => [...row.keys()])));
  const more = complete ? '' : `\nmore than ${rows.length} rows: --max-rows shows more`;
  if (columns.length === 0) return `any packet${more}`;
  return (
    drawTable(
      columns.map((heading) => ({ heading, least: 12 })),
      words.map((row) =>
        columns.map((column) => ({ text: row.get(column) ?? 'any', role: 'plain' as const })),
      ),
      width,
      colour,
    ).trimEnd() + more
  );
}

const first = [
  'in interface',
  'out interface',
  'protocol',
  'source',
  'source port',
  'destination',
  'destination port',
];
const last = 'answers';

/** As people describe a packet; answers to questions last. */
function inOrder(columns: ReadonlySet<string>): readonly string[] {
  return [
    ...first.filter((column) => columns.has(column)),
    ...[...columns].filter((column) => !first.includes(column) && column !== last),
    ...(columns.has(last) ? [last] : []),
  ];
}
