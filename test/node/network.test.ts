import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readAddress, writeAddress } from '../../src/address/address.js';
import type { AddressType } from '../../src/condition/condition.js';
import { testAddressType } from '../../src/node/addressType.js';
import { isLocal } from '../../src/node/localTable.js';
import { martianReason } from '../../src/node/martian.js';
import type { Interface, Node } from '../../src/node/node.js';
import { readAddresses } from '../../src/node/readAddresses.js';
import { readPrefix } from '../../src/node/readPrefix.js';
import { readRoutes } from '../../src/node/readRoutes.js';
import { readRules } from '../../src/node/readRules.js';
import { readVirtualServers } from '../../src/node/readVirtualServers.js';
import { testReversePath } from '../../src/node/reversePath.js';
import { lookUpRoute } from '../../src/node/route.js';
import { masqueradeAddress, redirectAddress } from '../../src/node/sourceAddress.js';

function address(text: string) {
  const read = readAddress(text);
  if (read === undefined) throw new Error(text);
  return read;
}

const addressText = `1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN
    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00
    inet 127.0.0.1/8 scope host lo
       valid_lft forever preferred_lft forever
    inet6 ::1/128 scope host
2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc mq state UP
    link/ether 02:42:ac:11:00:02 brd ff:ff:ff:ff:ff:ff
    inet 192.0.2.10/24 brd 192.0.2.255 scope global eth0
    inet 192.0.2.11/24 scope global secondary eth0
    inet 198.51.100.10/24 scope global eth0
    inet6 2001:db8::10/64 scope global
    inet6 fe80::42:acff:fe11:2/64 scope link
3: kube-ipvs0: <BROADCAST,NOARP> mtu 1500 qdisc noop state DOWN
    link/ether 02:42:ac:11:00:03 brd ff:ff:ff:ff:ff:ff
    inet 10.96.0.10/32 scope global kube-ipvs0
4: calia@if3: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1440 qdisc noqueue master br0 state UP
    link/ether ee:ee:ee:ee:ee:ee brd ff:ff:ff:ff:ff:ff
    inet6 fe80::ecee:eeff:feee:eeee/64 scope link
`;

const routeText = `default via 192.0.2.1 dev eth0
192.0.2.0/24 dev eth0 proto kernel scope link src 192.0.2.10
blackhole 10.244.1.0/26 proto bird
10.244.1.2 dev calia scope link
10.250.0.0/16
	nexthop via 192.0.2.3 dev eth0 weight 3
	nexthop via 192.0.2.4 dev eth0 weight 1
default via 2001:db8::1 dev eth0 metric 1024 pref medium
2001:db8::/64 dev eth0 proto kernel metric 256 pref medium
unreachable fd00::/8 dev lo metric 1024 pref medium
`;

const addresses = readAddresses(addressText).addresses;
const routes = readRoutes(routeText).routes;
const nothing: Node = { locals: [] };
const full: Node = { locals: [], addresses, routes };
const onlyRoutes: Node = { locals: [], routes };
const onlyLocals: Node = { locals: [readPrefix('192.0.2.10/32')].filter((one) => one !== undefined) };

