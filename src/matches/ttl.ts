import { match } from '../extension/extension.js';
import { hopCondition } from '../extension/shapes/hopTest.js';
import { uint8 } from '../extension/types/numbers.js';

/**
 * The time to live.
 * @see linux net/netfilter/xt_hl.c ttl_mt
 * @see iptables extensions/libipt_ttl.c
 */
export default match({
  name: 'ttl',
  families: [4],
  options: {
    'ttl-eq': { type: uint8, invert: true, aliases: ['ttl'], excludes: ['ttl-lt', 'ttl-gt'] },
    'ttl-lt': { type: uint8, excludes: ['ttl-eq', 'ttl-gt'] },
    'ttl-gt': { type: uint8, excludes: ['ttl-eq', 'ttl-lt'] },
  },
  check: (values) =>
    Object.keys(values).length === 0 ? '--ttl-eq, --ttl-lt or --ttl-gt must be given' : undefined,
  condition: (values) =>
    hopCondition({
      equal: values['ttl-eq'],
      less: values['ttl-lt'],
      greater: values['ttl-gt'],
    }),
});
