import { writeAddress } from '../../address/address.js';
import type { Address } from '../../address/address.js';
import { isAddressField } from '../../packet/field.js';
import type { Row } from '../../packetset/rowsOf.js';
import type { ExclusiveField, NumberField } from '../../packetset/variables.js';
import type { Unsigned32 } from '../jsonNumbers.js';
import { decodeText } from '../sentence.js';

/** A set of packets: all combinations of what each field allows. What is not there may be anything. */
export interface JsonRow {
  /** Inclusive: the lowest and the highest. */
  readonly ranges: Readonly<Partial<Record<NumberField, readonly JsonRange[]>>>;
  /** Of marks: any of these. */
  readonly bits: Readonly<Partial<Record<NumberField, readonly JsonBits[]>>>;
  /** Any of these. */
  readonly names: Readonly<Partial<Record<ExclusiveField, readonly string[]>>>;
  /** Any of these. */
  readonly interfaces: Readonly<Partial<Record<'in' | 'out', readonly JsonInterfaces[]>>>;
  /** Questions that nothing in a dump answers, each with the answer on which the row stands. */
  readonly answers: readonly { readonly question: string; readonly answer: boolean }[];
}

/** Addresses are text, all else numbers. */
export type JsonRange = readonly [string, string] | readonly [number, number];

/** Those bits of a mark that the mask has are as in the value. */
export interface JsonBits {
  readonly mask: Unsigned32;
  readonly value: Unsigned32;
}

/** An interface, or with `wildcard` all that begin so and that no rule names itself. The empty name without it: none. */
export interface JsonInterfaces {
  readonly name: string;
  readonly wildcard: boolean;
}

/** A row of packets as every JSON format lists it. */
export function rowToJson(row: Row): JsonRow {
  return {
    ranges: Object.fromEntries(
      [...row.numbers].map(([field, ranges]) => [
        field,
        ranges.map(([low, high]) => rangeToJson(field, low, high)),
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

function rangeToJson(field: NumberField, low: Address, high: Address): JsonRange {
  return typeof low !== 'number' || typeof high !== 'number' || isAddressField(field)
    ? [writeAddress(low), writeAddress(high)]
    : [low, high];
}
