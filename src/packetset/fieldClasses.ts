import { allOnes6, zero6 } from '../address/address.js';
import { successor } from '../address/range.js';
import type { RangeSet } from '../address/range.js';
import type { Family } from '../netfilter/hooks.js';
import { DCCP, GRE, ICMP, ICMPV6, SCTP, TCP, UDP, UDPLITE } from '../netfilter/protocols.js';
import { isAddressField } from '../packet/field.js';
import type { AddressField, BitsField, NumericField } from '../packet/field.js';
import { ordinaryRanges } from '../packet/ordinaryValues.js';
import { loopback } from './loopback.js';
import type { Survey } from './survey.js';
import { valueClasses } from './valueClasses.js';
import type { ValueClasses } from './valueClasses.js';

/** Each has fields that others have not. */
const tellingProtocols = [ICMP, TCP, UDP, GRE, DCCP, ICMPV6, SCTP, UDPLITE];

/**
 * The classes of a field's values: values are one where no rule tells them apart, nor who looks for an ordinary packet, nor `told`.
 * Undefined of a field each of whose values is one of its own.
 */
export function fieldClasses(
  { starts, apart, rewrittenInPlace }: Survey,
  field: AddressField | NumericField | BitsField,
  family: Family,
  width: number,
  told: RangeSet = [],
): ValueClasses | undefined {
  if (isBits(field) || apart.has(field) || rewrittenInPlace.has(field)) return undefined;
  const isLong = family === 6 && isAddressField(field);
  const ranges = [
    ...ordinaryRanges(field, family),
    ...told,
    ...(field === 'protocol' ? tellingProtocols.map((number) => [number, number] as const) : []),
    ...(isAddressField(field) ? [loopback[family]] : []),
  ];
  const ofRanges = ranges.flatMap(([low, high]) => [low, successor(high) ?? low]);
  return valueClasses(
    [...(starts.get(field)?.values() ?? []), ...ofRanges],
    isLong ? zero6 : 0,
    isLong ? allOnes6 : 2 ** width - 1,
  );
}

function isBits(field: AddressField | NumericField | BitsField): field is BitsField {
  return field === 'mark' || field === 'connectionMark' || field === 'tcpFlags' || field === 'tos';
}
