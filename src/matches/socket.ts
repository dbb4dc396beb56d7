import { match } from '../extension/extension.js';
import { flag } from '../extension/types/numbers.js';

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
  condition: (values) => ({
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