describe('readers of addresses', () => {
  it('reads plain text', () => {
    expect(addresses.map(({ index, name, up, master }) => [index, name, up, master])).toEqual([
      [1, 'lo', true, undefined],
      [2, 'eth0', true, undefined],
      [3, 'kube-ipvs0', false, undefined],
      [4, 'calia', true, 'br0'],
    ]);
    expect(addresses[1]).toMatchObject({
      mac: 0x0242ac110002,
      addresses: [
        { address: 0xc000020a, length: 24, broadcast: 0xc00002ff, scope: 'global', secondary: false },
        { address: 0xc000020b, secondary: true },
        { address: 0xc633640a },
        { family: 6, scope: 'global', length: 64 },
        { family: 6, scope: 'link' },
      ],
    });
  });

  const forms: readonly (readonly [form: string, text: string])[] = [
    [
      'JSON',
      '[{"ifindex":2,"ifname":"eth0","flags":["UP"],"addr_info":[{"family":"inet","local":"10.0.0.1","address":"10.0.0.2","prefixlen":32,"scope":"global","secondary":true}]}]',
    ],
    [
      'one line each',
      '2: eth0    inet 10.0.0.1 peer 10.0.0.2/32 scope global secondary eth0\\       valid_lft forever',
    ],
    [
      'with a prompt',
      '[me@host ~]# ip a\n2: eth0@if9: <UP> mtu 1\n    inet 10.0.0.1 peer 10.0.0.2/32 scope global secondary eth0',
    ],
    [
      'two outputs',
      '[{"ifindex":2,"ifname":"eth0","addr_info":[]}]\n[{"ifindex":2,"ifname":"eth0","addr_info":[{"local":"10.0.0.1","address":"10.0.0.2","prefixlen":32,"scope":"global","secondary":true}]}]',
    ],
  ];
  it.each(forms)('reads %s', (_form, text) => {
    const read = readAddresses(text);
    expect(read.problems.filter((problem) => problem.severity === 'error')).toEqual([]);
    expect(read.addresses).toMatchObject([
      {
        index: 2,
        name: 'eth0',
        addresses: [{ address: 0x0a000001, peer: 0x0a000002, length: 32, secondary: true }],
      },
    ]);
  });

  it('reads ip -br addr', () => {
    const { addresses: brief } = readAddresses(
      'lo UNKNOWN 127.0.0.1/8 ::1/128\neth0@if5 UP 10.0.0.1/24 fe80::1/64\n',
    );
    expect(brief).toMatchObject([
      { name: 'lo', addresses: [{ scope: 'host' }, { scope: 'host' }] },
      { name: 'eth0', addresses: [{ scope: 'global' }, { scope: 'link' }] },
    ]);
  });

  it.each([
    ['2: eth0: <UP> mtu 1\n    inet 10.0.0.300/24 scope global', 'bad-address'],
    ['    inet 10.0.0.3/24 scope global', 'address-without-interface'],
    ['something else', 'unread-line'],
    ['[{"dst":"default"}]', 'not-addresses'],
  ])('reports %j', (text, code) => {
    expect(readAddresses(text).problems).toMatchObject([{ code }]);
  });

  it.each([
    [
      'JSON',
      '[{"ifindex":5,"ifname":"tunl0","link_type":"ipip","address":"10.0.0.11","broadcast":"10.0.0.12","addr_info":[]}]',
    ],
    ['text', '5: tunl0@NONE: <NOARP,UP> mtu 1480\n    link/ipip 10.0.0.11 brd 10.0.0.12\n'],
    [
      'text of a tunnel between two',
      '5: tunl0@NONE: <NOARP,UP> mtu 1480\n    link/ipip 10.0.0.11 peer 10.0.0.12\n',
    ],
  ])('knows an IPIP tunnel in %s, with the ends that are set', (_form, text) => {
    expect(readAddresses(text)).toMatchObject({
      addresses: [{ name: 'tunl0', ipip: { local: address('10.0.0.11'), remote: address('10.0.0.12') } }],
      problems: [],
    });
    const [open] = readAddresses(text.replaceAll(/10\.0\.0\.1\d/g, '0.0.0.0')).addresses;
    expect(open?.ipip).toEqual({});
  });

  // As `ip -d -j addr` of iproute2 6.1 prints what the tunnel was made with.
  it.each<[string, string, Interface['tunnel']]>([
    ['ipip', '"proto":"any","remote":"any","local":"any","ttl":0', { ttl: 'inherit', tos: 0, mark: 0 }],
    ['ipip ttl 9 tos inherit', '"ttl":9,"tos":"0x1"', { ttl: 9, tos: 'inherit', mark: 0 }],
    [
      'ipip tos 0x20 fwmark 0x70',
      '"ttl":0,"tos":"0x20","fwmark":"0x70"',
      { ttl: 'inherit', tos: 32, mark: 112 },
    ],
    ['ipip external', '"external":true,"ttl":0', undefined],
    ['vxlan', '"id":1,"port":4789,"ttl":0', { ttl: 'default', tos: 0, mark: 0 }],
    ['vxlan ttl inherit tos inherit', '"id":1,"tos":"0x1"', { ttl: 'inherit', tos: 'inherit', mark: 0 }],
    ['vxlan ttl 9', '"id":1,"ttl":9', { ttl: 9, tos: 0, mark: 0 }],
    ['veth', '"ttl":9', undefined],
  ])('tells how outer packets are made by %s', (made, data, settings) => {
    const kind = made.split(' ')[0] ?? '';
    const text = `[{"ifindex":5,"ifname":"t","linkinfo":{"info_kind":"${kind}","info_data":{${data}}},"addr_info":[]}]`;
    expect(readAddresses(text).addresses[0]?.tunnel).toEqual(settings);
  });
});

