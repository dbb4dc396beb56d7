import { just, target } from '../extension/extension.js';
import { natRange, portsNeedProtocol } from '../extension/shapes/nat.js';
import { natDestination } from '../extension/types/nat.js';
import { flag } from '../extension/types/numbers.js';

/**
 * Sends a new connection to another address or port.
 * @see linux net/netfilter/xt_nat.c, iptables extensions/libxt_NAT.c
 */
export default target({
  name: 'DNAT',
  families: [4, 6],
  joinsFragments: true,
  tables: ['nat'],
  hooks: ['PREROUTING', 'OUTPUT'],
  options: {
    'to-destination': { type: natDestination(true), required: true },
    random: { type: flag },

    persistent: { type: flag },
  },
  check: (values, rule) => portsNeedProtocol(() => values['to-destination']?.value.ports !== undefined, rule),
  outcome: (values) =>
    just('ACCEPT', {
      kind: 'nat',
      side: 'destination',
      to: natRange(
        values['to-destination']?.value ?? {},
        values.random !== undefined,
        values.persistent !== undefined,
      ),
    }),
});
