import { all, negateIf, oneOf } from '../condition/condition.js';
import { match } from '../extension/extension.js';
import { bad, good } from '../extension/option.js';
import type { OptionType } from '../extension/option.js';
import { given } from '../extension/shapes/given.js';
import { readNumber64 } from '../extension/types/numbers.js';
import { oneOfWords } from '../extension/types/words.js';

const largest = 2 ** 64;

/** `from`, without end, or `from:to`, 64 bits each. */
const counts: OptionType<readonly [from: number, to: number]> = {
  takes: 1,
  read([text = '']) {
    const [fromText = '', toText, ...rest] = text.split(':');
    const from = fromText === '' ? 0 : readNumber64(fromText);
    const to = toText === undefined || toText === '' ? largest : readNumber64(toText);
    return from === undefined || to === undefined || rest.length > 0 || from > to
      ? bad('a number FROM or a range FROM:TO')
      : good([from, to]);
  },
};

/**
 * How much the connection has carried, this packet included. Needs a connection, negated or not. The kernel stores a negation
 * as the range turned round: one whose ends are equal is taken as not negated.
 * @see linux net/netfilter/xt_connbytes.c connbytes_mt
 * @see iptables extensions/libxt_connbytes.c
 */
export default match({
  name: 'connbytes',
  families: [4, 6],
  joinsFragments: true,
  options: {
    connbytes: { type: counts, invert: true, required: true },
    'connbytes-dir': { type: oneOfWords(['original', 'reply', 'both']), required: true },
    'connbytes-mode': { type: oneOfWords(['packets', 'bytes', 'avgpkt']), required: true },
  },
  condition(values) {
    const { value, negated } = given(values.connbytes);
    const [from, to] = value;
    const direction = given(values['connbytes-dir']).value;
    const mode = given(values['connbytes-mode']).value;
    const range = to === largest ? `at least ${from}` : `${from} to ${to}`;
    const what = mode === 'avgpkt' ? 'bytes a packet' : mode;
    const way = direction === 'both' ? 'both directions' : `the ${direction} direction`;
    return all(
      oneOf('ctEntry', 'yes'),
      negateIf(negated && from !== to, {
        kind: 'ask',
        ask: {
          subject: `connbytes:${direction},${mode},${from}:${to === largest ? '' : to}`,
          asks: `has the connection carried ${range} ${what} in ${way}`,
          because: 'the counters of a connection are kernel state',
          reads: [],
          // The next packet of the connection finds it carried more.
          fresh: true,
        },
      }),
    );
  },
});
