import { all, always, negateIf } from '../condition/condition.js';
import { match } from '../extension/extension.js';
import { icmpCondition, icmpTest } from '../extension/shapes/icmp.js';
import type { IcmpName } from '../extension/shapes/icmp.js';
import { headerOf } from '../extension/shapes/transport.js';
import { ICMP } from '../netfilter/protocols.js';

/** Type 255 stands for every type. */
const anyType = 255;

const names: readonly IcmpName[] = [
  ['any', anyType],
  ['echo-reply', 0],
  ['pong', 0],
  ['destination-unreachable', 3],
  ['network-unreachable', 3, 0],
  ['host-unreachable', 3, 1],
  ['protocol-unreachable', 3, 2],
  ['port-unreachable', 3, 3],
  ['fragmentation-needed', 3, 4],
  ['source-route-failed', 3, 5],
  ['network-unknown', 3, 6],
  ['host-unknown', 3, 7],
  ['network-prohibited', 3, 9],
  ['host-prohibited', 3, 10],
  ['TOS-network-unreachable', 3, 11],
  ['TOS-host-unreachable', 3, 12],
  ['communication-prohibited', 3, 13],
  ['host-precedence-violation', 3, 14],
  ['precedence-cutoff', 3, 15],
  ['source-quench', 4],
  ['redirect', 5],
  ['network-redirect', 5, 0],
  ['host-redirect', 5, 1],
  ['TOS-network-redirect', 5, 2],
  ['TOS-host-redirect', 5, 3],
  ['echo-request', 8],
  ['ping', 8],
  ['router-advertisement', 9],
  ['router-solicitation', 10],
  ['time-exceeded', 11],
  ['ttl-exceeded', 11],
  ['ttl-zero-during-transit', 11, 0],
  ['ttl-zero-during-reassembly', 11, 1],
  ['parameter-problem', 12],
  ['ip-header-bad', 12, 0],
  ['required-option-missing', 12, 1],
  ['timestamp-request', 13],
  ['timestamp-reply', 14],
  ['address-mask-request', 17],
  ['address-mask-reply', 18],
];

/**
 * ICMP type and code.
 * @see linux net/ipv4/netfilter/ip_tables.c icmp_match, icmp_type_code_match
 * @see iptables extensions/libipt_icmp.c
 */
export default match({
  name: 'icmp',
  families: [4],
  protocols: [ICMP],
  options: { 'icmp-type': { type: icmpTest(names), invert: true, required: true } },
  condition(values) {
    const setting = values['icmp-type'];
    if (setting === undefined) return all(...headerOf(ICMP));
    const { value, negated } = setting;
    const condition = value.type === anyType ? always : icmpCondition(value);
    return all(...headerOf(ICMP), negateIf(negated, condition));
  },
});
