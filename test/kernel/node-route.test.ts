import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { readAddress, writeAddress } from '../../src/address/address.js';
import type { Node } from '../../src/node/node.js';
import { readAddresses } from '../../src/node/readAddresses.js';
import { readRoutes } from '../../src/node/readRoutes.js';
import { readRules } from '../../src/node/readRules.js';
import { lookUpRoute } from '../../src/node/route.js';
import { canUseNetworkNamespaces } from './namespace.js';

const setup = `
set -e
exec 2>&1
ip link set lo up
for i in 0 1 2; do ip link add d$i type veth peer name p$i; ip link set p$i up; ip link set d$i up; done
sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0 net.ipv6.conf.all.forwarding=1
for i in 0 1 2; do
  sysctl -qw net.ipv4.conf.d$i.rp_filter=0
  ip addr add 10.$i.0.1/24 dev d$i
  ip -6 addr add 2001:db8:$i::1/64 dev d$i nodad
done
ip addr add 10.0.0.2/24 dev d0
ip addr add 10.9.0.1 peer 10.9.0.2 dev d1
ip route add default via 10.0.0.254
ip route add 172.16.0.0/12 via 10.1.0.254 metric 50
ip route add 172.16.0.0/12 via 10.2.0.254 metric 40
ip route add 172.16.5.0/24 via 10.2.0.253
ip route add blackhole 172.16.6.0/24
ip route add unreachable 172.16.7.0/24
ip route add prohibit 172.16.8.0/24
ip route add throw 172.16.9.0/24
ip route add 172.17.0.0/16 tos 0x10 via 10.0.0.253
ip route add 192.168.0.0/16 via 10.2.0.9 table 100
ip route add 172.16.0.0/12 via 10.2.0.10 table 100
ip route add throw 172.16.5.0/24 table 100
ip route add local 198.51.100.0/24 dev lo
ip route add 203.0.113.7 dev d2 src 10.0.0.2
ip rule add l3mdev priority 90
ip rule add l3mdev unreachable priority 91
ip rule add fwmark 0x1/0xf lookup 100 priority 100
ip rule add from 10.1.0.0/24 lookup 100 priority 110
ip rule add to 172.18.0.0/16 fwmark 2 prohibit priority 120
ip rule add not fwmark 0x40/0x40 iif d1 lookup 100 priority 130
ip rule add tos 0x08 blackhole priority 140
ip rule add fwmark 0x80 goto 32767 priority 150
ip rule add fwmark 0x20 lookup main suppress_prefixlength 0 priority 160
ip rule add fwmark 0x20 lookup 100 priority 161
ip -6 route add default via 2001:db8:0::99
ip -6 route add 2001:db8:70::/48 via 2001:db8:1::99
ip -6 route add 2001:db8:70:5::/64 via 2001:db8:2::99 metric 10
ip -6 route add 2001:db8:70:5::/64 via 2001:db8:1::98 metric 20
ip -6 route add unreachable 2001:db8:71::/48
ip -6 route add blackhole 2001:db8:72::/48
ip -6 route add prohibit 2001:db8:73::/48
ip -6 route add 2001:db8:74::/48 via 2001:db8:1::97 table 100
ip -6 rule add fwmark 1 lookup 100 priority 100
sleep 1.5
`;

interface Case {
  readonly destination: string;
  readonly mark: number;
  readonly tos: number;
  readonly from?: string;
  readonly iif?: string;
  readonly oif?: string;
}

function cases(): Case[] {
  const destinations = [
    '10.0.0.1',
    '10.0.0.2',
    '10.0.0.9',
    '10.0.0.255',
    '10.1.0.1',
    '10.1.0.7',
    '10.9.0.1',
    '10.9.0.2',
    '127.0.0.5',
    '8.8.8.8',
    '172.16.1.1',
    '172.16.5.5',
    '172.16.6.1',
    '172.16.7.1',
    '172.16.8.1',
    '172.16.9.1',
    '172.17.1.1',
    '172.18.1.1',
    '192.168.3.3',
    '198.51.100.77',
    '203.0.113.7',
    '2001:db8:0::1',
    '2001:db8:0::',
    '2001:db8:1::5',
    '2001:db8:70::1',
    '2001:db8:70:5::1',
    '2001:db8:71::1',
    '2001:db8:72::1',
    '2001:db8:73::1',
    '2001:db8:74::1',
    '2001:4860::1',
    '::1',
  ];
  const marks = [0, 1, 2, 0x20, 0x40, 0x80, 0x11];
  return destinations.flatMap((destination) => {
    const six = destination.includes(':');
    const local: Case[] = (six ? [0, 1] : marks).flatMap((mark) =>
      (six ? [0] : [0, 0x10, 0x08, 0x13]).map((tos) => ({ destination, mark, tos })),
    );
    if (six) return local;
    const bound: Case[] = ['d0', 'd2'].map((oif) => ({ destination, mark: 0, tos: 0, oif }));
    const received: Case[] = destination.startsWith('127.')
      ? []
      : (['d0', 'd1'] as const).flatMap((iif) =>
          [0, 1, 0x40].map((mark) => ({
            destination,
            mark,
            tos: 0,
            iif,
            from: iif === 'd0' ? '10.0.0.77' : '10.1.0.77',
          })),
        );
    return [...local, ...bound, ...received];
  });
}

