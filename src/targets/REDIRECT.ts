import { just, target } from '../extension/extension.js';
import { portsNeedProtocol } from '../extension/shapes/nat.js';
import { natPorts } from '../extension/types/nat.js';
import { flag } from '../extension/types/numbers.js';

/**
 * DNAT to the machine itself: the incoming interface's first address, in OUTPUT the loopback address.
 * @see linux net/netfilter/nf_nat_redirect.c, iptables extensions/libxt_NAT.c
 */
export default target({
  name: 'REDIRECT',
  families: [4, 6],
  joinsFragments: true,
  tables: ['nat'],
  hooks: ['PREROUTING', 'OUTPUT'],
  options: {
    'to-ports': { type: natPorts },
    random: { type: flag },
  },
  check: (values, rule) => portsNeedProtocol(() => values['to-ports'] !== undefined, rule),
  outcome(values) {
    const ports = values['to-ports']?.value;
    return just('ACCEPT', {
      kind: 'nat',
      side: 'destination',
      to: {
        kind: 'redirect',
        ...(ports === undefined ? {} : { ports }),
        random: values.random !== undefined,
      },
    });
  },
});
