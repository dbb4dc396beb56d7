import { target } from '../extension/extension.js';
import { noted } from '../extension/shapes/notes.js';
import { duration } from '../extension/types/durations.js';
import { text } from '../extension/types/words.js';

/** The estimator's steps go from a quarter of a second to eight seconds. */
const longestInterval = 8e6;

/** How fast old samples fade, as the kernel stores it; undefined where no step fits. */
function decaySteps(interval: number, average: number): number | undefined {
  for (let step = 1; step < 32; step++) {
    const weight = 1 - 1 / 2 ** step;
    if (interval / -Math.log(weight) > average) return step - 1;
  }
  return undefined;
}

/**
 * Feeds a rate estimator with the packet; -m rateest reads it.
 * @see linux net/netfilter/xt_RATEEST.c xt_rateest_tg, iptables extensions/libxt_RATEEST.c RATEEST_final_check
 */
export default target({
  name: 'RATEEST',
  families: [4, 6],
  options: {
    'rateest-name': { type: text(0, 255), required: true },
    'rateest-interval': { type: duration, required: true },
    'rateest-ewmalog': { type: duration, required: true },
  },
  check(values) {
    const interval = values['rateest-interval']?.value ?? 0;
    const average = values['rateest-ewmalog']?.value ?? 0;
    if (interval > longestInterval) return '--rateest-interval is at most 8s';
    const steps = decaySteps(interval, average);
    return steps === undefined || steps === 0 ? '--rateest-ewmalog is out of range' : undefined;
  },
  outcome: (values) => noted(`counted by the rate estimator ${values['rateest-name']?.value ?? ''}`),
});
