import type { Family } from '../../../src/netfilter/hooks.js';
import type { Network } from '../../../src/kernel/network.js';
import { throwDice } from './dice.js';
import { spell } from './phrase.js';
import { nodeNumber } from './randomNode.js';
import type { RandomScenario } from './randomScenario.js';

/** Sockets of the node, some of them transparent. */
const sockets: readonly (readonly [
  kind: 'tcp' | 'udp',
  address: string,
  port: number,
  transparent: boolean,
])[] = [
  ['tcp', '0.0.0.0', 8080, true],
  ['udp', '0.0.0.0', 8080, true],
  ['tcp', '192.0.2.1', 80, false],
  ['udp', '192.0.2.1', 53, false],
  ['tcp', '198.51.100.1', 443, true],
  ['udp', '198.51.100.1', 443, true],
  ['tcp', '::', 8080, true],
  ['udp', '::', 8080, true],
  ['tcp', '2001:db8:1::1', 80, false],
  ['udp', '2001:db8:1::1', 53, false],
  ['tcp', '2001:db8:2::1', 443, true],
  ['udp', '2001:db8:2::1', 443, true],
];

/** Opens them, in lines of `KIND ADDRESS PORT TRANSPARENT`, and keeps them for as long as its standard input is open. */
const script = String.raw`
use strict;
use warnings;
use Socket qw(:all);
my @kept;
for my $line (split /\n/, $ARGV[0]) {
    my ($kind, $address, $port, $transparent) = split / /, $line;
    my $six = $address =~ /:/;
    socket(my $socket, $six ? AF_INET6 : AF_INET, $kind eq 'tcp' ? SOCK_STREAM : SOCK_DGRAM, 0) or die "socket: $!";
    setsockopt($socket, SOL_SOCKET, SO_REUSEADDR, pack('i', 1)) or die "reuse: $!";
    # IPV6_V6ONLY
    if ($six) { setsockopt($socket, 41, 26, pack('i', 1)) or die "v6only: $!" }
    # IP_FREEBIND, IPV6_FREEBIND; IP_TRANSPARENT, IPV6_TRANSPARENT
    setsockopt($socket, $six ? 41 : 0, $six ? 78 : 15, pack('i', 1)) or die "freebind: $!";
    if ($transparent) { setsockopt($socket, $six ? 41 : 0, $six ? 75 : 19, pack('i', 1)) or die "transparent: $!" }
    my $name = $six ? pack_sockaddr_in6($port, inet_pton(AF_INET6, $address)) : pack_sockaddr_in($port, inet_aton($address));
    bind($socket, $name) or die "bind $line: $!";
    if ($kind eq 'tcp') { listen($socket, 8) or die "listen: $!" }
    push @kept, $socket;
}
$| = 1;
print "ready\n";
sysread(STDIN, my $end, 1);
`;

/** Opens the sockets on a node; they go with it. */
export async function openSockets(network: Network): Promise<() => Promise<void>> {
  // An answer to a connection that nobody follows is not sent again.
  await network.node.command('set net/ipv4/tcp_synack_retries 0');
  const lines = sockets.map(
    ([kind, address, port, transparent]) => `${kind} ${address} ${port} ${transparent ? 1 : 0}`,
  );
  return await new Promise((resolve, reject) => {
    const program = network.programs.start([...network.enter, 'perl', '-e', script, lines.join('\n')], {
      line: () => resolve(() => program.close()),
      ended: (failure) => reject(failure),
    });
  });
}

/** Options of `-m socket`; what it would take over is left out, as a trace takes a socket's mark for that of the packet. */
const kinds = ['', '--transparent', '--nowildcard', '--nowildcard --transparent'] as const;

/** What gives packets to sockets, in PREROUTING of mangle. */
const giving = [
  '-p {tcp|udp} -j TPROXY --on-port {8080|443|80|53|0} --tproxy-mark {0x1/0x1|0x4000/0x4000|0x3/0x3}',
  '-p {tcp|udp} -m socket --nowildcard {|--transparent} -j TPROXY --on-port {0|8080} --on-ip ANY --tproxy-mark 0x1/0x1',
  '-p {tcp|udp} -m multiport --dports {80,53|8080,443} -j TPROXY --on-port {8080|443} --on-ip {ANY|OWN} --tproxy-mark 0x1/0x1',
] as const;

const addresses: Readonly<Record<Family, readonly [any: string, own: string]>> = {
  4: ['0.0.0.0', '198.51.100.1'],
  6: ['::', '2001:db8:2::1'],
};

/** A scenario whose table mangle asks for sockets before and behind TPROXY, now and then where the node has some. */
export function withSockets(seed: number, scenario: RandomScenario): RandomScenario {
  if (nodeNumber(seed) === undefined || scenario.conntrack === false) return scenario;
  const dice = throwDice(seed + 0x10000000);
  const dump = scenario.dump.replaceAll(' --restore-skmark', '');
  if (!dice.chance(0.3)) return { ...scenario, dump };
  const table = dump.includes('*mangle\n')
    ? dump
    : `*mangle\n:PREROUTING ACCEPT [0:0]\n:INPUT ACCEPT [0:0]\nCOMMIT\n${dump}`;
  const [any, own] = addresses[scenario.family];
  const kind = dice.pick(kinds);
  const rules = [
    ...(dice.chance(0.7) ? [`-A PREROUTING -m socket ${kind} -j MARK --set-xmark {0x10/0x10|0x1/0x1}`] : []),
    `-A PREROUTING ${dice.pick(giving).replace('ANY', any).replace('OWN', own)}`,
    `-A INPUT -m socket ${dice.chance(0.7) ? kind : dice.pick(kinds)} -j {MARK --set-xmark 0x20/0x20|DROP|ACCEPT}`,
  ];
  return {
    ...scenario,
    dump: table.replace(/^\*mangle\n(?::.*\n)*/m, (head) => `${head}${spell(dice, rules.join('\n'))}\n`),
  };
}
