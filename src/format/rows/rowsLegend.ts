import type { Family } from '../../netfilter/hooks.js';
import type { Rows } from '../../packetset/rowsOf.js';
import type { Colour } from '../colour.js';
import type { ShownNames } from '../describe.js';
import { padTo, textWidth, wrapText } from '../wrap.js';
import { rowWords } from './rowWords.js';

/** What tables of packets mention and what that is in the cluster, a line each; nothing where no names are known. Cells are too narrow for names. */
export function rowsLegend(
  tables: readonly Rows[],
  {
    width,
    family,
    colour,
    names,
  }: {
    readonly width: number;
    readonly family: Family;
    readonly colour: Colour;
    readonly names?: ShownNames | undefined;
  },
): readonly string[] {
  if (names === undefined) return [];
  const texts = tables.flatMap(({ rows }) => rows.flatMap((row) => [...rowWords(row, family).values()]));
  const legend = names.legend(texts);
  if (legend.length === 0) return [];
  const column = Math.max(...legend.map(([raw]) => textWidth(raw))) + 2;
  const lines = legend.flatMap(([raw, words]) =>
    wrapText(words, Math.max(width - 2 - column, 20)).map(
      (line, index) => `  ${padTo(index === 0 ? raw : '', column)}${line}`,
    ),
  );
  return [[colour('dim', 'names'), ...lines].join('\n')];
}
