import { describe, expect, it } from 'vitest';
import type { JsonJourneyFile } from '../../src/format/path/jsonPath.js';
import { snapshotText, type NodeText } from '../fixtures/pathNodes.js';
import { run, type Outcome } from './run.js';

/** How a node sends to the pods of the other: its tunnel's interface, and the route by it. */
interface Joined {
  readonly tunnel: string;
  readonly address: string;
  readonly routes: string;
  readonly policy?: string;
}

const open = '*filter\n:FORWARD ACCEPT [0:0]\n:INPUT ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\nCOMMIT';

function nodeOf(number: 1 | 2, { tunnel, address, routes, policy }: Joined, rules = open): NodeText {
  return {
    host: number === 1 ? 'a' : 'b',
    rules,
    addresses: `eth0 10.0.0.1${number}/24\ncali${number}\n${tunnel} ${address}`,
    routes: `
      default via 10.0.0.1 dev eth0
      10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.1${number}
      10.244.${number}.5 dev cali${number} scope link
      ${routes}`,
    ...(policy === undefined ? {} : { policy }),
  };
}

const kinds = {
  ipip: (peer: 1 | 2): Joined => ({
    tunnel: 'tunl0',
    address: `10.244.${3 - peer}.0/32`,
    routes: `10.244.${peer}.0/26 via 10.0.0.1${peer} dev tunl0 proto bird onlink`,
  }),
  vxlan: (peer: 1 | 2): Joined => ({
    tunnel: 'vxlan.calico',
    address: `10.244.${3 - peer}.0/32`,
    routes: `10.244.${peer}.0/26 via 10.244.${peer}.0 dev vxlan.calico onlink`,
  }),
  wireguard: (peer: 1 | 2): Joined => ({
    tunnel: 'wireguard.cali',
    address: `10.244.${3 - peer}.0/32`,
    routes: `10.244.${peer}.0/26 dev wireguard.cali scope link table 1\n10.0.0.1${peer} dev wireguard.cali scope link table 1`,
    policy: `0: from all lookup local
      99: not from all fwmark 0x200000/0x200000 lookup 1
      32766: from all lookup main`,
  }),
} as const;

const path = (nodes: readonly NodeText[], line = ''): Promise<Outcome> =>
  run(
    `path ${nodes.map(({ host }) => host).join(' ')} --from 10.244.1.5 --to 10.244.2.5 --dport 80 --length 60 ${line}`,
    { files: Object.fromEntries(nodes.map((node) => [node.host, snapshotText(node)])), columns: 160 },
  );

/** Of each leg the node, what carries it, and the packet in words. */
async function legsOf(nodes: readonly NodeText[]): Promise<readonly string[]> {
  const { stdout } = await path(nodes, '--format json');
  const { ways } = JSON.parse(stdout) as JsonJourneyFile;
  expect(ways).toHaveLength(1);
  return (ways[0]?.legs ?? []).map(({ node, carrier = 'plain', packet }) => {
    const port = (side: 'source' | 'destination'): string =>
      packet[`${side}Port`] === undefined ? '' : `:${packet[`${side}Port`]}`;
    const { protocol, source, destination, inInterface = '', mark, length } = packet;
    const by = inInterface === '' ? 'out' : `in ${inInterface}`;
    return `${node} ${carrier}: ${protocol} ${source}${port('source')} ${destination}${port('destination')} ${by} mark ${mark} length ${length}`;
  });
}

const marking = open.replace(
  'COMMIT',
  'COMMIT\n*mangle\n-A FORWARD -i cali1 -j MARK --set-xmark 0x70/0x70\n-A INPUT -i eth0 -j MARK --set-xmark 0x500/0x500\nCOMMIT',
);

