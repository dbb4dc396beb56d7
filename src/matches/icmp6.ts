import { all, negateIf } from '../condition/condition.js';
import { match } from '../extension/extension.js';
import { icmpCondition, icmpTest } from '../extension/shapes/icmp.js';
import { headerOf } from '../extension/shapes/transport.js';
import { icmpv6Names } from '../netfilter/icmpNames.js';
import { ICMPV6 } from '../netfilter/protocols.js';

/**
 * ICMPv6 type and code.
 * @see linux net/ipv6/netfilter/ip6_tables.c icmp6_match
 * @see iptables extensions/libip6t_icmp6.c
 */
export default match({
  name: 'icmp6',
  aliases: ['icmpv6', 'ipv6-icmp'],
  families: [6],
  protocols: [ICMPV6],
  options: { 'icmpv6-type': { type: icmpTest(icmpv6Names), invert: true, required: true } },
  condition(values) {
    const setting = values['icmpv6-type'];
    const typed = setting === undefined ? [] : [negateIf(setting.negated, icmpCondition(setting.value))];
    return all(...headerOf(ICMPV6), ...typed);
  },
});
