import type { Row } from '../../layout.js';
import { painted } from '../role.js';
import { markup, type Content } from '../markup.js';

/** Rows of running text as a list; a label stands before each. */
export function textRows(rows: readonly Row[], kind: string): Content {
  const items = rows.flatMap((row) =>
    row.kind === 'text'
      ? [markup`<li><span class="r-label">${row.label.text}</span> <span>${painted(row.text)}</span></li>`]
      : [],
  );
  return items.length === 0 ? undefined : markup`<ul class="${kind}">${items}</ul>`;
}
