import { negateIf } from '../condition/condition.js';
import { match } from '../extension/extension.js';
import { flag } from '../extension/types/numbers.js';

/**
 * Whether the way back to the source leads where the packet came from.
 * @see linux net/ipv4/netfilter/ipt_rpfilter.c rpfilter_mt
 * @see iptables extensions/libxt_rpfilter.c
 */
export default match({
  name: 'rpfilter',
  families: [4, 6],
  options: {
    loose: { type: flag },
    validmark: { type: flag },
    'accept-local': { type: flag },
    invert: { type: flag },
  },
  condition: (values) =>
    negateIf(values.invert !== undefined, {
      kind: 'derived',
      of: {
        fact: 'reverse-path',
        loose: values.loose !== undefined,
        validMark: values.validmark !== undefined,
        acceptLocal: values['accept-local'] !== undefined,
      },
    }),
});
