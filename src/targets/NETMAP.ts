import { just, target } from '../extension/extension.js';
import { hostMask } from '../extension/types/hostMask.js';

/**
 * Puts another network part on the address and keeps its host bits: the destination's in PREROUTING and OUTPUT, the source's
 * in INPUT and POSTROUTING.
 * @see linux net/netfilter/xt_NETMAP.c netmap_tg4, iptables extensions/libipt_NETMAP.c
 */
export default target({
  name: 'NETMAP',
  families: [4, 6],
  joinsFragments: true,
  tables: ['nat'],
  hooks: ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
  options: { to: { type: hostMask, required: true } },
  outcome(values) {
    const to = values.to?.value;
    return to === undefined
      ? just('CONTINUE')
      : just('ACCEPT', { kind: 'nat', side: 'by-hook', to: { kind: 'netmap', ...to } });
  },
});
