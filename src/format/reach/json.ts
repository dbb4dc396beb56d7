import type { Reach } from '../../reach/reach.js';
import { placeToJson } from '../rows/placeJson.js';
import { rowToJson } from '../rows/rowJson.js';
import { witnessToJson } from '../rows/witnessJson.js';
import { decodeText } from '../sentence.js';
import type { JsonReach } from './jsonReach.js';

/** Which packets come somewhere, in its stable JSON form, version 1; docs/json.md describes every key. `target`: in words. */
export function reachToJson(reach: Reach, target: string): JsonReach {
  return {
    format: 'calitrace.reach',
    version: 1,
    nodes: reach.nodes,
    target: decodeText(target),
    hooks: reach.hooks.map(({ hook, packets }) => ({
      hook,
      complete: packets.complete,
      rows: packets.rows.map(rowToJson),
    })),
    unread: reach.unread.map(placeToJson),
    witness: witnessToJson(reach.witness),
  };
}