describe('what a tunnel makes of a packet', () => {
  it.each<[keyof typeof kinds, readonly string[]]>([
    [
      'ipip',
      [
        'a plain: tcp 10.244.1.5:40000 10.244.2.5:80 in cali1 mark 0 length 60',
        'a ipip: ipip 10.0.0.11 10.0.0.12 out mark 112 length 80',
        'b ipip: ipip 10.0.0.11 10.0.0.12 in eth0 mark 0 length 80',
        'b plain: tcp 10.244.1.5:40000 10.244.2.5:80 in tunl0 mark 1280 length 60',
      ],
    ],
    [
      'vxlan',
      [
        'a plain: tcp 10.244.1.5:40000 10.244.2.5:80 in cali1 mark 0 length 60',
        'a vxlan: udp 10.0.0.11 10.0.0.12:4789 out mark 112 length 110',
        'b vxlan: udp 10.0.0.11 10.0.0.12:4789 in eth0 mark 0 length 110',
        'b plain: tcp 10.244.1.5:40000 10.244.2.5:80 in vxlan.calico mark 1280 length 60',
      ],
    ],
    [
      'wireguard',
      [
        'a plain: tcp 10.244.1.5:40000 10.244.2.5:80 in cali1 mark 0 length 60',
        'a wireguard: udp 10.0.0.11:51820 10.0.0.12:51820 out mark 2097152 length 120',
        'b wireguard: udp 10.0.0.11:51820 10.0.0.12:51820 in eth0 mark 0 length 120',
        'b plain: tcp 10.244.1.5:40000 10.244.2.5:80 in wireguard.cali mark 0 length 60',
      ],
    ],
  ])('%s', async (kind, legs) => {
    expect(await legsOf([nodeOf(1, kinds[kind](2), marking), nodeOf(2, kinds[kind](1), marking)])).toEqual(
      legs,
    );
  });
});