describe('the kind of an interface', () => {
  // As `ip -d -j addr` of iproute2 6.1 prints it.
  it.each<[string, Partial<Interface>]>([
    [
      '"info_kind":"vxlan","info_data":{"id":42,"local":"192.0.2.1","link":"eth0","port":4790,"ttl":0}',
      { kind: 'vxlan', vxlan: { network: 42, port: 4790, family: 4, local: address('192.0.2.1') } },
    ],
    [
      '"info_kind":"vxlan","info_data":{"id":45,"remote6":"2001:db8::1","port":4789,"ttl":0}',
      { kind: 'vxlan', vxlan: { network: 45, port: 4789, family: 6, remote: address('2001:db8::1') } },
    ],
    [
      '"info_kind":"vxlan","info_data":{"id":45,"group6":"ff05::1","port":4789,"ttl":0}',
      { kind: 'vxlan', vxlan: { network: 45, port: 4789, family: 6 } },
    ],
    [
      '"info_kind":"vxlan","info_data":{"external":true,"id":0,"port":4789,"ttl":0}',
      { kind: 'vxlan', external: true },
    ],
    ['"info_kind":"wireguard"', { kind: 'wireguard' }],
    ['"info_kind":"veth"', { kind: 'veth' }],
    ['"info_slave_kind":"bridge"', {}],
  ])('is %s', (linkinfo, told) => {
    const text = `[{"ifindex":5,"ifname":"t","linkinfo":{${linkinfo}},"addr_info":[]}]`;
    const [{ kind, vxlan, external } = {}] = readAddresses(text).addresses;
    expect({ kind, vxlan, external }).toEqual(told);
  });
});

describe('readRoutes', () => {
  it('reads plain text', () => {
    expect(routes.map(({ family, type, table, metric }) => [family, type, table, metric])).toEqual([
      [4, 'unicast', 254, 0],
      [4, 'unicast', 254, 0],
      [4, 'blackhole', 254, 0],
      [4, 'unicast', 254, 0],
      [4, 'unicast', 254, 0],
      [6, 'unicast', 254, 1024],
      [6, 'unicast', 254, 256],
      [6, 'unreachable', 254, 1024],
    ]);
    expect(routes[4]?.nextHops).toEqual([
      { gateway: address('192.0.2.3'), device: 'eth0', weight: 3 },
      { gateway: address('192.0.2.4'), device: 'eth0', weight: 1 },
    ]);
  });

  const same: readonly (readonly [text: string, json: string])[] = [
    [
      'local 10.0.0.1 dev eth0 table local proto kernel scope host src 10.0.0.1',
      '{"type":"local","dst":"10.0.0.1","dev":"eth0","table":"local","protocol":"kernel","scope":"host","prefsrc":"10.0.0.1","flags":[]}',
    ],
    [
      '10.1.0.0/16 tos 0x10 via 10.0.0.5 dev eth0 table vpn onlink',
      '{"dst":"10.1.0.0/16","tos":"0x10","gateway":"10.0.0.5","dev":"eth0","table":"vpn","flags":["onlink"]}',
    ],
    [
      '10.1.0.0/16 tos lowdelay via 10.0.0.5 dev eth0 onlink',
      '{"dst":"10.1.0.0/16","tos":"0x10","gateway":"10.0.0.5","dev":"eth0","flags":["onlink"]}',
    ],
    [
      'local 10.9.0.0/16 dev lo table local scope host',
      '{"type":"local","dst":"10.9.0.0/16","dev":"lo","table":"local","scope":"host","flags":[]}',
    ],
    [
      '10.77.0.0/16 via inet6 fe80::1 dev d0 dead linkdown',
      '{"dst":"10.77.0.0/16","via":{"family":"inet6","host":"fe80::1"},"dev":"d0","flags":["dead","linkdown"]}',
    ],
    [
      '2001:db8:77::/48 from 2001:db8::/64 via 2001:db8::77 dev d0 metric 1024 pref medium',
      '{"dst":"2001:db8:77::/48","from":"2001:db8::/64","gateway":"2001:db8::77","dev":"d0","metric":1024,"flags":[],"pref":"medium"}',
    ],
    [
      'default via fe80::1 dev d0 metric 1024 mtu lock 1400 hoplimit 10 pref medium',
      '{"dst":"default","gateway":"fe80::1","dev":"d0","metric":1024,"flags":[],"metrics":[{"mtu":1400,"hoplimit":10}],"pref":"medium"}',
    ],
    [
      'default dev d0 metric 7 pref medium',
      '{"dst":"default","dev":"d0","metric":7,"flags":[],"pref":"medium"}',
    ],
    ['throw 10.7.0.0/16 table 100', '{"type":"throw","dst":"10.7.0.0/16","table":"100","flags":[]}'],
  ];
  it.each(same)('reads the same from text and JSON: %s', (text, json) => {
    const read = readRoutes(text);
    expect(read.problems).toEqual([]);
    expect(read.routes).toHaveLength(1);
    expect(readRoutes(`[${json}]`)).toEqual(read);
  });

  it.each([
    'nonsense here',
    'nexthop via 10.0.0.1',
    '[{"dst":"here"}]',
    '[{"type":"maybe","dst":"10.0.0.0/8"}]',
    '10.0.0.0/40 dev eth0',
    '10.0.0.0/8 tos urgent dev eth0',
  ])('reports %j', (text) => {
    expect(readRoutes(text).problems).toMatchObject([{ severity: 'error', code: 'bad-route' }]);
  });
});

