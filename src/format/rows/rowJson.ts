import { writeAddress } from '../../address/address.js';
import type { Address } from '../../address/address.js';
import { isAddressField } from '../../packet/field.js';
import type { Row } from '../../packetset/rowsOf.js';
import type { NumberField } from '../../packetset/variables.js';
import { decodeText } from '../sentence.js';

/** A row of packets as every JSON format lists it; ranges are inclusive pairs, addresses text, all else numbers. */
export function rowToJson(row: Row): object {
  const value = (field: NumberField, one: Address): string | number =>
    typeof one !== 'number' || isAddressField(field) ? writeAddress(one) : one;
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
