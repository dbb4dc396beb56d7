import { all, always, negateIf } from '../condition/condition.js';
import { match } from '../extension/extension.js';
import { icmpCondition, icmpTest } from '../extension/shapes/icmp.js';
import { headerOf } from '../extension/shapes/transport.js';
import { icmpNames } from '../netfilter/icmpNames.js';
import type { IcmpName } from '../netfilter/icmpNames.js';
import { ICMP } from '../netfilter/protocols.js';

/** Type 255 stands for every type. */
const anyType = 255;

const names: readonly IcmpName[] = [['any', anyType], ...icmpNames];

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
