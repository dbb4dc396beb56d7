import { all, oneOf } from '../condition/condition.js';
import { match } from '../extension/extension.js';
import { given } from '../extension/shapes/given.js';
import { markCondition } from '../extension/shapes/markTest.js';
import { markMask } from '../extension/types/marks.js';

/**
 * The connection's mark; without entry it fails, negated or not.
 * @see linux net/netfilter/xt_connmark.c connmark_mt
 * @see iptables extensions/libxt_connmark.c
 */
export default match({
  name: 'connmark',
  families: [4, 6],
  joinsFragments: true,
  options: { mark: { type: markMask, invert: true, required: true } },
  condition: ({ mark }) => all(oneOf('ctEntry', 'yes'), markCondition('connectionMark', given(mark))),
});