describe('readRules', () => {
  const text = `0:	from all lookup local
100:	not from 10.0.0.0/8 to 192.0.2.1 fwmark 0x1/0xff iif eth0 [detached] oif lo uidrange 3-4 ipproto tcp sport 1-2 dport 80 lookup 100 suppress_prefixlength 0 proto static
200:	from all goto 32766
201:	from all tos 0x10 blackhole
32766:	from all lookup main
`;
  const json =
    '[{"priority":0,"src":"all","table":"local"},{"priority":100,"not":null,"src":"10.0.0.0","srclen":8,"dst":"192.0.2.1","fwmark":"0x1","fwmask":"0xff","iif":"eth0","iif_detached":null,"oif":"lo","uid_start":3,"uid_end":4,"ipproto":"tcp","sport_start":1,"sport_end":2,"dport":80,"table":"100","suppress_prefixlen":0},{"priority":200,"src":"all","goto":32766},{"priority":201,"src":"all","tos":"0x10","action":"blackhole"},{"priority":32766,"src":"all","table":"main"}]';
  it('reads the same from text and JSON', () => {
    const read = readRules(text);
    expect(read.problems).toEqual([]);
    expect(readRules(json)).toEqual(read);
    expect(read.rules[1]).toEqual({
      family: 4,
      priority: 100,
      negated: true,
      source: readPrefix('10.0.0.0/8'),
      destination: readPrefix('192.0.2.1'),
      mark: { value: 1, mask: 0xff },
      inInterface: 'eth0',
      outInterface: 'lo',
      uids: [3, 4],
      protocol: 6,
      sourcePorts: [1, 2],
      destinationPorts: [80, 80],
      action: { kind: 'lookup', table: 100 },
      suppressPrefixLength: 0,
    });
    expect(read.rules.slice(2, 4).map((rule) => rule.action)).toEqual([
      { kind: 'goto', priority: 32766 },
      { kind: 'blackhole' },
    ]);
  });

  it('tells the families of two outputs apart', () => {
    const two = `${text}0:	from all lookup local\n32766:	from all lookup main\n`;
    expect(readRules(two).rules.map(({ family }) => family)).toEqual([4, 4, 4, 4, 4, 6, 6]);
    expect(readRules('0: from all lookup local', 6).rules).toMatchObject([{ family: 6 }]);
  });

  it.each([
    '0: from all frobnicate 7',
    'hello',
    '[{"priority":1,"src":"all","dscp":8,"table":"main"}]',
    '[{"priority":1,"src":"all","sport":80,"sport_mask":"0xf0","table":"main"}]',
  ])('reports %j', (wrong) => {
    expect(readRules(wrong).problems).toMatchObject([{ code: 'bad-routing-rule' }]);
  });

  it.each([
    ['7: from all dscp EF lookup 100', { unread: 'dscp EF', action: { kind: 'lookup', table: 100 } }],
    ['7: not from 10.0.0.0/8 frobnicate 7 unreachable', { unread: 'frobnicate 7', negated: true }],
    ['[{"priority":7,"src":"all","dscp":8,"table":"100"}]', { unread: 'dscp 8' }],
    ['[{"priority":7,"src":"all","sport":80,"sport_mask":"0xf0","table":"main"}]', { unread: 'sport_mask' }],
    ['7: from all lookup [l3mdev-table]', { vrf: true, action: { kind: 'nop' } }],
    ['7: from all lookup [l3mdev-table] unreachable', { vrf: true, action: { kind: 'unreachable' } }],
    [
      '[{"priority":7,"src":"all","l3mdev":null,"action":"unreachable"}]',
      { vrf: true, action: { kind: 'unreachable' } },
    ],
  ])('keeps %j', (text, kept) => {
    expect(readRules(text).rules).toMatchObject([{ priority: 7, ...kept }]);
  });

  it('reads what ip says of a rule beside what it asks and does', () => {
    const said = ',"flow_from":"3","flow_to":"4","protocol":"static","iif_detached":null,"unresolved":null';
    expect(readRules(`[{"priority":7,"src":"all","iif":"x","goto":9${said}}]`)).toMatchObject({
      problems: [],
      rules: [{ priority: 7, inInterface: 'x', action: { kind: 'goto', priority: 9 } }],
    });
  });
});