describe('a tunnel', () => {
  it.each(['ipip', 'vxlan', 'wireguard'] as const)('%s brings the answer back', async (kind) => {
    const { stdout } = await path([nodeOf(1, kinds[kind](2)), nodeOf(2, kinds[kind](1))], '-q');
    expect(stdout).toBe(
      'ARRIVES   at 10.244.2.5, behind cali2 of b\nanswer    ARRIVES at 10.244.1.5, behind cali1 of a\n',
    );
  });

  it.each<[keyof typeof kinds, string]>([
    ['ipip', 'NOT KNOWN behind a: 10.0.0.12, the other end of the tunnel, is none of the nodes'],
    ['vxlan', 'NOT KNOWN behind a: next hop 10.244.2.0 behind vxlan.calico is none of the nodes'],
    [
      'wireguard',
      'NOT KNOWN behind a: wireguard.cali chooses its peer by keys and allowed addresses, which nothing here tells, and none of the nodes has 10.244.2.5',
    ],
  ])('%s leads to a node that is not given', async (kind, end) => {
    expect((await path([nodeOf(1, kinds[kind](2))], '-q')).stdout.trim().replaceAll(/\s+/g, ' ')).toBe(end);
  });

  it('that the other node lacks takes nothing in', async () => {
    const { stdout } = await path(
      [nodeOf(1, kinds.ipip(2)), nodeOf(2, { ...kinds.ipip(1), tunnel: 'eth1' })],
      '-q',
    );
    expect(stdout).toBe('LOST      behind b: b has no tunnel that takes what comes to 10.0.0.12\n');
  });

  it('that is down takes nothing in', async () => {
    const { stdout } = await path(
      [nodeOf(1, kinds.ipip(2)), nodeOf(2, { ...kinds.ipip(1), tunnel: '!tunl0' })],
      '-q',
    );
    expect(stdout).toBe('LOST      behind b: b has no tunnel that takes what comes to 10.0.0.12\n');
  });

  it('of VXLAN says which of several addresses it took', async () => {
    const two = (node: NodeText): NodeText => ({
      ...node,
      addresses: node.addresses.replace('/24', '/24 10.0.0.99/24'),
    });
    const { stdout } = await path([nodeOf(1, kinds.vxlan(2)), two(nodeOf(2, kinds.vxlan(1)))]);
    expect(stdout).toContain(
      'a: vxlan.calico sends to 10.0.0.12, the first of 2 addresses of b that it may send to',
    );
  });

  it.each<[keyof typeof kinds, string, string]>([
    ['ipip', '-A INPUT -p 4 -j DROP', 'DROPPED   at b, by filter INPUT rule 1, line 5 of the dump'],
    [
      'vxlan',
      '-A INPUT -p udp -m udp --dport 4789 -j DROP',
      'DROPPED   at b, by filter INPUT rule 1, line 5 of the dump',
    ],
    [
      'vxlan',
      '-A FORWARD -i vxlan.calico -j DROP',
      'DROPPED   at b, by filter FORWARD rule 1, line 5 of the dump',
    ],
    [
      'wireguard',
      '-A INPUT -p udp -m udp --dport 51820 -j DROP',
      'DROPPED   at b, by filter INPUT rule 1, line 5 of the dump',
    ],
  ])('%s is stopped by %s of the node that it comes to', async (kind, rule, end) => {
    const denying = open.replace('COMMIT', `${rule}\nCOMMIT`);
    const { stdout } = await path([nodeOf(1, kinds[kind](2)), nodeOf(2, kinds[kind](1), denying)], '-q');
    expect(stdout.split('\n')[0]).toBe(end);
  });

  it('is stopped by OUTPUT of the node that it goes from', async () => {
    const denying = open.replace('COMMIT', '-A OUTPUT -d 10.0.0.12/32 -p 4 -j DROP\nCOMMIT');
    const { stdout } = await path([nodeOf(1, kinds.ipip(2), denying), nodeOf(2, kinds.ipip(1))]);
    expect(stdout).toContain('a: ipip 10.0.0.11 → 10.0.0.12  ttl 63, IPIP with the packet in it');
    expect(stdout).toContain('DROPPED   at a, by filter OUTPUT rule 1, line 5 of the dump');
    expect(stdout).toContain('-A OUTPUT -d 10.0.0.12/32 -p 4 -j DROP');
  });

  it('of WireGuard says by what it took the peer', async () => {
    const { stdout } = await path([nodeOf(1, kinds.wireguard(2)), nodeOf(2, kinds.wireguard(1))]);
    expect(stdout).toContain(
      'a: the peer of wireguard.cali for 10.244.2.5 is b, which has that address: keys and allowed addresses of WireGuard are not',
    );
  });

  it('answers of IPIP are of its connection, those of VXLAN are not', async () => {
    const strict = open.replace('COMMIT', '-A INPUT -m conntrack --ctstate NEW -j ACCEPT\nCOMMIT');
    const states = async (kind: 'ipip' | 'vxlan'): Promise<readonly string[]> => {
      const { stdout } = await path(
        [nodeOf(1, kinds[kind](2), strict), nodeOf(2, kinds[kind](1), strict)],
        '--format json',
      );
      const { ways } = JSON.parse(stdout) as JsonJourneyFile;
      const answer = ways[0]?.answer;
      const legs = answer !== undefined && 'ways' in answer ? (answer.ways[0]?.legs ?? []) : [];
      return legs
        .filter(({ carrier }) => carrier !== undefined)
        .flatMap(({ path: { hops } }) =>
          hops.flatMap((hop) => (hop.kind === 'conntrack' ? [hop.state] : [])),
        );
    };
    expect(await states('ipip')).toEqual(['ESTABLISHED', 'ESTABLISHED']);
    expect(await states('vxlan')).toEqual(['NEW', 'NEW']);
  });
});

type Settings = Readonly<Record<string, string | number>>;

/** A node whose tunnel tells its settings; marked packets have a route of their own, by eth1. */
function tellingNode(kind: 'ipip' | 'vxlan', settings: Settings | undefined, rules: string): NodeText {
  const joined = kinds[kind](2);
  const node = nodeOf(1, joined, rules);
  const details = { [joined.tunnel]: { info_kind: kind, info_data: settings } };
  return {
    ...node,
    addresses: `${node.addresses}\neth1 10.9.0.1/24`,
    routes: `${node.routes}\ndefault dev eth1 scope link table 100`,
    policy: `0: from all lookup local
      50: from all fwmark 0x70/0x70 lookup 100
      32766: from all lookup main`,
    ...(settings === undefined ? {} : { details }),
  };
}

