import { describeMark } from '../owners/describe.js';
import type { Ruleset } from '../ruleset/ruleset.js';
import type { BitName } from './explanation.js';

/**
 * Whose bits of `mask` are, and what they mean. A name that stands for one value of a field is told only where `value` has it;
 * without `value` each name is.
 */
export function bitNames(ruleset: Ruleset, mask: number, value?: number): readonly BitName[] {
  const told = describeMark(ruleset, mask).filter(
    (bit) => bit.value === undefined || value === undefined || (value & bit.mask) >>> 0 === bit.value,
  );
  const exact = new Set(told.flatMap((bit) => (bit.value === undefined ? [] : [`${bit.owner} ${bit.mask}`])));
  return told
    .filter((bit) => value === undefined || bit.value !== undefined || !exact.has(`${bit.owner} ${bit.mask}`))
    .map(({ owner, name, meaning, mask: bits }) => ({ owner, name, meaning, mask: bits }));
}
