import { all, negateIf } from '../condition/condition.js';
import type { Condition } from '../condition/condition.js';
import { match } from '../extension/extension.js';
import type { Setting } from '../extension/option.js';
import { maskedNumber } from '../extension/shapes/maskedNumber.js';
import { numberMask } from '../extension/types/numberMask.js';
import type { NumberAndMask } from '../extension/types/numberMask.js';

const group = numberMask('default');

/**
 * The groups that the interfaces of the packet are in.
 * @see linux net/netfilter/xt_devgroup.c devgroup_mt
 * @see iptables extensions/libxt_devgroup.c
 */
export default match({
  name: 'devgroup',
  families: [4, 6],
  options: {
    'src-group': { type: group, invert: true },
    'dst-group': { type: group, invert: true },
  },
  check: (values) =>
    values['src-group'] === undefined && values['dst-group'] === undefined
      ? '--src-group or --dst-group must be given'
      : undefined,
  condition(values) {
    const parts: Condition[] = [];
    const inside = values['src-group'];
    const outside = values['dst-group'];
    if (inside !== undefined) parts.push(inGroup('inGroup', inside));
    if (outside !== undefined) parts.push(inGroup('outGroup', outside));
    return all(...parts);
  },
});

/** Bits outside the mask count on neither side. */
function inGroup(field: 'inGroup' | 'outGroup', { value, negated }: Setting<NumberAndMask>): Condition {
  return negateIf(
    negated,
    maskedNumber(field, { value: (value.value & value.mask) >>> 0, mask: value.mask }),
  );
}
