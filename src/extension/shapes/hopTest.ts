import { rangeSet } from '../../address/range.js';
import { all, fieldIn, negateIf } from '../../condition/condition.js';
import type { Condition } from '../../condition/condition.js';
import type { Setting } from '../option.js';

/** What ttl and hl compare the field with; one of them is given. */
export interface HopTests {
  readonly equal: Setting<number> | undefined;
  readonly less: Setting<number> | undefined;
  readonly greater: Setting<number> | undefined;
}

/** @see linux net/netfilter/xt_hl.c ttl_mt, hl_mt6 */
export function hopCondition({ equal, less, greater }: HopTests): Condition {
  const parts: Condition[] = [];
  if (equal !== undefined) {
    parts.push(negateIf(equal.negated, fieldIn('ttl', [[equal.value, equal.value]])));
  }
  if (less !== undefined) parts.push(fieldIn('ttl', rangeSet([[0, less.value - 1]])));
  if (greater !== undefined) parts.push(fieldIn('ttl', rangeSet([[greater.value + 1, 255]])));
  return all(...parts);
}