describe('readVirtualServers', () => {
  it('reads ipvsadm -Sn', () => {
    const { virtualServers, problems } = readVirtualServers(
      '-A -t 10.96.0.1:443 -s rr\n-a -t 10.96.0.1:443 -r 192.0.2.1:6443 -m -w 1\n-A -u [fd00::a]:53 -s rr -p 10800\n-a -u [fd00::a]:53 -r [fd00::1]:53 -i -w 0\n-A -f 7 -s wlc\n',
    );
    expect(problems).toEqual([]);
    expect(virtualServers).toEqual([
      {
        protocol: 6,
        address: address('10.96.0.1'),
        port: 443,
        scheduler: 'rr',
        realServers: [{ address: address('192.0.2.1'), port: 6443, forwarding: 'masquerade', weight: 1 }],
      },
      {
        protocol: 17,
        address: address('fd00::a'),
        port: 53,
        scheduler: 'rr',
        realServers: [{ address: address('fd00::1'), port: 53, forwarding: 'tunnel', weight: 0 }],
      },
      { protocol: 0, address: 0, port: 0, mark: 7, scheduler: 'wlc', realServers: [] },
    ]);
  });

  it.each([
    ['IP Virtual Server version 1.2.1 (size=4096)\nProt LocalAddress:Port Scheduler Flags', 'ipvsadm-list'],
    ['-A -t kubernetes:https -s rr', 'bad-virtual-server'],
    ['-a -t 10.0.0.1:80 -r 10.0.0.2:80 -m', 'bad-virtual-server'],
    ['-Z', 'bad-virtual-server'],
    ['root@node:~# ipvsadm -Sn', 'shell-prompt'],
  ])('reports %j', (text, code) => {
    expect(readVirtualServers(text).problems).toMatchObject([{ code }]);
  });
});

describe('isLocal', () => {
  it.each([
    ['full', full, '192.0.2.10', 'yes'],
    ['full', full, '192.0.2.11', 'yes'],
    ['full', full, '10.96.0.10', 'yes'],
    ['full', full, '192.0.2.12', 'no'],
    ['full', full, '127.9.9.9', 'yes'],
    ['full', full, '2001:db8::10', 'yes'],
    ['full', full, '2001:db8::11', 'no'],
    ['nothing', nothing, '127.0.0.1', 'yes'],
    ['nothing', nothing, '192.0.2.10', 'unknown'],
    ['nothing', nothing, '224.0.0.1', 'no'],
    ['routes', onlyRoutes, '192.0.2.10', 'yes'],
    ['routes', onlyRoutes, '192.0.2.11', 'unknown'],
    ['--local', onlyLocals, '192.0.2.10', 'yes'],
    ['--local', onlyLocals, '192.0.2.11', 'unknown'],
  ] as const)('with %s: %s%s', (_name, node, text, answer) => {
    expect(isLocal(node, address(text))).toBe(answer);
  });
});

