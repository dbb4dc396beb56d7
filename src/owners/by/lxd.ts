import { fromComments } from '../fromComments.js';
import { owner } from '../owner.js';

/** LXD, and Incus as long as it wrote iptables, have no chains, only commented rules in built-in ones. @see lxd lxd/firewall/drivers/drivers_xtables.go */
export default owner({
  name: 'LXD',
  describeChain: () => undefined,
  describeRule: fromComments(/^generated for ((?:LXD|Incus) .+)$/),
});
