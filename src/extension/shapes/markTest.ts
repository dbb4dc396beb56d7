import { negateIf } from '../../condition/condition.js';
import type { Condition } from '../../condition/condition.js';
import { fullMask } from '../../netfilter/marks.js';
import type { Setting } from '../option.js';
import type { MarkAndMask } from '../types/marks.js';

/** `(mark & MASK) == VALUE`: a value with bits outside the mask never matches. */
export function markCondition(field: 'mark' | 'connectionMark', setting: Setting<MarkAndMask>): Condition {
  const { value, mask = fullMask } = setting.value;
  return negateIf(setting.negated, { kind: 'bits', field, mask, value });
}
