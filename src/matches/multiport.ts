import { rangeSet } from '../address/range.js';
import { all, any, fieldIn, negateIf } from '../condition/condition.js';
import type { Condition } from '../condition/condition.js';
import { match } from '../extension/extension.js';
import type { Setting } from '../extension/option.js';
import { headerOf } from '../extension/shapes/transport.js';
import { portList } from '../extension/types/ports.js';
import type { PortRange } from '../extension/types/ports.js';
import { DCCP, SCTP, TCP, UDP, UDPLITE } from '../netfilter/protocols.js';

const protocols = [TCP, UDP, UDPLITE, SCTP, DCCP] as const;
const sides = ['sports', 'dports', 'ports'] as const;

/**
 * Lists of ports; `--ports` holds where either port is in the list. Exactly one of the three.
 * @see linux net/netfilter/xt_multiport.c ports_match_v1
 * @see iptables extensions/libxt_multiport.c
 */
export default match({
  name: 'multiport',
  families: [4, 6],
  protocols,
  options: {
    sports: { type: portList, invert: true, aliases: ['source-ports'], excludes: ['dports', 'ports'] },
    dports: { type: portList, invert: true, aliases: ['destination-ports'], excludes: ['ports'] },
    ports: { type: portList, invert: true },
  },
  check: (values) =>
    sides.every((side) => values[side] === undefined)
      ? '--sports, --dports or --ports must be given'
      : undefined,
  condition({ sports, dports, ports }) {
    return all(
      ...headerOf(...protocols),
      ...listCondition(sports, (set) => fieldIn('sourcePort', set)),
      ...listCondition(dports, (set) => fieldIn('destinationPort', set)),
      ...listCondition(ports, (set) => any(fieldIn('sourcePort', set), fieldIn('destinationPort', set))),
    );
  },
});

function listCondition(
  setting: Setting<readonly PortRange[]> | undefined,
  isIn: (set: ReturnType<typeof rangeSet>) => Condition,
): readonly Condition[] {
  return setting === undefined ? [] : [negateIf(setting.negated, isIn(rangeSet(setting.value)))];
}
