import { just, target } from '../extension/extension.js';
import { address } from '../extension/types/addresses.js';
import { text } from '../extension/types/words.js';

/**
 * Sends a copy of the packet to a neighbour; the packet itself goes on.
 * @see linux net/netfilter/xt_TEE.c tee_tg4, iptables extensions/libxt_TEE.c
 */
export default target({
  name: 'TEE',
  families: [4, 6],
  options: {
    gateway: { type: address, required: true },
    oif: { type: text(0, 255) },
  },
  outcome(values) {
    const gateway = values.gateway?.value;
    return gateway === undefined ? just('CONTINUE') : just('CONTINUE', { kind: 'copy', gateway });
  },
});
