import { byPattern } from '../byPattern.js';
import { owner } from '../owner.js';

const name = 'OpenStack Neutron';

/** Neutron and the older nova-network; the middle part is the agent's binary, cut to 16 characters. @see openstack neutron neutron/agent/linux/iptables_manager.py, iptables_firewall.py */
export default owner({
  name,
  describeChain: byPattern(name, [
    [/^(?:neutron|nova)-filter-top$/, 'entry of all agents'],
    [/^(?:neutron|nova)-postrouting-bottom$/, 'source NAT of all agents'],
    [/^neutron-.{1,16}?-i([0-9a-f][0-9a-f-]+)$/, (port) => `port ${port}, traffic to it`],
    [/^neutron-.{1,16}?-o([0-9a-f][0-9a-f-]+)$/, (port) => `port ${port}, traffic from it`],
    [/^neutron-.{1,16}?-s([0-9a-f][0-9a-f-]+)$/, (port) => `port ${port}, spoof check`],
    [/^neutron-.{1,16}-sg-chain$/, 'security groups: find the port'],
    [/^neutron-.{1,16}-sg-fallback$/, 'security groups: default deny'],
    [/^neutron-.{1,16}-float-snat$/, 'source NAT of floating IPs'],
    [/^neutron-.{1,16}-snat$/, 'source NAT'],
    [/^neutron-.{1,16}-scope$/, 'keep address scopes apart'],
    [/^neutron-.{1,16}-mark$/, 'marks of routed traffic'],
    [/^neutron-.{1,16}-local$/, 'rules that hold on this host'],
    [/^neutron-.{1,16}-(PREROUTING|INPUT|FORWARD|OUTPUT|POSTROUTING)$/, (hook) => `agent's part of ${hook}`],
    [/^neutron-.{1,16}-.+$/, "one of an agent's chains"],
    [
      /^nova-.{1,16}-(PREROUTING|INPUT|FORWARD|OUTPUT|POSTROUTING)$/,
      (hook) => `nova-network's part of ${hook}`,
    ],
    [/^nova-.{1,16}-(?:snat|float-snat|local)$/, 'nova-network'],
  ]),
});
