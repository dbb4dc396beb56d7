import type { Family } from '../../netfilter/hooks.js';
import type { Rows } from '../../packetset/rowsOf.js';
import { rowWords } from './rowWords.js';

/** Packets as a table: a column for each field that tells its rows apart. Text of the dump is harmless. */
export interface RowColumns {
  /** What all rows have in common, by column. */
  readonly common: readonly (readonly [column: string, words: string])[];
  readonly columns: readonly string[];
  /** A cell for each column. */
  readonly rows: readonly (readonly string[])[];
}

/** Rows of packets as a table; `any` where a field may be anything. */
export function rowColumns({ rows }: Rows, family: Family): RowColumns {
  const words = rows.map((row) => rowWords(row, family));
  const columns = inOrder(new Set(words.flatMap((row) => [...row.keys()])));
  const cellOf = (row: ReadonlyMap<string, string>, column: string): string => row.get(column) ?? 'any';
  const [one = new Map<string, string>()] = words;
  const isCommon = (column: string): boolean =>
    words.length > 1 && words.every((row) => cellOf(row, column) === cellOf(one, column));
  const apart = columns.filter((column) => !isCommon(column));
  return {
    common: columns
      .filter((column) => isCommon(column) && cellOf(one, column) !== 'any')
      .map((column) => [column, cellOf(one, column)]),
    columns: apart,
    rows: words.map((row) => apart.map((column) => cellOf(row, column))),
  };
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
