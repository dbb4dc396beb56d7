import { match } from '../extension/extension.js';
import { hopCondition } from '../extension/shapes/hopTest.js';
import { uint8 } from '../extension/types/numbers.js';

/**
 * The hop limit.
 * @see linux net/netfilter/xt_hl.c hl_mt6
 * @see iptables extensions/libip6t_hl.c
 */
export default match({
  name: 'hl',
  families: [6],
  options: {
    'hl-eq': { type: uint8, invert: true, aliases: ['hl'], excludes: ['hl-lt', 'hl-gt'] },
    'hl-lt': { type: uint8, excludes: ['hl-eq', 'hl-gt'] },
    'hl-gt': { type: uint8, excludes: ['hl-eq', 'hl-lt'] },
  },
  check: (values) =>
    Object.keys(values).length === 0 ? '--hl-eq, --hl-lt or --hl-gt must be given' : undefined,
  condition: (values) =>
    hopCondition({
      equal: values['hl-eq'],
      less: values['hl-lt'],
      greater: values['hl-gt'],
    }),
});