function command({ destination, mark, tos, from, iif, oif }: Case): string {
  const words = [destination, `mark ${mark}`, ...(tos === 0 ? [] : [`tos ${tos}`])];
  if (from !== undefined && iif !== undefined) words.push(`from ${from} iif ${iif}`);
  if (oif !== undefined) words.push(`oif ${oif}`);
  return `ip -j ${destination.includes(':') ? '-6 ' : ''}route get ${words.join(' ')} 2>&1 | tr '\\n' ' '; echo`;
}

/** What the kernel answered: `local`, `via GATEWAY dev DEVICE`, or the error in words. */
function kernelAnswer(line: string): string {
  if (!line.startsWith('[')) return /Invalid argument/.test(line) ? 'blackhole' : 'refused';
  const [route] = JSON.parse(line) as [{ type?: string; gateway?: string; dev?: string }];
  if (route.type === 'local' || route.type === 'anycast') return route.type;
  if (route.type === 'broadcast' && route.dev === 'lo') return 'broadcast to the node';
  if (route.type !== undefined && !['unicast', 'broadcast'].includes(route.type)) return 'refused';
  return `${route.type === 'broadcast' ? 'broadcast ' : ''}${route.gateway ?? 'on link'} ${route.dev ?? ''}`;
}

function ourAnswer(node: Node, { destination, mark, tos, from, iif, oif }: Case): string {
  const address = readAddress(destination) ?? 0;
  const source = from === undefined ? undefined : readAddress(from);
  const answer = lookUpRoute(node, {
    family: typeof address === 'number' ? 4 : 6,
    destination: address,
    protocol: 17,
    inInterface: iif ?? '',
    mark,
    tos,
    ...(source === undefined ? {} : { source }),
    ...(oif === undefined ? {} : { device: oif }),
  });
  switch (answer.kind) {
    case 'unknown':
      return 'unknown';
    case 'local':
    case 'anycast':
      return answer.kind;
    case 'blackhole':
      return 'blackhole';
    case 'unreachable':
    case 'prohibit':
    case 'none':
      return 'refused';
    case 'unicast':
    case 'broadcast':
    case 'multicast': {
      if (answer.kind === 'broadcast' && iif !== undefined) return 'broadcast to the node';
      const [{ gateway, device }] = answer.choices;
      const way = gateway === undefined ? 'on link' : writeAddress(gateway);
      return `${answer.kind === 'broadcast' ? 'broadcast ' : ''}${way} ${device ?? ''}`;
    }
  }
}

describe.skipIf(!canUseNetworkNamespaces())('lookUpRoute against the kernel', () => {
  const all = cases();
  const script = [
    setup,
    'set +e; for w in "addr" "route show table all" "rule" "-6 rule"; do case "$w" in -6*) ip -6 -j rule;; *) ip -j $w;; esac | tr -d "\\n"; echo; done',
    ...all.map(command),
  ].join('\n');

  it('gives the same answer for every packet', () => {
    const output = execFileSync('unshare', ['-n', 'bash', '-s'], {
      input: script,
      encoding: 'utf8',
      timeout: 60_000,
    });
    const [addresses = '', routes = '', rules = '', rules6 = '', ...answers] = output.split('\n');
    const base: Node = {
      locals: [],
      routes: readRoutes(routes).routes,
      rules: [...readRules(rules).rules, ...readRules(rules6, 6).rules],
    };
    const nodes: Node[] = [base, { ...base, addresses: readAddresses(addresses).addresses }];
    const withoutLocal = {
      ...base,
      addresses: readAddresses(addresses).addresses,
      routes: base.routes?.filter((route) => route.table !== 255) ?? [],
    };
    const expected = all.map(
      (one, index) => `${command(one)} => ${kernelAnswer(answers[index]?.trim() ?? '')}`,
    );
    for (const node of nodes) {
      expect(all.map((one) => `${command(one)} => ${ourAnswer(node, one)}`)).toEqual(expected);
    }
    const asked = all
      .map((one, index) => ({ one, index }))
      .filter(({ one }) => !one.destination.startsWith('198.'));
    expect(asked.map(({ one }) => `${command(one)} => ${ourAnswer(withoutLocal, one)}`)).toEqual(
      asked.map(({ index }) => expected[index]),
    );
  }, 90_000);
});
