import { byPattern } from '../byPattern.js';
import { fromComments } from '../fromComments.js';
import { owner } from '../owner.js';

const name = 'flannel';

/** flannel. @see flannel-io/flannel pkg/trafficmngr/iptables */
export default owner({
  name,
  describeChain: byPattern(name, [
    [/^FLANNEL-POSTRTG$/, 'masquerade pod traffic that leaves the cluster'],
    [/^FLANNEL-FWD$/, 'let pod traffic through'],
  ]),
  describeRule: fromComments(/^(flanneld (?:masq|forward))$/),
});
