import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judgeIn } from '../../src/kernel/judge.js';
import type { Network } from '../../src/kernel/network.js';
import { judge, openNetwork } from './judge/network.js';
import { requireKernel } from './judge/requireKernel.js';
import type { PacketOptions, Topology } from '../../src/kernel/scenario.js';
import { packetWords, traceLines } from '../../src/kernel/traceLines.js';

const topology: Topology = {
  interfaces: [
    { name: 'cali123', addresses: [] },
    { name: 'eth0', addresses: ['192.0.2.1/24'] },
    { name: 'eth1', addresses: ['198.51.100.1/24', '2001:db8:1::1/64'] },
  ],
  routes: [
    '10.65.0.2 dev cali123',
    'fd00:65::2 dev cali123',
    'default via 198.51.100.254 dev eth1',
    'default via 2001:db8:1::fe dev eth1',
  ],
};

const out: PacketOptions = { src: '10.65.0.2', dst: '203.0.113.9', dport: 80, iif: 'cali123' };

/** Name, dump, packet, what the kernel does: checked by hand against the kernel's own words once. */
const cases: readonly (readonly [
  name: string,
  dump: string,
  packet: PacketOptions,
  lines: readonly string[],
])[] = [
  [
    'jump, goto, and a RETURN that skips the goto',
    '*filter\n:A - [0:0]\n:B - [0:0]\n-A FORWARD -j A\n-A FORWARD -j DROP\n-A A -g B\n-A A -j ACCEPT\n-A B -j RETURN\nCOMMIT\n',
    out,
    [
      'FORWARD filter: FORWARD 1 JUMP A, A 1 GOTO B, B 1 RETURN, FORWARD 2 DROP',
      'dropped by filter FORWARD rule 2',
    ],
  ],
  [
    'policy DROP',
    '*filter\n:FORWARD DROP [0:0]\n-A FORWARD -d 192.0.2.9/32 -j ACCEPT\nCOMMIT\n',
    out,
    ['FORWARD filter: policy DROP', 'dropped by policy of filter FORWARD'],
  ],
  [
    'a rule that only marks, a rule without a target',
    '*mangle\n-A PREROUTING -j MARK --set-xmark 0x80000000/0x80000000\n-A PREROUTING\nCOMMIT\n*filter\n-A FORWARD -m mark --mark 0x80000000/0x80000000 -j REJECT\nCOMMIT\n',
    out,
    [
      'PREROUTING mangle: PREROUTING 1 CONTINUE, PREROUTING 2 CONTINUE, policy ACCEPT',
      'FORWARD mangle: policy ACCEPT',
      'FORWARD filter: FORWARD 1 REJECT',
      'rejected by filter FORWARD rule 1',
    ],
  ],
  [
    'sent by the node',
    '*filter\n-A OUTPUT -o eth1 -j ACCEPT\nCOMMIT\n',
    { src: '198.51.100.1', dst: '203.0.113.9', proto: 'udp' },
    ['OUTPUT filter: OUTPUT 1 ACCEPT', 'sent'],
  ],
  [
    'delivered to the node over lo: every hook once',
    '*filter\n-A INPUT -i lo -j ACCEPT\n-A OUTPUT -o lo -j ACCEPT\nCOMMIT\n',
    { src: '192.0.2.1', dst: '192.0.2.1' },
    ['OUTPUT filter: OUTPUT 1 ACCEPT', 'INPUT filter: INPUT 1 ACCEPT', 'delivered'],
  ],
  [
    'no time to live left',
    '*filter\n-A FORWARD -j ACCEPT\nCOMMIT\n',
    { ...out, ttl: 1 },
    ['dropped by the kernel'],
  ],
  [
    'ESTABLISHED: the second packet does not see nat',
    '*nat\n-A POSTROUTING -o eth1 -j MASQUERADE\nCOMMIT\n*filter\n-A FORWARD -m conntrack --ctstate ESTABLISHED -j ACCEPT\nCOMMIT\n',
    { ...out, ctstate: 'ESTABLISHED' },
    ['FORWARD filter: FORWARD 1 ACCEPT', 'forwarded'],
  ],
];

