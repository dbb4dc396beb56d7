import { describe, expect, it } from 'vitest';
import { tracePacket } from '../../src/engine/tracePacket.js';
import { readPacketOptions, type PacketOptions } from '../../src/cli/packetOptions.js';
import { extensions, parse } from '../../src/index.js';
import type { Node } from '../../src/node/node.js';
import { readAddresses } from '../../src/node/readAddresses.js';
import { readRoutes } from '../../src/node/readRoutes.js';
import { readRules } from '../../src/node/readRules.js';
import { readSysctls } from '../../src/node/sysctls.js';
import { bindRuleset } from '../../src/ruleset/bindRuleset.js';
import { makeNode, type MadeNode } from '../../src/verify/makeNode.js';
import { isUsableName } from '../../src/verify/nodeLines.js';

const dump =
  '*nat\n-A PREROUTING -d 192.0.2.1/32 -j DNAT --to-destination 10.0.0.7\nCOMMIT\n*filter\n-A FORWARD -o cali7 -j ACCEPT\nCOMMIT\n';

function made(
  options: PacketOptions,
  node: Partial<Node> = {},
  answers: ReadonlyMap<string, string> = new Map(),
): MadeNode {
  const request = readPacketOptions(options);
  const { family } = request.described.packet;
  const text = family === 4 ? dump : '*filter\n-A FORWARD -j ACCEPT\nCOMMIT\n';
  const ruleset = bindRuleset(parse(text).dump, { extensions, family }).rulesets.get(family);
  if (ruleset === undefined) throw new Error('no table');
  const whole = { locals: [], ...node };
  const { outInterface } = request;
  const { trace } = tracePacket({
    ...{ ruleset, node: whole, described: request.described, outInterface, answers, mostPaths: 16 },
    tracking: {
      ...{ state: undefined, status: undefined, direction: 'ORIGINAL', mark: 0, entry: undefined },
    },
  });
  return makeNode({ node: whole, trace, outInterface, answers });
}

const received = { src: '10.1.1.1', dst: '203.0.113.9', dport: '80', iif: 'cali1' };

describe('settings of the node', () => {
  const settingsOf = (sysctls: readonly string[], iif = 'eth0.7'): readonly string[] => {
    const { settings, left } = made({ ...received, iif }, { sysctls: readSysctls(sysctls) });
    return [...settings.map(({ path, value }) => `${path} ${value}`), ...left.map((one) => `left ${one}`)];
  };
  const start = 'net/ipv4/conf/all/accept_local 0';

  it.each<[string, readonly string[], readonly string[]]>([
    ['none', [], [start]],
    [
      'of the whole node first',
      ['net.ipv4.conf.eth0/7.forwarding = 1', 'net.ipv4.conf.all.forwarding = 0', 'net.ipv4.ip_forward = 0'],
      ['net/ipv4/ip_forward 0', 'net/ipv4/conf/all/forwarding 0', 'net/ipv4/conf/eth0.7/forwarding 1'],
    ],
    [
      'of rp_filter both',
      ['net.ipv4.conf.all.rp_filter = 1', 'net.ipv4.conf.eth0/7.rp_filter = 0'],
      ['net/ipv4/conf/all/rp_filter 1', 'net/ipv4/conf/eth0.7/rp_filter 0'],
    ],
    ['of rp_filter none where that of the interface is not known', ['net.ipv4.conf.all.rp_filter = 1'], []],
    ['of no interface that is not there', ['net.ipv4.conf.eth9.forwarding = 0'], []],
    ['none that a trace does not read', ['net.ipv4.tcp_syncookies = 0'], []],
    [
      'no value that is no number',
      ['net.ipv4.ip_forward = 1 ../x'],
      ['left net.ipv4.ip_forward = 1 ../x: cannot be set here'],
    ],
  ])('%s', (_, sysctls, expected) => {
    expect(settingsOf(sysctls)).toEqual(expected.includes(start) ? expected : [start, ...expected]);
  });

  it('none of an interface whose name may not stand in a path', () => {
    expect(settingsOf(['net.ipv4.conf.a@b.forwarding = 0'], 'a+b')).toEqual([start]);
    expect(settingsOf(['net.ipv4.conf.a+b.forwarding = 0'], 'a+b')).toEqual([
      start,
      'left net.ipv4.conf.a+b.forwarding = 0: cannot be set here',
    ]);
  });
});