/** The tunnel's own packet on the first node: its source, mark, ttl and tos, and by which interface it leaves. */
async function outerOf(node: NodeText, line: string): Promise<string> {
  const { stdout } = await path([node, nodeOf(2, kinds.vxlan(1))], `--no-reply --format json ${line}`);
  const { ways } = JSON.parse(stdout) as JsonJourneyFile;
  const leg = ways[0]?.legs[1];
  const { source, mark, ttl, tos } = leg?.packet ?? {};
  return `${source} mark ${mark} ttl ${ttl} tos ${tos} by ${leg?.path.packet.outInterface}`;
}

// What Linux 6.1 (IPIP) and 6.18 (VXLAN) sent for a packet that came in with ttl 33 and was marked 0x70 in FORWARD.
describe('the tunnel makes its packet', () => {
  const marked = open.replace('COMMIT', 'COMMIT\n*mangle\n-A FORWARD -j MARK --set-xmark 0x70/0x70\nCOMMIT');
  const again = marked.replace(/COMMIT$/, '-A OUTPUT -p 4 -j MARK --set-xmark 0x1/0x1\nCOMMIT');

  it.each<['ipip' | 'vxlan', string, Settings | undefined, number, string, string]>([
    ['ipip', 'by a route without a mark', { ttl: 0 }, 0, marked, '10.0.0.11 mark 112 ttl 32 tos 0 by eth0'],
    ['ipip', 'where nothing tells', undefined, 0, marked, '10.0.0.11 mark 112 ttl 32 tos 0 by eth0'],
    [
      'ipip',
      'by the route of its fwmark',
      { ttl: 0, fwmark: '0x70' },
      0,
      marked,
      '10.9.0.1 mark 112 ttl 32 tos 0 by eth1',
    ],
    [
      'ipip',
      'routed again in OUTPUT by the mark',
      { ttl: 0 },
      0,
      again,
      '10.0.0.11 mark 112 ttl 32 tos 0 by eth1',
    ],
    [
      'ipip',
      'by the interface to which it is bound',
      { ttl: 0, link: 'eth1' },
      0,
      open,
      '10.9.0.1 mark 0 ttl 32 tos 0 by eth1',
    ],
    [
      'vxlan',
      'bound on its way to its remote end',
      { id: 1, port: 4789, ttl: 0, remote: '10.0.0.12', link: 'eth1' },
      0,
      open,
      '10.9.0.1 mark 0 ttl 64 tos 0 by eth1',
    ],
    [
      'vxlan',
      'bound to no interface on other ways',
      { id: 1, port: 4789, ttl: 0, link: 'eth1' },
      0,
      open,
      '10.0.0.11 mark 0 ttl 64 tos 0 by eth0',
    ],
    ['ipip', 'with a ttl', { ttl: 9 }, 0, marked, '10.0.0.11 mark 112 ttl 9 tos 0 by eth0'],
    ['ipip', 'ECN', { ttl: 0 }, 18, marked, '10.0.0.11 mark 112 ttl 32 tos 2 by eth0'],
    ['ipip', 'ECN, congestion', { ttl: 0 }, 3, marked, '10.0.0.11 mark 112 ttl 32 tos 2 by eth0'],
    ['ipip', 'tos inherit', { ttl: 9, tos: '0x1' }, 18, marked, '10.0.0.11 mark 112 ttl 9 tos 18 by eth0'],
    [
      'ipip',
      'tos inherit, congestion',
      { ttl: 9, tos: '0x1' },
      19,
      marked,
      '10.0.0.11 mark 112 ttl 9 tos 18 by eth0',
    ],
    ['ipip', 'tos 0x20', { ttl: 9, tos: '0x20' }, 18, marked, '10.0.0.11 mark 112 ttl 9 tos 34 by eth0'],
    ['vxlan', 'by a route of the mark', { ttl: 0 }, 19, marked, '10.9.0.1 mark 112 ttl 64 tos 2 by eth1'],
    ['vxlan', 'inherit', { tos: '0x1' }, 18, marked, '10.9.0.1 mark 112 ttl 32 tos 18 by eth1'],
    [
      'vxlan',
      'with a ttl and tos',
      { ttl: 9, tos: '0x20' },
      18,
      marked,
      '10.9.0.1 mark 112 ttl 9 tos 34 by eth1',
    ],
  ])('%s, %s', async (kind, _, settings, tos, rules, outer) => {
    expect(await outerOf(tellingNode(kind, settings, rules), `--ttl 33 --tos ${tos}`)).toBe(outer);
  });

  it.each([
    ['', '99'],
    [' hoplimit 30', '30'],
  ])("VXLAN with the ttl of the node's own packets, which leave by a route%s", async (metric, ttl) => {
    const node = tellingNode('vxlan', { ttl: 0 }, marked);
    const routes = node.routes.replace('default dev eth1 scope link', `$&${metric}`);
    const sysctls = ['net.ipv4.ip_default_ttl = 99'];
    expect(await outerOf({ ...node, routes, sysctls }, '--ttl 33')).toContain(` ttl ${ttl} tos 0 by eth1`);
  });

  it.each([
    [
      'ipip',
      undefined,
      'a: tunl0 was made with ttl inherit, tos 0 and no fwmark, as it is where nothing else is said',
    ],
    ['ipip', { ttl: 0 }, undefined],
    [
      'vxlan',
      undefined,
      'a: vxlan.calico was made with ttl 64 and tos 0, as it is where nothing else is said',
    ],
    ['vxlan', { ttl: 0 }, undefined],
  ] as const)('%s, and says what it took for granted', async (kind, settings, premise) => {
    const { stdout } = await path(
      [tellingNode(kind, settings, open), nodeOf(2, kinds[kind](1))],
      '--no-reply',
    );
    expect(/a: \S+ was made with .*/.exec(stdout)?.[0]).toBe(premise);
  });
});

