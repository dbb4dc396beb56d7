import { match } from '../extension/extension.js';
import { number } from '../extension/types/numbers.js';
import { rate, writeRate } from '../extension/types/rates.js';

/** The kernel counts in ten-thousandths of a second. @see linux include/uapi/linux/netfilter/xt_limit.h XT_LIMIT_SCALE */
const scale = 10_000;
const usualRate = { packets: 3, seconds: 3600 };
const usualBurst = 5;

/**
 * A token bucket of the rule's own: so many packets at once, then so many in a span of time.
 * @see linux net/netfilter/xt_limit.c limit_mt
 * @see iptables extensions/libxt_limit.c
 */
export default match({
  name: 'limit',
  families: [4, 6],
  options: { limit: { type: rate(scale) }, 'limit-burst': { type: number(0, 10_000) } },
  condition(values, rule) {
    const average = writeRate(values.limit?.value ?? usualRate);
    const burst = values['limit-burst']?.value ?? usualBurst;
    return {
      kind: 'ask',
      ask: {
        subject: `limit:${rule.name}`,
        asks: `is the packet within ${average}, burst ${burst}`,
        because: 'how many packets came before is kernel state',
        reads: [],
        fresh: true,
      },
    };
  },
  effects: (_values, rule) => [{ kind: 'private', name: `limit:${rule.name}` }],
});
