import { negateIf, oneOf } from '../condition/condition.js';
import { match } from '../extension/extension.js';
import { given } from '../extension/shapes/given.js';
import { listOfPrefixes } from '../extension/types/prefixes.js';

/**
 * The old name of `-m conntrack --ctstate`, without the states that nat makes.
 * @see linux net/netfilter/xt_conntrack.c conntrack_mt
 * @see iptables extensions/libxt_conntrack.c state_opts
 */
export default match({
  name: 'state',
  families: [4, 6],
  joinsFragments: true,
  options: {
    state: {
      type: listOfPrefixes(['INVALID', 'NEW', 'ESTABLISHED', 'RELATED', 'UNTRACKED']),
      invert: true,
      required: true,
    },
  },
  condition({ state }) {
    const { value, negated } = given(state);
    return negateIf(negated, oneOf('ctState', ...value));
  },
});
