import { just, target } from '../extension/extension.js';

/**
 * Goes back to the chain that jumped here; in a built-in chain its policy decides.
 * @see linux net/ipv4/netfilter/ip_tables.c ipt_do_table
 */
export default target({
  name: 'RETURN',
  families: [4, 6],
  options: {},
  outcome: () => just('RETURN'),
});
