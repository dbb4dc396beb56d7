import { byPattern } from '../byPattern.js';
import { owner } from '../owner.js';

const name = 'fail2ban';

/** fail2ban: one chain a jail. @see fail2ban config/action.d/iptables.conf */
export default owner({
  name,
  describeChain: byPattern(name, [[/^(?:f2b|fail2ban)-(.+)$/, (jail) => `addresses banned by jail ${jail}`]]),
});
