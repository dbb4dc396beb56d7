import { singleValue } from '../address/range.js';
import { fieldIn, negateIf } from '../condition/condition.js';
import { match } from '../extension/extension.js';
import { given } from '../extension/shapes/given.js';
import { uint32 } from '../extension/types/numbers.js';

/**
 * The processor that handles the packet.
 * @see linux net/netfilter/xt_cpu.c cpu_mt
 * @see iptables extensions/libxt_cpu.c
 */
export default match({
  name: 'cpu',
  families: [4, 6],
  options: { cpu: { type: uint32, invert: true, required: true } },
  condition(values) {
    const { value, negated } = given(values.cpu);
    return negateIf(negated, fieldIn('cpu', singleValue(value)));
  },
});
