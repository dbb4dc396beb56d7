import { just, target } from '../extension/extension.js';

/**
 * Keeps conntrack away from the packet, if it has not seen it yet.
 * @see linux net/netfilter/xt_CT.c notrack_tg
 */
export default target({
  name: 'NOTRACK',
  families: [4, 6],
  tables: ['raw'],
  options: {},
  outcome: () => just('CONTINUE', { kind: 'notrack' }),
});
