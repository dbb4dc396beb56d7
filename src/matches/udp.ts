import { all } from '../condition/condition.js';
import { match } from '../extension/extension.js';
import {
  headerOf,
  isNative,
  nativeHeaderOf,
  nativePortConditions,
  portConditions,
  portOptions,
} from '../extension/shapes/transport.js';
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
  condition(values, { writer }) {
    // Without options it is the kernel's own match that is loaded, whatever the backend.
    const asksPorts = values.sport !== undefined || values.dport !== undefined;
    return isNative(writer) && asksPorts
      ? all(nativeHeaderOf(UDP), ...nativePortConditions(values, writer))
      : all(...headerOf(UDP), ...portConditions(values));
  },
});
