import { all } from '../condition/condition.js';
import { match } from '../extension/extension.js';
import { headerOf, nativePortConditions, portOptions } from '../extension/shapes/transport.js';
import { anyPortRange } from '../extension/types/ports.js';
import { UDP } from '../netfilter/protocols.js';

/**
 * UDP ports.
 * @see linux net/netfilter/xt_tcpudp.c udp_mt
 * @see iptables extensions/libxt_udp.c
 */
export default match({
  name: 'udp',
  families: [4, 6],
  protocols: [UDP],
  options: portOptions(anyPortRange),
  condition: (values, { writer }) => all(...headerOf(UDP), ...nativePortConditions(values, writer)),
});
