import type { Family } from '../../../src/netfilter/hooks.js';
import type { Topology } from '../../../src/kernel/scenario.js';
import { throwDice, type Dice } from './dice.js';
import { phrasesAt, spell, type Phrase } from './phrase.js';

/** A node other than the busy one, drawn: its ways, the rules that choose among them, and how its kernel is set. */
export interface RandomNode {
  readonly topology: Topology;
  /** As after `ip rule`, by family: `add …`, `del …`. */
  readonly rules: Readonly<Record<Family, readonly string[]>>;
}

/** So many seeds one behind the other have one node. */
const seedsOfNode = 8;

/** The node that a firewall is asked on, the same for the same seed; undefined for the busy one. */
export function nodeNumber(seed: number): number | undefined {
  const number = Math.floor(seed / seedsOfNode);
  return number % 3 === 0 ? undefined : number;
}

export function randomNode(number: number): RandomNode {
  const dice = throwDice(number + 0x40000000);
  const routes = [...fixedRoutes, ...some(dice, routes4, 0.35), ...some(dice, routes6, 0.35)];
  const [way4, way6] = [dice.pick(defaults4), dice.pick(defaults6)];
  return {
    topology: {
      interfaces: [
        { name: 'cali123', addresses: dice.chance(0.3) ? ['169.254.1.1/32'] : [] },
        { name: 'cali456', addresses: [] },
        { name: 'eth0', addresses: ['192.0.2.1/24', '192.0.2.7/24', '2001:db8:1::1/64', '2001:db8:1::7/64'] },
        { name: 'eth1', addresses: ['198.51.100.1/24', '2001:db8:2::1/64'] },
        { name: 'tunl1', addresses: ['10.65.0.1/32'] },
        { name: 'eth2', addresses: ['192.0.2.3/24', '2001:db8:3::1/64'] },
      ],
      routes: [...routes, ...way4, ...way6],
      sysctls: settings(dice),
    },
    rules: { 4: rulesOf(dice, 4), 6: rulesOf(dice, 6) },
  };
}

/** Workloads are where they are on the busy node. */
const fixedRoutes: readonly string[] = [
  '10.65.0.2 dev cali123',
  '10.65.0.3 dev cali456',
  'fd00:65::2 dev cali123',
  'fd00:65::3 dev cali456',
  'local 10.96.0.11 dev lo',
  'default via 192.0.2.254 dev eth0 table 100',
  'default via 198.51.100.254 dev eth1 table 101',
  'local default dev lo table 102',
  'default via 2001:db8:1::fe dev eth0 table 100',
  'default via 2001:db8:2::fe dev eth1 table 101',
  'local ::/0 dev lo table 102',
];

type Ways = readonly string[];

const defaults4: readonly [Ways, ...Ways[]] = [
  ['default via 198.51.100.254 dev eth1'],
  ['default via 192.0.2.254 dev eth0 src 192.0.2.7'],
  ['default via 192.0.2.254 dev eth2'],
  ['default via 192.0.2.254 dev eth0 metric 10', 'default via 198.51.100.254 dev eth1 metric 20'],
  ['default nexthop via 192.0.2.254 dev eth0 nexthop via 198.51.100.254 dev eth1 weight 2'],
  ['unreachable default metric 4278198272'],
  [],
];

const defaults6: readonly [Ways, ...Ways[]] = [
  ['default via 2001:db8:2::fe dev eth1'],
  ['default via 2001:db8:1::fe dev eth0 metric 10', 'default via 2001:db8:2::fe dev eth1 metric 20'],
  ['default via 2001:db8:3::fe dev eth2'],
  ['unreachable ::/0 metric 4278198272'],
  [],
];

const routes4: readonly string[] = [
  '10.65.1.0/26 via 192.0.2.9 dev tunl1 onlink',
  'blackhole 10.65.0.0/24',
  'unreachable 203.0.113.128/25',
  'prohibit 203.0.113.64/26',
  'throw 203.0.113.0/28 table 101',
  '203.0.113.0/24 via 192.0.2.254 dev eth0 metric 50',
  '203.0.113.0/30 via 198.51.100.40 dev eth1 src 198.51.100.1',
  '203.0.113.8/30 dev eth2 scope link',
  '192.0.2.50 dev eth2 scope link',
  '192.0.2.48/29 dev cali456',
  'local 203.0.113.70 dev lo',
  'local 203.0.113.200 dev eth1',
  'broadcast 198.51.100.200 dev eth0',
  '10.96.0.0/16 dev cali456',
  'unreachable 10.96.0.0/12',
  '203.0.113.9 via 198.51.100.40 dev eth1 table 100',
  'blackhole default table 103',
  '203.0.113.0/24 via 198.51.100.40 dev eth1 tos 0x10',
  '127.0.0.0/8 dev eth0',
];

const routes6: readonly string[] = [
  'unreachable fd00:65::/64',
  'blackhole 2001:db8:9::/64',
  '2001:db8:9::/48 via 2001:db8:1::fe dev eth0 metric 50',
  '2001:db8:9::9 dev eth2',
  'local fd00:96::b dev lo',
  'fd00:96::/112 dev cali456',
  'prohibit fd00:96::/64',
  'throw 2001:db8:9::/64 table 101',
  '2001:db8:1::50 dev eth2',
  'fd00:65::9 via fe80::9 dev eth1',
  'anycast 2001:db8:9::a dev eth0',
];