describe('a node of which nothing was given', () => {
  it('has the packet’s interface, one to leave by, and the way back', () => {
    const { interfaces, lines, madeUp, left } = made(received);
    expect(interfaces.map(({ name }) => name)).toEqual(['cali1', 'eth0']);
    expect(lines).toEqual([
      'addr add 198.19.0.1/24 dev cali1',
      'addr add 198.19.1.1/24 dev eth0',
      'route append unicast 10.1.1.1/32 dev cali1 table 254',
      'route append unicast 0.0.0.0/0 dev eth0 table 254',
    ]);
    expect(madeUp).toEqual([
      'interfaces cali1, eth0, each with an address (--addrs)',
      'routes: 10.1.1.1/32 dev cali1, default dev eth0 (--routes)',
    ]);
    expect(left).toEqual([]);
  });

  it('owns the source of what it sends itself', () => {
    const { lines } = made({ src: '10.1.1.1', dst: '203.0.113.9', dport: '80' });
    expect(lines).toContain('route append local 10.1.1.1/32 dev lo table 255');
  });

  it('owns what is assumed to be its own, and leaves by the interface that is assumed', () => {
    const answers = new Map([
      ['local:203.0.113.9', 'yes'],
      ['outInterface:cali7', 'yes'],
    ]);
    const { interfaces, lines } = made(received, {}, answers);
    expect(lines).toContain('route append local 203.0.113.9/32 dev lo table 255');
    expect(interfaces.map(({ name }) => name)).toContain('cali7');
    expect(lines).toContain('route append unicast 0.0.0.0/0 dev cali7 table 254');
  });

  it('does not leave by an interface that is assumed not to be it', () => {
    const { lines } = made(received, {}, new Map([['outInterface:eth0', 'no']]));
    expect(lines).toContain('route append unicast 0.0.0.0/0 dev eth1 table 254');
  });

  it('sends everything out by --oif, whatever its routes say', () => {
    const { lines } = made({ ...received, oif: 'wan' });
    expect(lines).toContain('rule add priority 1 from all iif cali1 lookup 99999');
    expect(lines).toContain('route append unicast 0.0.0.0/0 dev wan table 99999');
  });

  it('has IPv6', () => {
    const { lines } = made({ src: 'fd00::1', dst: 'fd00::2', dport: '80', iif: 'cali1' });
    expect(lines).toContain('addr add 2001:2:0:0::1/64 dev cali1 nodad');
    expect(lines).toContain('route append unicast fd00::1/128 dev cali1 table 254');
    expect(lines).toContain('route append unicast ::/0 dev eth0 table 254');
  });
});

const { addresses } = readAddresses(
  JSON.stringify([
    {
      ifindex: 1,
      ifname: 'lo',
      flags: ['UP'],
      addr_info: [{ family: 'inet', local: '127.0.0.1', prefixlen: 8, scope: 'host' }],
    },
    {
      ifindex: 2,
      ifname: 'eth9',
      flags: ['UP'],
      addr_info: [
        { family: 'inet', local: '192.0.2.1', prefixlen: 24, broadcast: '192.0.2.255', scope: 'global' },
      ],
    },
    {
      ifindex: 3,
      ifname: 'ipvs0',
      flags: [],
      addr_info: [{ family: 'inet', local: '10.96.0.1', prefixlen: 32, scope: 'global' }],
    },
    { ifindex: 4, ifname: 'a b', flags: ['UP'], addr_info: [] },
  ]),
);
const { routes } = readRoutes(
  JSON.stringify([
    { dst: 'default', gateway: '192.0.2.254', dev: 'eth9', flags: [] },
    {
      dst: '10.5.0.0/16',
      table: 'custom',
      flags: [],
      nexthops: [
        { gateway: '192.0.2.3', dev: 'eth9', weight: 1, flags: [] },
        { gateway: '192.0.2.4', dev: 'eth9', weight: 2, flags: [] },
      ],
    },
    { type: 'blackhole', dst: '10.6.0.0/16', flags: [], metric: 20 },
    {
      type: 'local',
      dst: '192.0.2.1',
      dev: 'eth9',
      table: 'local',
      scope: 'host',
      prefsrc: '192.0.2.1',
      flags: [],
    },
  ]),
  4,
);
const { rules } = readRules(
  JSON.stringify([
    { priority: 0, src: 'all', table: 'local' },
    { priority: 100, src: 'all', fwmark: '0x1', fwmask: '0xff', table: 'custom' },
    { priority: 32766, src: 'all', table: 'main' },
  ]),
  4,
);

describe('a node that was given', () => {
  it('has its addresses, routes and rules', () => {
    const { interfaces, lines, madeUp, left } = made(
      { ...received, iif: 'eth9' },
      { addresses, routes, rules },
    );
    expect(interfaces.map(({ name }) => name)).toEqual(['eth9', 'ipvs0']);
    expect(lines).toEqual([
      'addr add 127.0.0.1/8 dev lo scope host noprefixroute',
      'addr add 192.0.2.1/24 broadcast 192.0.2.255 dev eth9 scope global noprefixroute',
      'addr add 10.96.0.1/32 dev ipvs0 scope global noprefixroute',
      'link set dev ipvs0 down',
      'route append local 192.0.2.1/32 dev eth9 table 255 scope host src 192.0.2.1',
      'route append blackhole 10.6.0.0/16 table 254 scope global metric 20',
      'route append unicast 0.0.0.0/0 via 192.0.2.254 dev eth9 onlink table 254 scope global',
      'route append unicast 10.5.0.0/16 table 100000 scope global nexthop via 192.0.2.3 dev eth9 onlink weight 1 nexthop via 192.0.2.4 dev eth9 onlink weight 2',
      'rule add priority 0 from all lookup 255',
      'rule add priority 100 from all fwmark 0x1/0xff lookup 100000',
      'rule add priority 32766 from all lookup 254',
      'rule del priority 0',
      'rule del priority 32766',
      'rule del priority 32767',
    ]);
    expect(madeUp).toEqual([]);
    expect(left).toEqual(['interface a b: no network interface can be made with that name']);
  });
});

describe('the name of an interface', () => {
  it.each(['eth0', 'cali0ef24b1', 'tun.5', '$(reboot)', '`id`', '-n', 'a;b', 'z\xc3\xbc'])(
    '%s is one',
    (name) => {
      expect(isUsableName(name)).toBe(true);
    },
  );

  it.each([
    '',
    'a b',
    'a\nb',
    'a/b',
    'a:b',
    'a"b',
    "a'b",
    'a\\',
    '#a',
    'a%d',
    '.',
    '..',
    'a\x00',
    'sixteen-letters-',
  ])('%j is none', (name) => {
    expect(isUsableName(name)).toBe(false);
  });
});
