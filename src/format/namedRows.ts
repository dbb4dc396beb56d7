import type { Beside } from './describe.js';
import type { Row } from './layout.js';

/**
 * Rows with names of the cluster beside what they mention, in running text and in the right column of steps. The columns that are looked for in the
 * dump stay as they are; chains are named where the row says so.
 */
export function namedRows(rows: readonly Row[], beside: Beside | undefined): readonly Row[] {
  return beside === undefined ? rows : rows.map((row) => namedRow(row, beside));
}

function namedRow(row: Row, beside: Beside): Row {
  switch (row.kind) {
    case 'step':
      return { ...row, meaning: beside(row.meaning, row.namesChains === true) };
    case 'text': {
      const { text, unnamed, namesChains } = row;
      return unnamed === true
        ? row
        : { ...row, text: { ...text, text: beside(text.text, namesChains === true) } };
    }
    case 'section':
      return { ...row, text: beside(row.text, false) };
    case 'heading':
    case 'blank':
      return row;
  }
}
