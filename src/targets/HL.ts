import { target } from '../extension/extension.js';
import { hopChange, hopChangeWanted } from '../extension/shapes/hops.js';
import { number, uint8 } from '../extension/types/numbers.js';

/**
 * Changes the hop limit; it stays within 0 and 255.
 * @see linux net/netfilter/xt_HL.c hl_tg6, iptables extensions/libip6t_HL.c
 */
export default target({
  name: 'HL',
  families: [6],
  tables: ['mangle'],
  options: {
    'hl-set': { type: uint8, excludes: ['hl-dec', 'hl-inc'] },
    'hl-dec': { type: number(1, 255), excludes: ['hl-set', 'hl-inc'] },
    'hl-inc': { type: number(1, 255), excludes: ['hl-set', 'hl-dec'] },
  },
  check: (values) => hopChangeWanted('hl', Object.keys(values).length),
  outcome: (values) => hopChange(values['hl-set']?.value, values['hl-inc']?.value, values['hl-dec']?.value),
});
