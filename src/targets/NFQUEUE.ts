import { target } from '../extension/extension.js';
import { bad, good } from '../extension/option.js';
import type { OptionType } from '../extension/option.js';
import { queued } from '../extension/shapes/queue.js';
import { flag, readNumberRange, uint16 } from '../extension/types/numbers.js';

/** `first:last`, at least two queues. */
const balance: OptionType<readonly [first: number, last: number]> = {
  takes: 1,
  read([text = '']) {
    const range = readNumberRange(text, 0xffff, ':');
    return range.ok && text.includes(':') && range.value[0] < range.value[1]
      ? good(range.value)
      : bad('two queue numbers FIRST:LAST, up to 65535');
  },
};

/**
 * Hands the packet to a program in user space. Of several queues a hash of the flow, or the cpu, picks one.
 * @see linux net/netfilter/xt_NFQUEUE.c nfqueue_tg_v3, iptables extensions/libxt_NFQUEUE.c
 */
export default target({
  name: 'NFQUEUE',
  families: [4, 6],
  options: {
    'queue-num': { type: uint16, excludes: ['queue-balance'] },
    'queue-balance': { type: balance, excludes: ['queue-num'] },
    'queue-bypass': { type: flag },
    'queue-cpu-fanout': { type: flag, requires: ['queue-balance'] },
  },
  outcome(values) {
    const number = values['queue-num']?.value ?? 0;
    const [first, last] = values['queue-balance']?.value ?? [number, number];
    return queued({ first, last, bypass: values['queue-bypass'] !== undefined });
  },
});
