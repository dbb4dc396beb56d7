import type { Family } from '../../netfilter/hooks.js';
import type { Rows } from '../../packetset/rowsOf.js';
import type { Colour } from '../colour.js';
import { drawTable } from '../table.js';
import { wrapText } from '../wrap.js';
import { rowWords } from './rowWords.js';

export interface RowsOptions {
  /** Columns of the page. */
  readonly width: number;
  readonly family: Family;
  readonly colour: Colour;
}

/** Packets as a table of ranges, a column for each field; what all rows have in common stands above it. */
export function rowsTable({ rows, complete }: Rows, { width, colour, family }: RowsOptions): string {
  const words = rows.map((row) => rowWords(row, family));
  const columns = inOrder(new Set(words.flatMap((row) => [...row.keys()])));
  const cellOf = (row: ReadonlyMap<string, string>, column: string): string => row.get(column) ?? 'any';
  const [one = new Map<string, string>()] = words;
  const isCommon = (column: string): boolean =>
    words.length > 1 && words.every((row) => cellOf(row, column) === cellOf(one, column));
  const common = columns.filter((column) => isCommon(column) && cellOf(one, column) !== 'any');
  const apart = columns.filter((column) => !isCommon(column));
  const lines = [
    ...(common.length === 0
      ? []
      : wrapText(`all: ${common.map((column) => `${column} ${cellOf(one, column)}`).join('; ')}`, width)),
    ...(apart.length === 0
      ? []
      : [
          drawTable(
            apart.map((heading) => ({ heading, least })),
            words.map((row) =>
              apart.map((column) => ({ text: cellOf(row, column), role: 'plain' as const })),
            ),
            width,
            colour,
          ).trimEnd(),
        ]),
    ...(complete ? [] : [`more than ${rows.length} rows: --max-rows shows more`]),
  ];
  return lines.length === 0 ? 'any packet' : lines.join('\n');
}

/** An IPv4 prefix stays whole. */
const least = 14;

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