describe('lookUpRoute', () => {
  const main = 'unicast: default via 192.0.2.1 dev eth0 (table main)';
  const withRule = (rule: string): Node => ({
    ...full,
    rules: readRules(`0: from all lookup local\n7: ${rule}\n32766: from all lookup main`).rules,
  });
  const rules = readRules(
    '0: from all lookup local\n9: from all dport 443 lookup 100\n10: from all fwmark 1 lookup 100\n32766: from all lookup main',
  ).rules;
  const words = (node: Node, destination: string, more: object = {}): string => {
    const target = address(destination);
    const family = typeof target === 'number' ? 4 : 6;
    const answer = lookUpRoute(node, {
      family,
      destination: target,
      protocol: 6,
      inInterface: '',
      mark: 0,
      tos: 0,
      ...more,
    });
    return answer.kind === 'unknown'
      ? `unknown ${answer.field ?? ''}`.trim()
      : `${answer.kind}: ${answer.text}`;
  };
  it.each([
    [full, '8.8.8.8', 'unicast: default via 192.0.2.1 dev eth0 (table main)'],
    [full, '10.244.1.2', 'unicast: 10.244.1.2 dev calia (table main)'],
    [full, '10.244.1.3', 'blackhole: blackhole 10.244.1.0/26 (table main)'],
    [full, '10.96.0.10', 'local: local 10.96.0.10 dev kube-ipvs0 (table local)'],
    [full, '192.0.2.255', 'broadcast: broadcast 192.0.2.255 dev eth0 (table local)'],
    [
      full,
      '10.250.1.1',
      'unicast: 10.250.0.0/16 via 192.0.2.3 dev eth0 or via 192.0.2.4 dev eth0 (table main)',
    ],
    [full, '2001:4860::1', 'unicast: default via 2001:db8::1 dev eth0 (table main)'],
    [full, 'fd00::1', 'unreachable: unreachable fd00::/8 (table main)'],
    [full, '2001:db8::', 'anycast: anycast 2001:db8:: dev eth0 (table local)'],
    [{ ...full, routes: routes.slice(1, 5) }, '8.8.8.8', 'none: no route to 8.8.8.8'],
    [nothing, '8.8.8.8', 'unknown'],
    [nothing, '127.0.0.1', 'local: local 127.0.0.1'],
    [onlyLocals, '192.0.2.10', 'local: local 192.0.2.10'],
    [{ ...full, routes: routes.slice(0, 5) }, '2001:4860::1', 'unknown'],
    [{ ...full, rules }, '8.8.8.8', 'unknown destinationPort'],
    [withRule('from all dscp EF unreachable'), '8.8.8.8', 'unknown'],
    [withRule('from all fwmark 1 dscp EF unreachable'), '8.8.8.8', main],
    [
      withRule('not from all fwmark 1 dscp EF unreachable'),
      '8.8.8.8',
      'unreachable: unreachable by rule 7 (fwmark 0x1)',
    ],
    [withRule('from all lookup [l3mdev-table] unreachable'), '8.8.8.8', main],
    [
      withRule('not from all lookup [l3mdev-table] unreachable'),
      '8.8.8.8',
      'unreachable: unreachable by rule 7 (l3mdev)',
    ],
  ] as const)('%#: %s → %s', (node, destination, answer) => {
    expect(words(node, destination)).toBe(answer);
  });

  it('gives each next hop with its weight', () => {
    const answer = lookUpRoute(full, {
      family: 4,
      destination: address('10.250.1.1'),
      protocol: 6,
      inInterface: '',
      mark: 0,
      tos: 0,
    });
    expect('choices' in answer && answer.choices.map(({ weight }) => weight)).toEqual([3, 1]);
  });

  it('says what it takes for granted', () => {
    const marked = { ...onlyRoutes, rules };
    const query = {
      family: 4,
      destination: address('8.8.8.8'),
      protocol: 6,
      destinationPort: 80,
      inInterface: '',
      mark: 1,
      tos: 0,
    } as const;
    expect(lookUpRoute(marked, query).assumes).toEqual([
      '8.8.8.8 is no address of the node (--addrs)',
      'routing table 100 is empty (--routes with table all)',
    ]);
    expect(lookUpRoute(full, query).assumes).toEqual([]);
  });

  it.each([
    ['eth9', ['eth9 belongs to no VRF']],
    ['eth0', []],
    ['', []],
  ])('takes for granted that what nobody told of is in no VRF: %j', (inInterface, assumes) => {
    const node = withRule('from all lookup [l3mdev-table]');
    const query = { family: 4, destination: address('8.8.8.8'), protocol: 6, mark: 0, tos: 0 } as const;
    expect(lookUpRoute(node, { ...query, inInterface }).assumes).toEqual(assumes);
    expect(lookUpRoute(full, { ...query, inInterface }).assumes).toEqual([]);
  });

  it('is not caught in a loop of gotos', () => {
    const looping = readRules('10: from all goto 20\n20: from all goto 10\n30: from all lookup main').rules;
    expect(words({ ...full, rules: looping }, '8.8.8.8')).toContain('default via');
  });
});

