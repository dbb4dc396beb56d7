import type { Diff, Ending } from '../../diff/diff.js';
import { withNames, type Mentioned } from '../jsonNames.js';
import { writeJson } from '../jsonText.js';
import { rowToJson } from '../rows/rowJson.js';
import { decodeText } from '../sentence.js';

/** `{ "format": "calitrace.diff", "version": 1, "equivalent": …, "differences": […] }`. */
export function diffToJson({ differences, nodes }: Diff, mentioned?: Mentioned): string {
  const json = {
    format: 'calitrace.diff',
    version: 1,
    nodes,
    equivalent: differences.length === 0,
    differences: differences.map(({ kind, before, after, packets, witness }) => ({
      kind,
      before: endingToJson(before),
      after: endingToJson(after),
      complete: packets.complete,
      rows: packets.rows.map(rowToJson),
      witness: witness === undefined ? null : { options: witness.options.map(decodeText) },
    })),
  };
  return writeJson(withNames(json, mentioned));
}

/** `by` is null where the packet got through. */
function endingToJson({ kind, hook, by }: Ending): object {
  if (by === undefined) return { kind, hook, by: null };
  return {
    kind,
    hook,
    by:
      'text' in by
        ? { table: by.table, chain: decodeText(by.chain), number: by.number, line: by.line }
        : { table: by.table, chain: decodeText(by.name), number: null, line: null },
  };
}