/** Behind those of the kernel, whose first one a CNI may have moved behind some. What a raw socket leaves open (protocol, ports) is asked of received packets alone. */
const policies: readonly Phrase[] = [
  { text: 'fwmark 0x4000/0x4000 lookup 100' },
  { text: 'fwmark 0x1/0x1 lookup {100|101|102|103|200}' },
  { text: 'not fwmark 0x3/0x7 lookup {100|101}' },
  { text: 'fwmark 0x80000000/0x80000000 {prohibit|blackhole|lookup 101}' },
  { text: 'iif {cali123|eth0|eth1|lo} lookup {100|101}' },
  { text: 'iif cali123 ipproto {tcp|udp} lookup 101' },
  { text: 'iif {eth0|eth1} ipproto tcp dport {80|53-90} lookup 100' },
  { text: 'iif cali456 ipproto udp sport {53|40000} unreachable' },
  { text: 'tos 0x10 lookup {100|101}' },
  { text: 'uidrange {1000-1400|0-0} lookup {100|101}' },
  { text: 'lookup main suppress_prefixlength 0' },
  { text: 'not iif eth0 lookup 101' },
  { text: 'oif eth0 lookup 100' },
  { text: 'from 10.65.0.0/24 lookup {100|101}', family: 4 },
  { text: 'from 192.0.2.0/24 lookup 101', family: 4 },
  { text: 'to 203.0.113.0/24 {lookup 100|lookup 103|prohibit|unreachable}', family: 4 },
  { text: 'from 10.65.0.2 to 203.0.113.0/30 blackhole', family: 4 },
  { text: 'not to 10.0.0.0/8 lookup 101', family: 4 },
  { text: 'from fd00:65::/64 lookup {100|101}', family: 6 },
  { text: 'to 2001:db8:9::/48 {lookup 100|prohibit|unreachable}', family: 6 },
  { text: 'from 2001:db8:1::/64 lookup 101', family: 6 },
];

function rulesOf(dice: Dice, family: Family): readonly string[] {
  const fitting = phrasesAt(policies, { family, table: 'filter', hook: undefined });
  const lines: string[] = [];
  for (let count = dice.number(5); count > 0; count--) {
    const phrase = fitting[dice.number(fitting.length)];
    const priority = 1000 + 100 * dice.number(20) + count;
    if (phrase !== undefined) lines.push(`add pref ${priority} ${spell(dice, phrase.text)}`);
  }
  if (dice.chance(0.15)) lines.push('add pref 500 goto 2500', 'add pref 2500 nop');
  else if (dice.chance(0.25)) {
    const before = spell(dice, '{fwmark 0x1/0x1|iif cali123|iif eth1} lookup {100|101|102}');
    lines.push('add pref 900 lookup local', `add pref 10 ${before}`, 'del pref 0');
  }
  return lines;
}

function some(dice: Dice, lines: readonly string[], chance: number): readonly string[] {
  return lines.filter(() => dice.chance(chance));
}

const interfaces = ['cali123', 'cali456', 'eth0', 'eth1', 'tunl1', 'eth2'];

/** All that a trace reads, now and then otherwise than by default. */
function settings(dice: Dice): readonly string[] {
  const ofInterface = (name: string): readonly string[] => [
    ...(dice.chance(0.4) ? [`net.ipv4.conf.${name}.rp_filter=${dice.number(3)}`] : []),
    ...(dice.chance(0.1) ? [`net.ipv4.conf.${name}.forwarding=0`] : []),
    ...(dice.chance(0.15) ? [`net.ipv4.conf.${name}.accept_local=1`] : []),
    ...(dice.chance(0.15) ? [`net.ipv4.conf.${name}.route_localnet=1`] : []),
    ...(dice.chance(0.2) ? [`net.ipv4.conf.${name}.src_valid_mark=1`] : []),
    ...(dice.chance(0.3) ? [`net.ipv4.conf.${name}.send_redirects=0`] : []),
    ...(dice.chance(0.05) ? [`net.ipv6.conf.${name}.disable_ipv6=1`] : []),
  ];
  return [
    `net.ipv4.ip_forward=${dice.chance(0.08) ? 0 : 1}`,
    `net.ipv6.conf.all.forwarding=${dice.chance(0.08) ? 0 : 1}`,
    `net.ipv4.conf.all.accept_local=${dice.chance(0.2) ? 1 : 0}`,
    `net.ipv4.conf.all.rp_filter=${dice.pick([0, 0, 0, 1, 2])}`,
    `net.ipv4.conf.all.src_valid_mark=${dice.chance(0.3) ? 1 : 0}`,
    `net.ipv4.conf.all.route_localnet=${dice.chance(0.15) ? 1 : 0}`,
    `net.ipv4.conf.all.send_redirects=${dice.chance(0.5) ? 0 : 1}`,
    `net.netfilter.nf_conntrack_tcp_loose=${dice.chance(0.25) ? 0 : 1}`,
    `net.netfilter.nf_conntrack_checksum=${dice.chance(0.25) ? 0 : 1}`,
    `net.ipv4.fwmark_reflect=${dice.chance(0.3) ? 1 : 0}`,
    `net.ipv6.fwmark_reflect=${dice.chance(0.3) ? 1 : 0}`,
    ...interfaces.flatMap(ofInterface),
  ];
}
