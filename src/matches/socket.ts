import { singleValue } from '../address/range.js';
import type { RangeSet } from '../address/range.js';
import { all, any, fieldIn } from '../condition/condition.js';
import type { Condition } from '../condition/condition.js';
import { match } from '../extension/extension.js';
import { flag } from '../extension/types/numbers.js';
import type { Family } from '../netfilter/hooks.js';
import { ICMP, ICMPV6, TCP, UDP } from '../netfilter/protocols.js';

const errors4: RangeSet = [
  [3, 5],
  [11, 12],
];
const errors6: RangeSet = [[0, 127]];

/**
 * Sockets are looked up for TCP, UDP and ICMP errors about them alone; nothing else ever matches.
 * @see linux net/ipv4/netfilter/nf_socket_ipv4.c nf_sk_lookup_slow_v4, net/ipv6/netfilter/nf_socket_ipv6.c nf_sk_lookup_slow_v6
 */
function isLookedUp(family: Family): Condition {
  const errors = all(
    fieldIn('protocol', singleValue(family === 4 ? ICMP : ICMPV6)),
    fieldIn('icmpType', family === 4 ? errors4 : errors6),
  );
  return any(fieldIn('protocol', [...singleValue(TCP), ...singleValue(UDP)]), errors);
}

/**
 * Whether a local socket takes the packet: one of its connection, or one that listens. Sockets bound to any address do not
 * count without --nowildcard.
 * @see linux net/netfilter/xt_socket.c socket_match
 * @see iptables extensions/libxt_socket.c
 */
export default match({
  name: 'socket',
  families: [4, 6],
  joinsFragments: true,
  options: {
    transparent: { type: flag },
    nowildcard: { type: flag },
    'restore-skmark': { type: flag },
  },
  condition: (values, rule) =>
    all(isLookedUp(rule.family), {
      kind: 'derived',
      of: {
        fact: 'socket',
        transparent: values.transparent !== undefined,
        noWildcard: values.nowildcard !== undefined,
        ...(values['restore-skmark'] === undefined ? {} : { restoreMark: true }),
      },
    }),
  effects: (values) => (values['restore-skmark'] === undefined ? [] : [{ kind: 'mark-taken' }]),
});
