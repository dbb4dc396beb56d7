import type { Names } from './names.js';
import { noteSubnet } from './noteSubnet.js';
import { isNumeric, redactWords } from './redactWords.js';

/** Words that the kernel and `ip` have for addresses, routes and rules. @see iproute2 ip/ipaddress.c, ip/iproute.c, ip/iprule.c */
export const ipWords: ReadonlySet<string> = new Set(
  `
  inet inet6 brd any peer scope global site link host nowhere all default dynamic permanent secondary primary tentative deprecated
  dadfailed temporary home nodad mngtmpaddr noprefixroute autojoin stable-privacy optimistic managetempaddr metric valid_lft
  preferred_lft forever mtu qdisc noop noqueue pfifo_fast fq fq_codel mq cake htb state UP DOWN UNKNOWN LOWERLAYERDOWN DORMANT TESTING
  NOTPRESENT mode qlen link-netnsid link-netns promiscuity minmtu maxmtu numtxqueues numrxqueues
  link/ether link/loopback link/none link/ipip link/tunnel6 link/sit link/gre link/gre6 link/ppp link/void link/infiniband link/netrom
  unicast local broadcast multicast anycast throw unreachable prohibit blackhole nat via nexthop weight src tos dsfield pref low
  medium high onlink linkdown dead pervasive offload trap rt_offload rt_trap notify cache expires error hoplimit window rtt rttvar
  rto_min initcwnd initrwnd advmss ssthresh cwnd reordering features ecn quickack congctl lock nhid used age users ipid
  from to not fwmark iif oif dev master table lookup proto protocol group realm realms suppress_prefixlength suppress_prefixlen
  suppress_ifgroup encap vrf goto nop l3mdev masquerade map-to uidrange ipproto sport dport dscp tun_id [detached] [unresolved] [l3mdev-table]
  tcp udp icmp icmpv6 ipv6-icmp sctp gre esp ah ipip igmp dccp udplite vxlan wireguard
  `
    .trim()
    .split(/\s+/),
);

/** What the kernel says of an interface. @see linux include/uapi/linux/if.h */
export const interfaceFlags: ReadonlySet<string> = new Set(
  `NO-CARRIER LOOPBACK BROADCAST POINTOPOINT MULTICAST NOARP ALLMULTI PROMISC MASTER SLAVE DEBUG DYNAMIC AUTOMEDIA PORTSEL
  NOTRAILERS UP LOWER_UP DORMANT ECHO M-DOWN`.split(/\s+/),
);

/** Words that the name of an interface follows. */
const beforeName: ReadonlySet<string> = new Set(['dev', 'master', 'iif', 'oif', 'vrf']);
/** Words that something follows to which an administrator gave a name, in the files of /etc/iproute2. */
const beforeNumber: ReadonlySet<string> = new Set(
  'table lookup proto protocol group realm realms suppress_ifgroup'.split(' '),
);

/** The plain text of `ip addr`, `ip route` or `ip rule` with what `names` makes of it: what `ip` does not say itself may be any name. */
export function redactPlainIp(lines: readonly string[], names: Names): readonly string[] {
  return lines
    .filter((line) => !/^\s*(?:alias|altname) /.test(line))
    .map((line) => {
      const [, local, length] = /\binet6? ([0-9a-fA-F.:]+)\/(\d+)/.exec(line) ?? [];
      if (local !== undefined) noteSubnet(local, Number(length), names);
      const [, head = '', rest = line] =
        /^(\d+:\s+\S+|\S+(?=\s+(?:UP|DOWN|UNKNOWN|LOWERLAYERDOWN|DORMANT|TESTING|NOTPRESENT)(?:\s|$)))(\s.*)?$/s.exec(
          line,
        ) ?? [];
      return redactHead(head, names) + redactRest(rest, names);
    });
}

/** `2: eth0@if5:`, or `eth0@if5 UP` of `ip -br`; of a rule only `100:` stands apart from the words that follow. */
function redactHead(head: string, names: Names): string {
  const [, number = '', name = '', link, colon = ''] =
    /^(\d+:\s+)?([^\s:@]+)(?:@([^\s:]+))?(:?)$/.exec(head) ?? [];
  if (name === '') return redactRest(head, names);
  if (ipWords.has(name) && link === undefined) return head;
  return number + [name, ...(link === undefined ? [] : [link])].map(names.interface).join('@') + colon;
}

function redactRest(text: string, names: Names): string {
  // Behind its scope an IPv4 address has its label: the name of the interface, or one that begins so.
  let label: 'none' | 'next' = 'none';
  const isAddress = /\binet \S/.test(text);
  return redactWords(text, names, (word, previous) => {
    if (previous === 'scope' && isAddress) label = 'next';
    if (beforeName.has(previous)) return names.interface(word);
    if (beforeNumber.has(previous)) return word === '[l3mdev-table]' ? word : names.words(word);
    if (ipWords.has(word) || (isNumeric(word) && ipWords.has(previous))) return word;
    if (/^<.*>$/.test(word))
      return word.replaceAll(/[^<>,]+/g, (flag) => (interfaceFlags.has(flag) ? flag : names.words(flag)));
    if (label !== 'next' || previous === 'scope') return undefined;
    label = 'none';
    const [, name = '', alias = ''] = /^([^:\\]*)(.*)$/s.exec(word) ?? [];
    return names.interface(name) + names.words(alias);
  });
}
