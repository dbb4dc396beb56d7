import { just, target } from '../extension/extension.js';

/**
 * Lets the packet out of this table's chain; later tables and hooks still see it.
 * @see linux net/ipv4/netfilter/ip_tables.c ipt_do_table
 */
export default target({
  name: 'ACCEPT',
  families: [4, 6],
  options: {},
  outcome: () => just('ACCEPT'),
});
