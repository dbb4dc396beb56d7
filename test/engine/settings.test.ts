import { describe, expect, it } from 'vitest';
import type { JsonTrace } from '../../src/format/trace/jsonTrace.js';
import { run } from '../cli/run.js';
import { snapshotText } from '../fixtures/pathNodes.js';
import { endOf, table, trace } from './trace.js';

const node = {
  host: 'a',
  addresses: 'eth0 192.0.2.1/24\ncali1\nkube-ipvs0 10.96.0.10/32',
  routes: 'default via 192.0.2.254 dev eth0\n192.0.2.0/24 dev eth0 scope link\n10.0.0.7 dev cali1 scope link',
} as const;
const services = '-A -t 10.96.0.10:80 -s rr\n-a -t 10.96.0.10:80 -r 10.0.0.7:80 -m -w 1\n';
const rulesets = {
  open: table('filter', ':FORWARD ACCEPT [0:0]', '-A FORWARD -m conntrack --ctstate INVALID -j DROP'),
  marked:
    table('mangle', '-A INPUT -j MARK --set-mark 0x7') +
    table('filter', '-A OUTPUT -m mark --mark 0x7 -j DROP'),
  local: table('nat', '-A OUTPUT -p tcp --dport 80 -j DNAT --to-destination 10.0.0.7'),
} as const;

async function traced(
  rules: keyof typeof rulesets,
  sysctls: readonly string[],
  line: string,
): Promise<JsonTrace> {
  const files = { node: snapshotText({ ...node, rules: rulesets[rules].trimEnd(), sysctls }), services };
  const { stdout, stderr, status } = await run(`trace --format json node ${line}`, { files });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  return JSON.parse(stdout) as JsonTrace;
}

// As test/kernel/verify.test.ts sees them on the kernel.
describe('settings of the node', () => {
  const received = '-s 203.0.113.5 -d 10.0.0.7 --dport 80 -i eth0';
  const looped = '-s 127.0.0.1 -d 127.0.0.1 --dport 80';
  const loose = 'net.netfilter.nf_conntrack_tcp_loose';
  const checksum = 'net.netfilter.nf_conntrack_checksum';
  const kept = 'dropped: 127.0.0.1 may not leave by cali1 (route_localnet is off)';

  it.each<[keyof typeof rulesets, string, readonly string[], string]>([
    ['open', `${received} --tcp-flags ACK`, [`${loose} = 0`], 'dropped by filter FORWARD rule 1'],
    ['open', `${received} --tcp-flags ACK,PSH`, [`${loose} = 0`], 'dropped by filter FORWARD rule 1'],
    ['open', `${received} --tcp-flags ACK`, [`${loose} = 1`], 'forwarded'],
    ['open', `${received} --tcp-flags ACK`, [], 'forwarded'],
    ['open', received, [`${loose} = 0`], 'forwarded'],
    ['open', `${received} -p udplite`, [`${checksum} = 1`], 'dropped by filter FORWARD rule 1'],
    ['open', `${received} -p udplite`, [`${checksum} = 0`], 'forwarded'],
    ['local', looped, [], kept],
    ['local', looped, ['net.ipv4.conf.eth0.route_localnet = 1'], kept],
    ['local', looped, ['net.ipv4.conf.cali1.route_localnet = 1'], 'sent'],
    ['local', looped, ['net.ipv4.conf.all.route_localnet = 1'], 'sent'],
  ])('%s %s, %j', async (rules, line, sysctls, end) => {
    expect((await traced(rules, sysctls, line)).paths.map(endOf)).toEqual([end]);
  });

  const reflects = 'net.ipv4.fwmark_reflect';
  it.each<[string, readonly string[], string]>([
    ['-p icmp', [`${reflects} = 1`], 'dropped by filter OUTPUT rule 1'],
    ['-p icmp', [`${reflects} = 0`], 'sent'],
    ['-p icmp', ['net.ipv6.fwmark_reflect = 1'], 'sent'],
    ['-p icmp', [], 'sent'],
    // Its answer has the mark of a socket.
    ['--dport 80', [`${reflects} = 1`], 'sent'],
  ])('the answer to %s, %j: %s', async (line, sysctls, end) => {
    const { paths } = await traced('marked', sysctls, `-s 203.0.113.5 -d 192.0.2.1 -i eth0 --reply ${line}`);
    const replies = paths.map(
      ({ reply }) => reply !== undefined && 'paths' in reply && reply.paths.map(endOf),
    );
    expect(replies).toEqual([[end]]);
  });

  const premise = 'conntrack takes up a connection under way as a new one (nf_conntrack_tcp_loose 1)';
  it.each<[string, readonly string[], boolean]>([
    ['--tcp-flags ACK', [], true],
    ['--tcp-flags ACK', [`${loose} = 1`], false],
    ['--tcp-flags ACK --ctstate NEW', [], false],
    ['--tcp-flags RST', [], false],
    ['', [], false],
    ['-p udp', [], false],
  ])('takes for granted that connections are taken up: %s, %j', async (more, sysctls, isTold) => {
    const { premises } = await traced('open', sysctls, `${received} ${more}`);
    expect(premises.some(({ text }) => text === premise)).toBe(isTold);
  });

  it.each([
    [[], 'IPVS keeps connections in conntrack (net.ipv4.vs.conntrack 1, as kube-proxy sets it)'],
    [['net.ipv4.vs.conntrack = 1'], undefined],
    [
      ['net.ipv4.vs.conntrack = 0'],
      'IPVS keeps connections in conntrack, though here it does not (net.ipv4.vs.conntrack 0): without it, what it sends may end otherwise',
    ],
  ])('of IPVS, %j', async (sysctls, text) => {
    const { premises } = await traced(
      'open',
      sysctls,
      '-s 203.0.113.5 -d 10.96.0.10 --dport 80 -i eth0 --ipvs services',
    );
    expect(premises.find((each) => each.text.startsWith('IPVS'))?.text).toBe(text);
  });

  it('of a dump alone nothing tells them', async () => {
    const { premises, paths } = await trace(rulesets.open, `${received} -o cali1 --tcp-flags ACK`);
    expect(paths.map(endOf)).toContain('forwarded');
    expect(premises.map(({ text }) => text)).toContain(premise);
  });
});
