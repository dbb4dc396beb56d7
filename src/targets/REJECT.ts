import { target } from '../extension/extension.js';
import { bad, good } from '../extension/option.js';
import type { OptionType } from '../extension/option.js';
import type { Family } from '../netfilter/hooks.js';

type RejectType = readonly [name: string, alias: string];

/**
 * In the kernel's order: of several names that begin as written the first is taken.
 * @see iptables extensions/libipt_REJECT.c, libip6t_REJECT.c reject_table
 */
const rejectTypes: Readonly<Record<Family, readonly RejectType[]>> = {
  4: [
    ['icmp-net-unreachable', 'net-unreach'],
    ['icmp-host-unreachable', 'host-unreach'],
    ['icmp-proto-unreachable', 'proto-unreach'],
    ['icmp-port-unreachable', 'port-unreach'],
    ['icmp-net-prohibited', 'net-prohib'],
    ['icmp-host-prohibited', 'host-prohib'],
    ['tcp-reset', 'tcp-rst'],
    ['icmp-admin-prohibited', 'admin-prohib'],
  ],
  6: [
    ['icmp6-no-route', 'no-route'],
    ['icmp6-adm-prohibited', 'adm-prohibited'],
    ['icmp6-addr-unreachable', 'addr-unreach'],
    ['icmp6-port-unreachable', 'port-unreach'],
    ['tcp-reset', 'tcp-reset'],
    ['icmp6-policy-fail', 'policy-fail'],
    ['icmp6-reject-route', 'reject-route'],
  ],
};

/** The full name of an answer, from its name, its alias or the beginning of either, in any case. */
const rejectType: OptionType<string> = {
  takes: 1,
  read([text = ''], family) {
    const begin = text.toLowerCase();
    const types = rejectTypes[family];
    const found = types.find(([name, alias]) => name.startsWith(begin) || alias.startsWith(begin));
    return found === undefined ? bad(`one of ${types.map(([name]) => name).join(', ')}`) : good(found[0]);
  },
};

/**
 * Drops the packet and answers its sender. No answer goes to an ICMP error, a later fragment, a broadcast, nor, of
 * tcp-reset, to an RST or another protocol; the packet is dropped all the same.
 * @see linux net/ipv4/netfilter/ipt_REJECT.c reject_tg, net/ipv6/netfilter/ip6t_REJECT.c reject_tg6
 */
export default target({
  name: 'REJECT',
  families: [4, 6],
  tables: ['filter'],
  hooks: ['INPUT', 'FORWARD', 'OUTPUT'],
  options: { 'reject-with': { type: rejectType } },
  outcome: (values, rule) => ({
    kind: 'do',
    effects: [],
    verdict: 'REJECT',
    detail:
      values['reject-with']?.value ??
      (rule.family === 4 ? 'icmp-port-unreachable' : 'icmp6-port-unreachable'),
  }),
});
