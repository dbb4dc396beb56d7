import { target } from '../extension/extension.js';
import { queued } from '../extension/shapes/queue.js';

/**
 * Hands the packet to the program on queue 0.
 * @see linux net/netfilter/nf_queue.c nf_queue
 */
export default target({
  name: 'QUEUE',
  families: [4, 6],
  options: {},
  outcome: () => queued({ first: 0, last: 0, bypass: false }),
});
