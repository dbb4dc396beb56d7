import { byPattern } from '../byPattern.js';
import { owner } from '../owner.js';
import { phrase } from '../phrase.js';

const name = 'fail2ban';

/** fail2ban: one chain a jail, or one ipset (`f2b-sshd6` in IPv6). @see fail2ban config/action.d/iptables.conf, iptables-ipset.conf */
export default owner({
  name,
  describeChain: byPattern(name, [[/^(?:f2b|fail2ban)-(.+)$/, (jail) => `addresses banned by jail ${jail}`]]),
  describeSet: (set) => {
    const jail = /^(?:f2b|fail2ban)-(.+)$/.exec(set)?.[1];
    return jail === undefined ? undefined : phrase('addresses banned by jail ', jail);
  },
});
