import { just, target } from '../extension/extension.js';
import { prefix6 } from '../extension/types/prefix6.js';

/**
 * Gives the destination address another prefix, without conntrack and without changing the checksum.
 * @see linux net/ipv6/netfilter/ip6t_NPT.c ip6t_dnpt_tg, iptables extensions/libip6t_DNPT.c
 */
export default target({
  name: 'DNPT',
  families: [6],
  tables: ['mangle'],
  hooks: ['PREROUTING', 'OUTPUT'],
  options: {
    'src-pfx': { type: prefix6, required: true },
    'dst-pfx': { type: prefix6, required: true },
  },
  outcome(values) {
    const from = values['src-pfx']?.value;
    const to = values['dst-pfx']?.value;
    return from === undefined || to === undefined
      ? just('CONTINUE')
      : just('CONTINUE', { kind: 'prefix', side: 'destination', from, to });
  },
});
