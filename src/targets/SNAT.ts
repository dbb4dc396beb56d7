import { just, target } from '../extension/extension.js';
import { natRange, portsNeedProtocol } from '../extension/shapes/nat.js';
import { natDestination } from '../extension/types/nat.js';
import { flag } from '../extension/types/numbers.js';

/**
 * Gives a new connection another source address or port.
 * @see linux net/netfilter/xt_nat.c, iptables extensions/libxt_NAT.c
 */
export default target({
  name: 'SNAT',
  families: [4, 6],
  joinsFragments: true,
  tables: ['nat'],
  hooks: ['INPUT', 'POSTROUTING'],
  options: {
    'to-source': { type: natDestination(false), required: true },
    random: { type: flag },
    'random-fully': { type: flag },
    persistent: { type: flag },
  },
  check: (values, rule) => portsNeedProtocol(() => values['to-source']?.value.ports !== undefined, rule),
  outcome: (values) =>
    just('ACCEPT', {
      kind: 'nat',
      side: 'source',
      to: natRange(
        values['to-source']?.value ?? {},
        values.random !== undefined || values['random-fully'] !== undefined,
        values.persistent !== undefined,
      ),
    }),
});
