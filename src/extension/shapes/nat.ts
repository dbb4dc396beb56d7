import { DCCP, ICMP, SCTP, TCP, UDP } from '../../netfilter/protocols.js';
import type { NatTarget } from '../../packet/effect.js';
import type { RuleForm } from '../extension.js';
import type { NatDestination } from '../types/nat.js';

const portProtocols: ReadonlySet<number> = new Set([TCP, UDP, SCTP, DCCP, ICMP]);

/**
 * What is wrong where ports are translated in a rule whose -p names no protocol with ports. ICMP counts as one: its id is translated.
 * Whether ports are given is asked last: it is a matter of the value, all else of the rule's form.
 * @see iptables extensions/libxt_NAT.c __NAT_parse
 */
export function portsNeedProtocol(areGiven: () => boolean, rule: RuleForm): string | undefined {
  return !portProtocols.has(rule.protocol) && areGiven()
    ? 'ports can be translated only with -p tcp, udp, sctp, dccp or icmp'
    : undefined;
}

/** What --to-source and --to-destination say as the target of an effect. */
export function natRange(to: NatDestination, random: boolean, persistent: boolean): NatTarget {
  const base = to.ports?.base;
  return {
    kind: 'range',
    ...(to.addresses === undefined ? {} : { addresses: to.addresses }),
    ...(to.ports === undefined ? {} : { ports: to.ports.ports }),
    ...(base === undefined ? {} : { base }),
    random,
    persistent,
  };
}
