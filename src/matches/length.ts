import { rangeSet } from '../address/range.js';
import { fieldIn, negateIf } from '../condition/condition.js';
import { match } from '../extension/extension.js';
import { given } from '../extension/shapes/given.js';
import { looseRange } from '../extension/types/looseRange.js';

/**
 * The length of the packet with its IP header, extension headers included.
 * @see linux net/netfilter/xt_length.c length_mt
 * @see iptables extensions/libxt_length.c
 */
export default match({
  name: 'length',
  families: [4, 6],
  options: { length: { type: looseRange(0xffff), invert: true, required: true } },
  condition(values) {
    const { value, negated } = given(values.length);
    return negateIf(negated, fieldIn('length', rangeSet([value])));
  },
});
