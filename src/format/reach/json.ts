import { writeAddress } from '../../address/address.js';
import type { Address } from '../../address/address.js';
import type { Row } from '../../packetset/rowsOf.js';
import type { Reach } from '../../reach/reach.js';
import { writeJson } from '../jsonText.js';
import { decodeText } from '../sentence.js';

/** `{ "format": "calitrace.reach", "version": 1, … }`; ranges are inclusive pairs, addresses text, all else numbers. */
export function reachToJson(reach: Reach, target: string): string {
  return writeJson({
    format: 'calitrace.reach',
    version: 1,
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
  });
}

const addressFields = /^(source|destination|ct.*(Source|Destination))$/;

function rowToJson(row: Row): object {
  const value = (field: string, one: Address): string | number =>
    typeof one !== 'number' || addressFields.test(field) ? writeAddress(one) : one;
  return {
    ranges: Object.fromEntries(
      [...row.numbers].map(([field, ranges]) => [
        field,
        ranges.map(([low, high]) => [value(field, low), value(field, high)]),
      ]),
    ),
    bits: Object.fromEntries(row.bits),
    names: Object.fromEntries(row.names),
    interfaces: Object.fromEntries(
      [...row.interfaces].map(([side, names]) => [
        side,
        names.map(({ name, rest }) => ({ name: decodeText(name), wildcard: rest })),
      ]),
    ),
    answers: [...row.answers].map(([question, answer]) => ({ question: decodeText(question), answer })),
  };
}