describe.skipIf(!requireKernel())('the judge tells what the kernel does', () => {
  let network: Network;
  beforeAll(async () => {
    network = await openNetwork(topology);
  });
  afterAll(() => network.close());

  it.each(cases)('%s', async (_, dump, packet, lines) => {
    const { traces } = await judgeIn(network, { family: 4, dump }, [packet]);
    expect(traces.map(traceLines)).toEqual([lines]);
  });

  it('shows the packet on entry of each chain, and as it leaves', async () => {
    const dump =
      '*mangle\n-A PREROUTING -j MARK --set-xmark 0x5/0xffffffff\nCOMMIT\n' +
      '*nat\n-A PREROUTING -p tcp -j DNAT --to-destination 198.51.100.7:8080\n-A POSTROUTING -j MASQUERADE\nCOMMIT\n';
    const { traces } = await judgeIn(network, { family: 4, dump }, [out]);
    expect(traces[0]?.hops.map((hop) => `${hop.hook} ${hop.table} ${packetWords(hop.packet)}`)).toEqual([
      'PREROUTING mangle 10.65.0.2:40000 > 203.0.113.9:80 in cali123',
      'PREROUTING nat 10.65.0.2:40000 > 203.0.113.9:80 in cali123 mark 0x5',
      'FORWARD mangle 10.65.0.2:40000 > 198.51.100.7:8080 in cali123 out eth1 mark 0x5',
      'POSTROUTING mangle 10.65.0.2:40000 > 198.51.100.7:8080 in cali123 out eth1 mark 0x5',
      'POSTROUTING nat 10.65.0.2:40000 > 198.51.100.7:8080 in cali123 out eth1 mark 0x5',
    ]);
    expect(traces[0]?.end).toMatchObject({
      kind: 'forwarded',
      packet: { source: '198.51.100.1', destination: '198.51.100.7', destinationPort: 8080, ttl: 63 },
    });
  });

  it('does the same for IPv6', async () => {
    const dump =
      '*filter\n:A - [0:0]\n-A FORWARD -p ipv6-icmp -m icmp6 --icmpv6-type 128 -j A\n-A A -j DROP\nCOMMIT\n';
    const packet = { src: 'fd00:65::2', dst: '2001:db8:9::9', 'icmp-type': 'echo-request', iif: 'cali123' };
    const { traces } = await judgeIn(network, { family: 6, dump }, [packet]);
    expect(traces.map(traceLines)).toEqual([
      ['FORWARD filter: FORWARD 1 JUMP A, A 1 DROP', 'dropped by filter A rule 1'],
    ]);
  });

  it('says what a tool refused', async () => {
    const dump = '*filter\n-A FORWARD -m nosuchmatch -j DROP\nCOMMIT\n';
    await expect(judgeIn(network, { family: 4, dump }, [])).rejects.toThrow('nosuchmatch');
  });
});

describe.skipIf(!requireKernel())('the judge hands over the files of the node', () => {
  it('without its own chains', async () => {
    const { files } = await judge({
      name: 'files',
      family: 4,
      ...topology,
      dump: '*filter\n-A FORWARD -m set --match-set workloads src -j ACCEPT\nCOMMIT\n',
      ipsets: 'create workloads hash:ip family inet\nadd workloads 10.65.0.2\n',
      packets: [],
    });
    expect(files.dump).toContain('-A FORWARD -m set --match-set workloads src -j ACCEPT');
    expect(files.dump).not.toContain('TRACE');
    expect(files.ipsets).toContain('add workloads 10.65.0.2');
    expect(JSON.parse(files.addrs)).toHaveLength(4);
    expect(files.routes).toContain('198.51.100.254');
    expect(files.rules).toContain('32766');
  });
});