describe('testAddressType', () => {
  const cases: readonly (readonly [
    string,
    Node,
    string,
    readonly AddressType[],
    string | undefined,
    string,
  ])[] = [
    ['full', full, '192.0.2.10', ['LOCAL'], undefined, 'yes'],
    ['full', full, '192.0.2.10', ['UNICAST'], undefined, 'no'],
    ['full', full, '192.0.2.10', ['LOCAL'], 'eth0', 'yes'],
    ['full', full, '192.0.2.10', ['LOCAL'], 'calia', 'no'],
    ['full', full, '192.0.2.10', ['UNICAST'], 'calia', 'yes'],
    ['full', full, '192.0.2.255', ['BROADCAST'], undefined, 'yes'],
    ['full', full, '192.0.2.0', ['UNICAST'], undefined, 'yes'],
    ['full', full, '10.244.1.3', ['UNICAST'], undefined, 'yes'],
    ['full', full, '10.244.1.3', ['BLACKHOLE'], undefined, 'no'],
    ['full', full, '0.0.0.0', ['BROADCAST'], undefined, 'yes'],
    ['full', full, '0.1.2.3', ['BROADCAST'], undefined, 'no'],
    ['full', full, '224.1.2.3', ['MULTICAST', 'LOCAL'], undefined, 'yes'],
    ['nothing', nothing, '192.0.2.10', ['LOCAL'], undefined, 'unknown'],
    ['nothing', nothing, '192.0.2.10', ['MULTICAST'], undefined, 'no'],
    ['nothing', nothing, '192.0.2.10', ['LOCAL', 'UNICAST', 'BROADCAST'], undefined, 'yes'],
    ['nothing', nothing, '127.0.0.1', ['LOCAL'], undefined, 'yes'],
    ['nothing', nothing, '255.255.255.255', ['LOCAL'], undefined, 'no'],
    ['--local', onlyLocals, '192.0.2.10', ['LOCAL'], undefined, 'yes'],
    ['--local', onlyLocals, '192.0.2.99', ['LOCAL'], undefined, 'unknown'],
    ['full', full, '2001:db8::10', ['UNICAST'], undefined, 'yes'],
    ['full', full, '2001:db8::10', ['LOCAL', 'UNICAST'], undefined, 'yes'],
    ['full', full, '2001:db8::11', ['LOCAL', 'UNICAST'], undefined, 'no'],
    ['full', full, '2001:db8::11', ['UNICAST', 'MULTICAST'], undefined, 'no'],
    ['full', full, '2001:db8::', ['ANYCAST'], undefined, 'yes'],
    ['full', full, 'fd00::1', ['UNREACHABLE'], undefined, 'yes'],
    ['full', full, '2001:4860::1', ['UNREACHABLE'], undefined, 'no'],
    ['full', full, '2001:4860::1', ['UNREACHABLE'], 'calia', 'yes'],
    ['full', full, '2001:db8::10', ['LOCAL'], 'eth0', 'yes'],
    ['full', full, '2001:db8::10', ['LOCAL'], 'calia', 'no'],
    ['nothing', nothing, '2001:db8::10', ['LOCAL'], undefined, 'unknown'],
    ['nothing', nothing, '2001:db8::10', ['UNREACHABLE'], undefined, 'unknown'],
    ['nothing', nothing, 'ff02::1', ['MULTICAST'], undefined, 'yes'],
  ];
  it.each(cases)('with %s: %s%s is %j (limit %s): %s', (_name, node, text, types, device, answer) => {
    const got = testAddressType(node, {
      address: address(text),
      types,
      ...(device === undefined ? {} : { device }),
    });
    expect(typeof got === 'string' ? got : 'unknown').toBe(answer);
  });
});

describe('testReversePath', () => {
  const strict = { loose: false, validMark: false, acceptLocal: false };
  const loose = { ...strict, loose: true };
  const accept = { ...strict, acceptLocal: true };
  it.each([
    [full, strict, '10.244.1.2', 'calia', 'yes'],
    [full, strict, '10.244.1.2', 'eth0', 'no'],
    [full, strict, '8.8.8.8', 'eth0', 'yes'],
    [full, strict, '8.8.8.8', 'calia', 'no'],
    [full, loose, '8.8.8.8', 'calia', 'yes'],
    [full, loose, '10.244.1.3', 'calia', 'no'],
    [full, strict, '192.0.2.10', 'eth0', 'no'],
    [full, accept, '192.0.2.10', 'eth0', 'yes'],
    [full, strict, '192.0.2.10', 'lo', 'yes'],
    [full, loose, '192.0.2.255', 'eth0', 'no'],
    [full, strict, '0.0.0.0', 'eth0', 'no'],
    [full, strict, '255.255.255.255', 'eth0', 'yes'],
    [full, strict, '224.0.0.5', 'calia', 'no'],
    [full, loose, '224.0.0.5', 'calia', 'yes'],
    [full, strict, '2001:4860::1', 'eth0', 'yes'],
    [full, strict, '2001:4860::1', 'calia', 'no'],
    [full, strict, '::', 'calia', 'yes'],
    [full, loose, 'fd00::1', 'eth0', 'no'],
    [full, strict, 'fd00::1', 'eth0', 'no'],
    [nothing, strict, '8.8.8.8', 'eth0', 'unknown'],
  ] as const)('%#: %j %s in %s%s', (node, options, source, inInterface, answer) => {
    const from = address(source);
    const got = testReversePath(node, options, {
      family: typeof from === 'number' ? 4 : 6,
      source: from,
      destination: address(typeof from === 'number' ? '203.0.113.1' : '2001:db8:9::1'),
      protocol: 6,
      inInterface,
      mark: 0,
      tos: 0,
    });
    expect(typeof got === 'string' ? got : 'unknown').toBe(answer);
  });
});

