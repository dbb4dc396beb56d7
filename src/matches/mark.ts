import { match } from '../extension/extension.js';
import { given } from '../extension/shapes/given.js';
import { markCondition } from '../extension/shapes/markTest.js';
import { markMask } from '../extension/types/marks.js';

/**
 * The packet's mark.
 * @see linux net/netfilter/xt_mark.c mark_mt
 * @see iptables extensions/libxt_mark.c
 */
export default match({
  name: 'mark',
  families: [4, 6],
  options: { mark: { type: markMask, invert: true, required: true } },
  condition: ({ mark }) => markCondition('mark', given(mark)),
});
