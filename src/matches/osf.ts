import { all } from '../condition/condition.js';
import { match } from '../extension/extension.js';
import { asksContents } from '../extension/shapes/asks.js';
import { given } from '../extension/shapes/given.js';
import { headerOf } from '../extension/shapes/transport.js';
import { number } from '../extension/types/numbers.js';
import { text } from '../extension/types/words.js';
import { TCP } from '../netfilter/protocols.js';
import { tcpFlagBits } from '../netfilter/tcpflags.js';

const { SYN } = tcpFlagBits;

/**
 * The operating system that a SYN looks like. Negated it holds where the SYN looks like another known one.
 * @see linux net/netfilter/nfnetlink_osf.c nf_osf_match
 * @see iptables extensions/libxt_osf.c
 */
export default match({
  name: 'osf',
  families: [4],
  options: {
    genre: { type: text(0, 255), invert: true, required: true },
    ttl: { type: number(0, 2) },
    log: { type: number(0, 2) },
  },
  condition(values) {
    const { value, negated } = given(values.genre);
    return all(
      ...headerOf(TCP),
      { kind: 'bits', field: 'tcpFlags', mask: SYN, value: SYN },
      asksContents(
        `osf:${negated ? 'not ' : ''}${value}`,
        negated
          ? `does the SYN look like a known system other than ${value}`
          : `does the SYN look like ${value}`,
        'the TCP options of the SYN were not described',
        'ttl',
        'length',
      ),
    );
  },
});
