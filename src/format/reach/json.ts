import type { Reach } from '../../reach/reach.js';
import { rowToJson } from '../rows/rowJson.js';
import { withNames, type Mentioned } from '../jsonNames.js';
import { writeJson } from '../jsonText.js';
import { decodeText } from '../sentence.js';

/** `{ "format": "calitrace.reach", "version": 1, … }`; ranges are inclusive pairs, addresses text, all else numbers. */
export function reachToJson(reach: Reach, target: string, mentioned?: Mentioned): string {
  const json = {
    format: 'calitrace.reach',
    version: 1,
    nodes: reach.nodes,
    target: decodeText(target),
    hooks: reach.hooks.map(({ hook, packets }) => ({
      hook,
      complete: packets.complete,
      rows: packets.rows.map(rowToJson),
    })),
    witness:
      reach.witness === undefined
        ? null
        : { options: reach.witness.options.map(decodeText), end: decodeText(reach.witness.end) },
  };
  return writeJson(withNames(json, mentioned));
}
