import { fieldIn, never } from '../../condition/condition.js';
import type { Condition } from '../../condition/condition.js';
import { fieldWords } from '../../packet/field.js';
import type { NumericField } from '../../packet/field.js';
import type { NumberAndMask } from '../types/numberMask.js';
import { asks } from './asks.js';

/**
 * `(field & mask) == value`, 32 bits. Under a mask whose bits all stand above its zeros this is a range, else a question.
 */
export function maskedNumber(field: NumericField, { value, mask }: NumberAndMask): Condition {
  if ((value & ~mask) !== 0) return never;
  const free = ~mask >>> 0;
  if ((free & (free + 1)) === 0) return fieldIn(field, [[value, (value | free) >>> 0]]);
  const written = `0x${value.toString(16)}/0x${mask.toString(16)}`;
  return asks(
    `${field}:${written}`,
    `is the ${fieldWords(field)} ${written}`,
    'the packet was described without it',
  );
}
