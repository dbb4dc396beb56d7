import { match } from '../extension/extension.js';
import { asks } from '../extension/shapes/asks.js';
import { given } from '../extension/shapes/given.js';
import { word } from '../extension/types/words.js';

const name = word('a name without line end', (written) =>
  written === '' || written.includes('\n') ? undefined : written,
);

/**
 * Counts the packet for an accounting object. Holds unless the object has a quota that is not used up.
 * @see linux net/netfilter/xt_nfacct.c nfacct_mt
 * @see iptables extensions/libxt_nfacct.c
 */
export default match({
  name: 'nfacct',
  families: [4, 6],
  options: { 'nfacct-name': { type: name, required: true } },
  condition(values) {
    const object = given(values['nfacct-name']).value;
    return asks(
      `nfacct:${object}`,
      `is the accounting object ${object} without quota, or its quota used up`,
      'accounting objects are kernel state',
    );
  },
  effects: (values) => [{ kind: 'private', name: `nfacct:${given(values['nfacct-name']).value}` }],
});
