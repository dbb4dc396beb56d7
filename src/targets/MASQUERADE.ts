import { just, target } from '../extension/extension.js';
import { portsNeedProtocol } from '../extension/shapes/nat.js';
import { natPorts } from '../extension/types/nat.js';
import { flag } from '../extension/types/numbers.js';

/**
 * SNAT to an address of the interface by which the packet leaves.
 * @see linux net/netfilter/nf_nat_masquerade.c nf_nat_masquerade_ipv4, iptables extensions/libxt_NAT.c
 */
export default target({
  name: 'MASQUERADE',
  families: [4, 6],
  joinsFragments: true,
  tables: ['nat'],
  hooks: ['POSTROUTING'],
  options: {
    'to-ports': { type: natPorts },
    random: { type: flag },
    'random-fully': { type: flag },
  },
  check: (values, rule) => portsNeedProtocol(() => values['to-ports'] !== undefined, rule),
  outcome(values) {
    const ports = values['to-ports']?.value;
    const random = values.random !== undefined || values['random-fully'] !== undefined;
    return just('ACCEPT', {
      kind: 'nat',
      side: 'source',
      to: { kind: 'masquerade', ...(ports === undefined ? {} : { ports }), random },
    });
  },
});