/** Both nodes with a tunnel of a name, and what `ip -d` tells of it; the routes lead by it to the other's pods. */
function told(name: string, number: 1 | 2, info: object | undefined, isIpip = false): NodeText {
  const peer = 3 - number;
  const gateway = isIpip ? `10.0.0.1${peer}` : `10.244.${peer}.0`;
  return {
    ...nodeOf(number, {
      tunnel: name,
      address: `10.244.${number}.0/32`,
      routes: `10.244.${peer}.0/26 via ${gateway} dev ${name} onlink`,
    }),
    ...(info === undefined ? {} : { details: { [name]: info } }),
  };
}

const vxlan = (data: object): object => ({ info_kind: 'vxlan', info_data: { id: 42, port: 4790, ...data } });

// VXLAN as Linux 6.18 took it in, or did not.
describe('a tunnel is what its kind tells', () => {
  it.each<[string, string, object | undefined, object | undefined, string]>([
    ['VXLAN under another name', 'overlay0', vxlan({}), vxlan({}), 'udp 10.0.0.12:4790 in overlay0'],
    ['VXLAN with its own port', 'vxlan.calico', vxlan({}), vxlan({}), 'udp 10.0.0.12:4790 in vxlan.calico'],
    [
      'VXLAN whatever its ends are',
      'overlay0',
      vxlan({}),
      vxlan({ local: '10.0.0.99', remote: '10.0.0.98' }),
      'udp 10.0.0.12:4790 in overlay0',
    ],
    [
      'VXLAN of another network',
      'overlay0',
      vxlan({}),
      vxlan({ id: 43 }),
      'LOST behind b: b has no tunnel that takes what comes to 10.0.0.12 of VXLAN network 42',
    ],
    [
      'VXLAN of another port',
      'overlay0',
      vxlan({}),
      vxlan({ port: 4789 }),
      'LOST behind b: b has no tunnel that takes what comes to 10.0.0.12 of VXLAN network 42',
    ],
    [
      'VXLAN into one that is external',
      'overlay0',
      vxlan({}),
      { info_kind: 'vxlan', info_data: { external: true, id: 0, port: 4790 } },
      'udp 10.0.0.12:4790 in overlay0',
    ],
    [
      'VXLAN that is external',
      'cilium_vxlan',
      { info_kind: 'vxlan', info_data: { external: true, id: 0, port: 8472 } },
      undefined,
      'NOT KNOWN behind a: each packet brings the other end of cilium_vxlan with it (external), which nothing here tells',
    ],
    [
      'WireGuard under another name',
      'wg0',
      { info_kind: 'wireguard' },
      { info_kind: 'wireguard' },
      'udp 10.0.0.12 in wg0',
    ],
    [
      'a program that does IPIP',
      'tunl0',
      { info_kind: 'tun' },
      { info_kind: 'tun' },
      'ipip 10.0.0.12 in tunl0',
    ],
    [
      'GRE',
      'gre1',
      { info_kind: 'gre' },
      { info_kind: 'gre' },
      'NOT KNOWN behind a: gre1 is a tunnel of kind gre, which is not followed',
    ],
    [
      'a link with the name of a tunnel',
      'tunl0',
      { info_kind: 'veth' },
      { info_kind: 'veth' },
      'no tunnel in tunl0',
    ],
    [
      'IPIP under another name',
      'ip-1',
      { info_kind: 'ipip' },
      { info_kind: 'ipip' },
      'ipip 10.0.0.12 in ip-1',
    ],
  ])('%s', async (_title, name, own, far, end) => {
    const { stdout } = await path(
      [told(name, 1, own, end.startsWith('ipip')), told(name, 2, far, end.startsWith('ipip'))],
      '--no-reply --format json',
    );
    const [way] = (JSON.parse(stdout) as JsonJourneyFile).ways;
    const legs = way?.legs ?? [];
    const carried = legs.find(({ carrier }) => carrier !== undefined)?.packet;
    const words =
      way?.end.kind === 'lost' || way?.end.kind === 'unknown'
        ? `${way.end.kind === 'lost' ? 'LOST' : 'NOT KNOWN'} behind ${way.end.node}: ${way.end.reason}`
        : `${carried === undefined ? 'no tunnel' : `${carried.protocol} ${carried.destination}${carried.destinationPort === undefined ? '' : `:${carried.destinationPort}`}`} in ${legs.at(-1)?.packet.inInterface}`;
    expect(words).toBe(end);
  });

  it('sends from its own end to its remote end, and says what it took for granted', async () => {
    const { stdout } = await path([
      told('overlay0', 1, vxlan({ local: '10.0.0.11', remote: '10.0.0.12' })),
      told('overlay0', 2, vxlan({})),
    ]);
    expect(stdout).toContain('a: udp 10.0.0.11 → 10.0.0.12:4790');
    expect(stdout).toContain(
      'a: overlay0 sends to 10.0.0.12, its remote end, and its table (bridge fdb) sends nothing elsewhere',
    );
  });
});

