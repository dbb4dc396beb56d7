import { all, negateIf } from '../condition/condition.js';
import { match } from '../extension/extension.js';
import { icmpCondition, icmpTest } from '../extension/shapes/icmp.js';
import type { IcmpName } from '../extension/shapes/icmp.js';
import { headerOf } from '../extension/shapes/transport.js';
import { ICMPV6 } from '../netfilter/protocols.js';

const names: readonly IcmpName[] = [
  ['destination-unreachable', 1],
  ['no-route', 1, 0],
  ['communication-prohibited', 1, 1],
  ['beyond-scope', 1, 2],
  ['address-unreachable', 1, 3],
  ['port-unreachable', 1, 4],
  ['failed-policy', 1, 5],
  ['reject-route', 1, 6],
  ['packet-too-big', 2],
  ['time-exceeded', 3],
  ['ttl-exceeded', 3],
  ['ttl-zero-during-transit', 3, 0],
  ['ttl-zero-during-reassembly', 3, 1],
  ['parameter-problem', 4],
  ['bad-header', 4, 0],
  ['unknown-header-type', 4, 1],
  ['unknown-option', 4, 2],
  ['echo-request', 128],
  ['ping', 128],
  ['echo-reply', 129],
  ['pong', 129],
  ['router-solicitation', 133],
  ['router-advertisement', 134],
  ['neighbour-solicitation', 135],
  ['neighbor-solicitation', 135],
  ['neighbour-advertisement', 136],
  ['neighbor-advertisement', 136],
  ['redirect', 137],
];

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
  options: { 'icmpv6-type': { type: icmpTest(names), invert: true, required: true } },
  condition(values) {
    const setting = values['icmpv6-type'];
    const typed = setting === undefined ? [] : [negateIf(setting.negated, icmpCondition(setting.value))];
    return all(...headerOf(ICMPV6), ...typed);
  },
});
