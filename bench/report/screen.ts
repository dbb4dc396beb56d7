import { colourFor } from '../../src/format/colour.js';
import { drawTable } from '../../src/format/table.js';
import type { MeasuredDump, Target } from '../targets.js';
import { dumpTitle, headings, rowsOf } from './rows.js';
import { targetHeadings, targetRows } from './targetRows.js';

const width = 160;

/** What was measured of one dump, as a table for the terminal. */
export function dumpTable(measured: MeasuredDump): string {
  return `${dumpTitle(measured)}\n${draw(headings, rowsOf(measured))}`;
}

/** The targets, as a table for the terminal. */
export function targetTable(targets: readonly Target[], measured: readonly MeasuredDump[]): string {
  return draw(targetHeadings, targetRows(targets, measured));
}

function draw(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  return drawTable(
    columns.map((heading) => ({ heading })),
    rows.map((row) => row.map((text) => ({ text, role: 'plain' }))),
    width,
    colourFor(false),
  );
}