describe('IPIP under another name', () => {
  const joined = (own: 1 | 2, ends: string): NodeText => ({
    ...nodeOf(own, kinds.ipip((3 - own) as 1 | 2)),
    addresses: `eth0 10.0.0.1${own}/24 192.168.0.${own}/24\ncali${own}\ntunl0 ipip 0.0.0.0 0.0.0.0\ntun-1 ipip ${ends}`,
    routes: `
      10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.1${own}
      192.168.0.0/24 dev eth0 proto kernel scope link src 192.168.0.${own}
      10.244.${own}.5 dev cali${own} scope link
      10.244.${3 - own}.0/26 dev tun-1 scope link`,
  });

  it('has the ends that are set', async () => {
    expect(
      await legsOf([joined(1, '192.168.0.1 192.168.0.2'), joined(2, '192.168.0.2 192.168.0.1')]),
    ).toEqual([
      'a plain: tcp 10.244.1.5:40000 10.244.2.5:80 in cali1 mark 0 length 60',
      'a ipip: ipip 192.168.0.1 192.168.0.2 out mark 0 length 80',
      'b ipip: ipip 192.168.0.1 192.168.0.2 in eth0 mark 0 length 80',
      'b plain: tcp 10.244.1.5:40000 10.244.2.5:80 in tun-1 mark 0 length 60',
    ]);
  });

  it('takes what has its remote end before one that has its local end', async () => {
    const b = joined(2, '0.0.0.0 192.168.0.1');
    const both = { ...b, addresses: b.addresses.replace('tun-1', 'tun-0 ipip 192.168.0.2 0.0.0.0\ntun-1') };
    const legs = await legsOf([joined(1, '192.168.0.1 192.168.0.2'), both]);
    expect(legs.at(-1)).toBe('b plain: tcp 10.244.1.5:40000 10.244.2.5:80 in tun-1 mark 0 length 60');
  });

  it('leaves what has other ends to the tunnel that takes all', async () => {
    const legs = await legsOf([joined(1, '192.168.0.1 192.168.0.2'), joined(2, '192.168.0.2 192.168.0.9')]);
    expect(legs.at(-1)).toBe('b plain: tcp 10.244.1.5:40000 10.244.2.5:80 in tunl0 mark 0 length 60');
  });
});

