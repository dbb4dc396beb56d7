import { just, target } from '../extension/extension.js';

/**
 * Ends the packet.
 * @see linux net/ipv4/netfilter/ip_tables.c ipt_do_table
 */
export default target({
  name: 'DROP',
  families: [4, 6],
  options: {},
  outcome: () => just('DROP'),
});
