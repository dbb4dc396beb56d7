import type { Diff, Ending } from '../../diff/diff.js';
import { rowToJson } from '../rows/rowJson.js';
import { decodeText } from '../sentence.js';
import type { JsonDiff, JsonEnding } from './jsonDiff.js';

/** Which packets two dumps treat differently, in its stable JSON form, version 1; docs/json.md describes every key. */
export function diffToJson({ differences, nodes }: Diff): JsonDiff {
  return {
    format: 'calitrace.diff',
    version: 1,
    nodes,
    equivalent: differences.length === 0,
    differences: differences.map(({ kind, family, before, after, packets, witness }) => ({
      kind,
      family,
      before: endingToJson(before),
      after: endingToJson(after),
      complete: packets.complete,
      rows: packets.rows.map(rowToJson),
      witness: witness === undefined ? null : { options: witness.options.map(decodeText) },
    })),
  };
}

function endingToJson({ kind, hook, by }: Ending): JsonEnding {
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