describe('IPv6', () => {
  const node = (number: 1 | 2): NodeText => ({
    host: number === 1 ? 'a' : 'b',
    family: 6,
    rules: open,
    addresses: `eth0 2001:db8::1${number}/64\ncali${number}\nvxlan-v6.calico fd00:${number}::/128`,
    routes: `
      default via 2001:db8::1 dev eth0
      2001:db8::/64 dev eth0 proto kernel metric 256
      fd00:${number}::5 dev cali${number} metric 1024
      fd00:${3 - number}::/122 via fd00:${3 - number}:: dev vxlan-v6.calico metric 1024 onlink`,
  });

  const sent = (nodes: readonly NodeText[]): Promise<Outcome> =>
    run('path a b --from fd00:1::5 --to fd00:2::5 --dport 80', {
      files: Object.fromEntries(nodes.map((each) => [each.host, snapshotText(each)])),
      columns: 160,
    });

  it('comes out of the tunnel of its family where both families have one', async () => {
    const both = (each: NodeText): NodeText => ({
      ...each,
      addresses: each.addresses.replace('vxlan-v6', 'vxlan.calico 10.244.1.0/32\nvxlan-v6'),
    });
    expect((await sent([both(node(1)), both(node(2))])).stdout).toContain('in vxlan-v6.calico');
  });

  it('has the mark of its own WireGuard', async () => {
    const guarded = (number: 1 | 2): NodeText => ({
      ...node(number),
      addresses: `eth0 2001:db8::1${number}/64\ncali${number}\nwg-v6.cali fd00:${number}::/128`,
      routes: `
        default via 2001:db8::1 dev eth0
        2001:db8::/64 dev eth0 proto kernel metric 256
        fd00:${number}::5 dev cali${number} metric 1024
        fd00:${3 - number}::/122 dev wg-v6.cali table 1 metric 1024
        2001:db8::1${3 - number} dev wg-v6.cali table 1 metric 1024`,
      policy: `0: from all lookup local
        98: not from all fwmark 0x400000/0x400000 lookup 1
        32766: from all lookup main`,
    });
    const { stdout } = await sent([guarded(1), guarded(2)]);
    expect(stdout).toContain('a: udp [2001:db8::11]:51821 → [2001:db8::12]:51821');
    expect(stdout.match(/ARRIVES/g)).toHaveLength(2);
  });

  it('goes through its own tunnel', async () => {
    const { stdout, stderr } = await sent([node(1), node(2)]);
    expect(stderr).toBe('');
    expect(stdout).toContain('a: udp 2001:db8::11 → [2001:db8::12]:4789, VXLAN with the packet in it');
    expect(stdout).toContain('b: tcp [fd00:1::5]:40000 → [fd00:2::5]:80  in vxlan-v6.calico  hop limit 63');
    expect(stdout.match(/ARRIVES/g)).toHaveLength(2);
  });
});
