import { all, fieldIn, negateIf } from '../condition/condition.js';
import { match } from '../extension/extension.js';
import { given } from '../extension/shapes/given.js';
import { uint64 } from '../extension/types/numbers.js';

/**
 * A number of bytes that packets use up; what is longer than what is left ends it. A packet longer than the whole quota never fits.
 * @see linux net/netfilter/xt_quota.c quota_mt
 * @see iptables extensions/libxt_quota.c
 */
export default match({
  name: 'quota',
  families: [4, 6],
  options: { quota: { type: uint64, invert: true, required: true } },
  condition(values, rule) {
    const { value, negated } = given(values.quota);
    return negateIf(
      negated,
      all(fieldIn('length', [[0, value]]), {
        kind: 'ask',
        ask: {
          subject: `quota:${rule.name}`,
          asks: `does the packet fit into what is left of ${value} bytes`,
          because: 'what is left is kernel state',
          reads: ['length'],
          fresh: true,
        },
      }),
    );
  },
  effects: (_values, rule) => [{ kind: 'private', name: `quota:${rule.name}` }],
});
