import { target } from '../extension/extension.js';
import { hopChange, hopChangeWanted } from '../extension/shapes/hops.js';
import { number, uint8 } from '../extension/types/numbers.js';

/**
 * Changes the time to live; it stays within 0 and 255.
 * @see linux net/netfilter/xt_HL.c ttl_tg, iptables extensions/libipt_TTL.c
 */
export default target({
  name: 'TTL',
  families: [4],
  tables: ['mangle'],
  options: {
    'ttl-set': { type: uint8, excludes: ['ttl-dec', 'ttl-inc'] },
    'ttl-dec': { type: number(1, 255), excludes: ['ttl-set', 'ttl-inc'] },
    'ttl-inc': { type: number(1, 255), excludes: ['ttl-set', 'ttl-dec'] },
  },
  check: (values) => hopChangeWanted('ttl', Object.keys(values).length),
  outcome: (values) =>
    hopChange(values['ttl-set']?.value, values['ttl-inc']?.value, values['ttl-dec']?.value),
});
