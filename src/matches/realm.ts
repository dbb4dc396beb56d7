import { negateIf } from '../condition/condition.js';
import { match } from '../extension/extension.js';
import { given } from '../extension/shapes/given.js';
import { maskedNumber } from '../extension/shapes/maskedNumber.js';
import { numberMask } from '../extension/types/numberMask.js';

/**
 * The realm of the route that the packet takes.
 * @see linux net/netfilter/xt_realm.c realm_mt
 * @see iptables extensions/libipt_realm.c
 */
export default match({
  name: 'realm',
  families: [4],
  options: { realm: { type: numberMask('cosmos'), invert: true, required: true } },
  condition(values) {
    const { value, negated } = given(values.realm);
    return negateIf(negated, maskedNumber('realm', value));
  },
});