describe('addresses that targets choose', () => {
  const written = (answer: ReturnType<typeof masqueradeAddress>): string => {
    if (answer === 'none') return 'none';
    return typeof answer === 'object' && 'unknown' in answer ? 'unknown' : writeAddress(answer);
  };
  it.each([
    [full, 'eth0', '192.0.2.1', '192.0.2.10'],
    [full, 'eth0', '198.51.100.1', '198.51.100.10'],
    [full, 'eth0', '8.8.8.8', '192.0.2.10'],
    [full, 'calia', '10.244.1.2', '192.0.2.10'],
    [full, 'lo', '127.0.0.1', '192.0.2.10'],
    [{ locals: [], addresses: addresses.slice(0, 1) }, 'eth0', '8.8.8.8', 'none'],
    [full, 'eth0', '2001:4860::1', '2001:db8::10'],
    [full, 'calia', '2001:4860::1', '2001:db8::10'],
    [full, 'calia', 'fe80::77', 'fe80::ecee:eeff:feee:eeee'],
    [nothing, 'eth0', '8.8.8.8', 'unknown'],
  ] as const)('MASQUERADE %#: out %s%s to %s: %s', (node, device, to, answer) => {
    const target = address(to);
    expect(written(masqueradeAddress(node, typeof target === 'number' ? 4 : 6, device, target, target))).toBe(
      answer,
    );
  });

  it.each([
    [full, 'PREROUTING', 'eth0', '192.0.2.11', '192.0.2.10'],
    [full, 'PREROUTING', 'calia', '192.0.2.11', 'none'],
    [full, 'OUTPUT', '', '192.0.2.11', '127.0.0.1'],
    [full, 'PREROUTING', 'eth0', '2001:db8::10', '2001:db8::10'],
    [full, 'PREROUTING', 'eth0', 'fe80::9', 'fe80::42:acff:fe11:2'],
    [full, 'PREROUTING', 'calia', '2001:db8::10', 'fe80::ecee:eeff:feee:eeee'],
    [full, 'OUTPUT', '', '2001:db8::10', '::1'],
    [nothing, 'PREROUTING', 'eth0', '192.0.2.11', 'unknown'],
  ] as const)('REDIRECT %#: %s%s in %s to %s: %s', (node, hook, inInterface, to, answer) => {
    const target = address(to);
    expect(
      written(redirectAddress(node, typeof target === 'number' ? 4 : 6, hook, inInterface, target)),
    ).toBe(answer);
  });
});

describe('martianReason', () => {
  it.each([
    ['224.0.0.1', '192.0.2.10', true],
    ['127.0.0.1', '192.0.2.10', true],
    ['192.0.2.9', '127.0.0.1', true],
    ['192.0.2.10', '8.8.8.8', true],
    ['0.0.0.0', '255.255.255.255', false],
    ['0.0.0.0', '192.0.2.10', true],
    ['192.0.2.9', '192.0.2.10', false],
    ['::1', '2001:db8::10', true],
  ] as const)('%s → %s: %s', (source, destination, martian) => {
    const packet = {
      source: address(source),
      destination: address(destination),
      protocol: 17,
      inInterface: 'eth0',
    };
    expect(martianReason(full, packet) !== undefined).toBe(martian);
  });

  // Each was put to a kernel: with route_localnet and accept_local off, one of them on, both.
  it.each([
    ['192.0.2.9', '127.0.0.1', [true, true, false, false]],
    ['127.0.0.1', '192.0.2.10', [true, true, true, false]],
    ['127.0.0.1', '127.0.0.1', [true, true, true, false]],
    ['192.0.2.10', '192.0.2.10', [true, false, true, false]],
    ['192.0.2.9', '192.0.2.10', [false, false, false, false]],
    ['::1', '2001:db8::10', [true, true, true, true]],
  ] as const)('%s → %s as the sysctls are', (source, destination, martian) => {
    const settings = [
      ['all.accept_local', '0'],
      ['eth0.accept_local', '1'],
      ['all.route_localnet', '1'],
    ].map(([key = '', value = '']) => [`net.ipv4.conf.${key}`, value] as const);
    const [off = settings[0], accept = settings[0], route = settings[0]] = settings;
    const asked = [[off], [off, accept], [off, route], [accept, route]].map((some) =>
      martianReason(
        { ...full, sysctls: new Map(some.flatMap((one) => (one === undefined ? [] : [one]))) },
        { source: address(source), destination: address(destination), protocol: 17, inInterface: 'eth0' },
      ),
    );
    expect(asked.map((reason) => reason !== undefined)).toEqual(martian);
  });
});

const corpus = process.env['CALITRACE_CORPUS'] ?? '../shared/corpus';
describe.skipIf(!existsSync(join(corpus, 'calico')))('readers on the corpus', () => {
  const file = (name: string): string =>
    readFileSync(join(corpus, 'calico', `jejer-iptables-debugger-node.${name}`), 'latin1');
  const errors = ({ problems }: ReturnType<typeof readRoutes> | ReturnType<typeof readAddresses>) =>
    problems.filter((problem) => problem.severity === 'error');
  it('reads addresses and routes between shell prompts', () => {
    const read = { addresses: readAddresses(file('ipaddrs.txt')), routes: readRoutes(file('iproutes.txt')) };
    expect([...errors(read.addresses), ...errors(read.routes)]).toEqual([]);
    expect(read.addresses.addresses.length).toBeGreaterThan(5);
    expect(read.routes.routes.length).toBeGreaterThan(10);
  });
});
