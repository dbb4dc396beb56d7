import type { Family } from '../../netfilter/hooks.js';
import type { Rows } from '../../packetset/rowsOf.js';
import type { ShownNames } from '../describe.js';
import { rowColumns } from '../rows/rowColumns.js';
import { rowWords } from '../rows/rowWords.js';
import { markup, type Content } from './markup.js';
import { scrollRegion } from './scrollRegion.js';

/** Packets as a table of ranges; what all rows have in common stands above it. `name`: what packets they are. */
export function rowsMarkup(packets: Rows, family: Family, name: string): Content {
  const { common, columns, rows } = rowColumns(packets, family);
  const more = packets.complete
    ? undefined
    : markup`<p class="r-unsure">more than ${rows.length} rows: --max-rows shows more</p>`;
  if (common.length + columns.length === 0) return [markup`<p>any packet</p>`, more];
  return [
    common.length === 0
      ? undefined
      : markup`<p>All: ${common.map(([column, words], index) => [index === 0 ? '' : '; ', markup`<span class="r-label">${column}</span> ${words}`])}</p>`,
    columns.length === 0
      ? undefined
      : scrollRegion(
          name,
          markup`<table class="rows"><thead><tr>${columns.map((column) => markup`<th scope="col">${column}</th>`)}</tr></thead>
<tbody>${rows.map(
            (
              cells,
            ) => markup`<tr>${cells.map((cell, at) => markup`<td data-label="${columns[at]}">${cell}</td>`)}</tr>
`,
          )}</tbody></table>`,
        ),
    more,
  ];
}

/** What tables of packets mention and what that is in the cluster; nothing where no names are known. */
export function rowsNames(tables: readonly Rows[], family: Family, names: ShownNames | undefined): Content {
  const texts = tables.flatMap(({ rows }) => rows.flatMap((row) => [...rowWords(row, family).values()]));
  const legend = names?.legend(texts) ?? [];
  if (legend.length === 0) return undefined;
  return markup`<section><h2>Names</h2><ul class="facts">${legend.map(([raw, words]) => markup`<li><span>${raw}</span> <span>${words}</span></li>`)}</ul></section>
`;
}
