import { icmpNames, icmpv6Names } from '../netfilter/icmpNames.js';
import type { IcmpName } from '../netfilter/icmpNames.js';
import { ICMP } from '../netfilter/protocols.js';

/** Names for several codes, and some of IPv6, that iptables has and ipset has not. */
const unknownToIpset: ReadonlySet<string> = new Set([
  'destination-unreachable',
  'redirect 5',
  'time-exceeded',
  'ttl-exceeded',
  'parameter-problem',
  'beyond-scope',
  'failed-policy',
  'reject-route',
  'neighbor-solicitation',
  'neighbor-advertisement',
]);

/** ipset spells two names in a way of its own, beside the right one. */
const misspelt: readonly IcmpName[] = [
  ['neigbour-solicitation', 135],
  ['neigbour-advertisement', 136],
];

function namesOfIpset(names: readonly IcmpName[]): ReadonlyMap<string, number> {
  const known = names.filter(
    ([name, type]) => !unknownToIpset.has(name) && !unknownToIpset.has(`${name} ${type}`),
  );
  return new Map(known.map(([name, type, code = 0]) => [name.toLowerCase(), type * 256 + code]));
}

const names4 = namesOfIpset(icmpNames);
const names6 = namesOfIpset([...icmpv6Names, ...misspelt]);

/**
 * An ICMP type and code as ipset writes them (`echo-request`, `8/0`, a bare number is the combined value), as the 16-bit
 * number that takes a port's place in a set: type in the upper byte. Undefined where it is none.
 * @see ipset lib/icmp.c, lib/icmpv6.c, lib/parse.c ipset_parse_icmp
 */
export function readIcmpName(text: string, protocol: number): number | undefined {
  const pair = /^(\d{1,3})\/(\d{1,3})$/.exec(text);
  if (pair !== null) {
    const type = Number(pair[1]);
    const code = Number(pair[2]);
    return type > 255 || code > 255 ? undefined : type * 256 + code;
  }
  if (/^\d{1,5}$/.test(text)) return Number(text) > 0xffff ? undefined : Number(text);
  return (protocol === ICMP ? names4 : names6).get(text.toLowerCase());
}
