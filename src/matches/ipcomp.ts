import { rangeSet } from '../address/range.js';
import { all, fieldIn, negateIf } from '../condition/condition.js';
import { match } from '../extension/extension.js';
import { headerOf } from '../extension/shapes/transport.js';
import { looseRange } from '../extension/types/looseRange.js';
import { flag } from '../extension/types/numbers.js';

const IPCOMP = 108;

/**
 * The parameters index of a compressed packet: 0 where the rule names none. The kernel does not look at the reserved field.
 * @see linux net/netfilter/xt_ipcomp.c comp_mt
 * @see iptables extensions/libxt_ipcomp.c
 */
export default match({
  name: 'ipcomp',
  families: [4, 6],
  options: {
    ipcompspi: { type: looseRange(0xffffffff), invert: true },
    compres: { type: flag },
  },
  condition(values) {
    const { value, negated } = values.ipcompspi ?? { value: [0, 0] as const, negated: false };
    return all(...headerOf(IPCOMP), negateIf(negated, fieldIn('ipcompCpi', rangeSet([value]))));
  },
});
