import { negateIf } from '../condition/condition.js';
import { match } from '../extension/extension.js';
import { given } from '../extension/shapes/given.js';
import { tosMask } from '../extension/types/tos.js';

/**
 * The TOS byte, in IPv6 the traffic class, under a mask.
 * @see linux net/netfilter/xt_dscp.c tos_mt
 * @see iptables extensions/libxt_tos.c
 */
export default match({
  name: 'tos',
  families: [4, 6],
  options: { tos: { type: tosMask, invert: true, required: true } },
  condition(values) {
    const { value, negated } = given(values.tos);
    return negateIf(negated, { kind: 'bits', field: 'tos', ...value });
  },
});
