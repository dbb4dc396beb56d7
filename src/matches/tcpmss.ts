import { all, any, fieldIn, negateIf, not, oneOf } from '../condition/condition.js';
import { match } from '../extension/extension.js';
import { bad, good } from '../extension/option.js';
import type { OptionType } from '../extension/option.js';
import { asksContents, rangeWords } from '../extension/shapes/asks.js';
import { given } from '../extension/shapes/given.js';
import { looseRange } from '../extension/types/looseRange.js';
import { TCP } from '../netfilter/protocols.js';

const sizes: OptionType<readonly [low: number, high: number]> = {
  takes: 1,
  read(words, family) {
    const reading = looseRange(0xffff).read(words, family);
    return reading.ok && reading.value[0] > reading.value[1]
      ? bad('a segment size or a range LOW:HIGH', 'the range ends before it starts')
      : reading.ok
        ? good(reading.value)
        : reading;
  },
};

/** The option that announces the largest segment. */
const announcement = '2';
const later = oneOf('fragment', 'later');

/**
 * The segment size that a TCP packet announces. A packet that announces none matches negated only; packets carry no TCP options
 * unless described so. What a later fragment carries in the place of a TCP header is read as one.
 *
 * Deviation: of a later fragment whose bytes are no TCP header the kernel drops the packet.
 * @see linux net/netfilter/xt_tcpmss.c tcpmss_mt
 * @see iptables extensions/libxt_tcpmss.c
 */
export default match({
  name: 'tcpmss',
  families: [4, 6],
  options: { mss: { type: sizes, invert: true, required: true } },
  condition(values) {
    const { value, negated } = given(values.mss);
    const range = rangeWords(value);
    const announced = all(
      oneOf('tcpOption', announcement),
      asksContents(
        `tcpmss:${range}`,
        `does the packet announce a segment size of ${range}`,
        'the TCP options of the packet were not described',
        'tcpOption',
      ),
    );
    const read = asksContents(
      `tcpmss:later:${range}`,
      `do its bytes, read as a TCP header, announce a segment size of ${range}`,
      'the contents of a later fragment were not described',
    );
    const isAnnounced = any(all(later, read), all(not(later), announced));
    return all(fieldIn('protocol', [[TCP, TCP]]), negateIf(negated, isAnnounced));
  },
});
