import { all, negateIf, oneOf } from '../condition/condition.js';
import { match } from '../extension/extension.js';
import { asks } from '../extension/shapes/asks.js';
import { given } from '../extension/shapes/given.js';
import { text } from '../extension/types/words.js';

/**
 * Whether a conntrack helper announced the packet's connection. It holds for the announced connection only, not for the one
 * that announced it.
 * @see linux net/netfilter/xt_helper.c helper_mt
 * @see iptables extensions/libxt_helper.c
 */
export default match({
  name: 'helper',
  families: [4, 6],
  joinsFragments: true,
  options: { helper: { type: text(0, 255), invert: true, required: true } },
  condition(values) {
    const { value, negated } = given(values.helper);
    const what = value === '' ? 'any helper' : `the helper ${value}`;
    return negateIf(
      negated,
      all(
        oneOf('ctStatus', 'EXPECTED'),
        asks(
          `helper:${value}`,
          `did ${what} announce the connection`,
          'which helper announced a connection is kernel state',
        ),
      ),
    );
  },
});
