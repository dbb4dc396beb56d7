import { describe, expect, it } from 'vitest';
import type { JsonTrace } from '../../src/format/trace/jsonTrace.js';
import { run } from '../cli/run.js';
import { martians, oddlyAsked } from '../fixtures/martians.js';
import { snapshotText } from '../fixtures/pathNodes.js';
import { endOf, stationsOf } from './trace.js';

async function traced(line: string, sysctls: readonly string[]): Promise<JsonTrace> {
  const node = oddlyAsked[line.includes('::') ? 6 : 4];
  const files = { node: snapshotText({ ...node, sysctls }) };
  const { stdout, stderr, status } = await run(`trace --format json node -p udp --dport 53 -i eth0 ${line}`, {
    files,
  });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  return JSON.parse(stdout) as JsonTrace;
}

// As test/kernel/martians.test.ts sees them on the kernel.
describe('packets with odd addresses from outside', () => {
  it.each(martians)('%s → %s, %j: %s', async (source, destination, sysctls, end, isSeen) => {
    const { paths } = await traced(`-s ${source} -d ${destination}`, sysctls);
    const [path, ...others] = paths;
    if (path === undefined) throw new Error('no path');
    expect({
      others,
      end: endOf(path).split(':')[0],
      isSeen: stationsOf(path).includes('PREROUTING raw'),
    }).toEqual({
      others: [],
      end,
      isSeen,
    });
  });

  it.each<[string, readonly string[], string]>([
    [
      '-s ::1 -d 2001:db8::1',
      [],
      'martian source: ::1 is the loopback address, which the kernel refuses before any rule',
    ],
    [
      '-s 2001:db8::7 -d ff01::2',
      [],
      'martian destination: ff01::2 is a multicast address that is on no link, which the kernel refuses before any rule',
    ],
    [
      '-s 2001:db8::7 -d fd00::7',
      ['net.ipv6.conf.eth0.disable_ipv6 = 1'],
      'eth0 takes in no IPv6 (disable_ipv6), so that no rule sees the packet',
    ],
    ['-s 127.0.0.5 -d 192.0.2.1', [], 'martian source: 127.0.0.5 is a loopback address'],
    [
      '-s 127.0.0.5 -d 203.0.113.9',
      ['net.ipv4.conf.all.route_localnet = 1'],
      "martian source: 127.0.0.5 is the node's own address",
    ],
  ])('%s, %j: %s', async (line, sysctls, reason) => {
    const { paths } = await traced(line, sysctls);
    expect(paths.map(endOf)).toEqual([`dropped: ${reason}`]);
  });

  it.each<[string, readonly string[], readonly string[]]>([
    ['-s ::1 -d 2001:db8::1', [], ['source ::1']],
    ['-s ff02::9 -d fd00::7', [], ['source ff02::9']],
    ['-s 2001:db8::7 -d ff01::2', [], ['destination ff01::2']],
    ['-s 2001:db8::7 -d fd00::7', ['net.ipv6.conf.eth0.disable_ipv6 = 1'], ['in interface eth0']],
    ['-s 127.0.0.5 -d 192.0.2.1', [], ['in interface eth0', 'source 127.0.0.5', 'destination 192.0.2.1']],
    ['-s 239.1.1.1 -d 192.0.2.1', [], ['source 239.1.1.1', 'destination 192.0.2.1']],
    [
      '-s 192.0.2.7 -d 10.0.0.7',
      ['net.ipv4.conf.eth0.forwarding = 0'],
      ['in interface eth0', 'destination 10.0.0.7'],
    ],
    ['-s 192.0.2.7 -d 10.0.0.7 --ttl 1', [], ['destination 10.0.0.7', 'ttl 1']],
    ['-s fe80::7 -d fd00::7', [], ['in interface eth0', 'source fe80::7', 'destination fd00::7']],
  ])('what the end of %s depends on, %j', async (line, sysctls, words) => {
    const { paths } = await traced(line, sysctls);
    expect(paths.map(({ dependsOn }) => dependsOn.map(({ text }) => text))).toEqual([words]);
  });

  it.each([
    ['', ['delivered']],
    [', "NOARP"', ['delivered', 'dropped']],
  ])('to the group in which neighbours ask for an address, flags "UP"%s', async (flag, ends) => {
    const node = snapshotText(oddlyAsked[6]).replaceAll('\\"UP\\"', `\\"UP\\"${flag.replaceAll('"', '\\"')}`);
    const line = 'trace --format json node -s 2001:db8::7 -d ff02::1:ff00:1 -i eth0 -p udp --dport 53';
    const { stdout } = await run(line, { files: { node } });
    expect((JSON.parse(stdout) as JsonTrace).paths.map(({ disposition }) => disposition.kind)).toEqual(ends);
  });

  it('to all routers of the site come where the node began to forward after it had the interface', async () => {
    const { paths } = await traced('-s 2001:db8::7 -d ff05::2', []);
    expect(paths.map(({ disposition }) => disposition.kind)).toEqual(['delivered', 'dropped']);
  });

  const localnet = 'nothing from or to 127.0.0.0/8 comes in by eth0 (route_localnet 0)';
  const own = "nothing from the node's own addresses comes in by eth0 (accept_local 0)";
  const told = (setting: string): readonly string[] =>
    ['all', 'eth0'].map((name) => `net.ipv4.conf.${name}.${setting} = 0`);
  it.each<[string, readonly string[], readonly string[]]>([
    ['-s 127.0.0.5 -d 192.0.2.1', [], [localnet]],
    ['-s 192.0.2.7 -d 127.0.0.1', [], [localnet]],
    ['-s 192.0.2.7 -d 127.0.0.1', told('route_localnet').slice(1), [localnet]],
    ['-s 192.0.2.7 -d 127.0.0.1', told('route_localnet'), []],
    ['-s 127.0.0.5 -d 255.255.255.255', [], []],
    ['-s 192.0.2.1 -d 10.0.0.7', [], [own]],
    ['-s 192.0.2.1 -d 10.0.0.7', told('accept_local'), []],
    ['-s 192.0.2.7 -d 10.0.0.7', [], []],
    ['-s ::1 -d 2001:db8::1', [], []],
  ])('what is taken for granted of %s, %j', async (line, sysctls, premises) => {
    const { premises: texts } = await traced(line, sysctls);
    expect(texts.map(({ text }) => text).filter((text) => /^nothing from/.test(text))).toEqual(premises);
  });
});

it('what comes for everybody on a link is delivered where addresses alone are given', async () => {
  const addrs = '2: eth0: <UP>\n    inet 192.0.2.1/24 brd 192.0.2.255 scope global eth0\n';
  const line = 'trace --format json dump -s 192.0.2.7 -d 192.0.2.255 -p udp --dport 67 -i eth0 --addrs addrs';
  const { stdout } = await run(line, { files: { dump: oddlyAsked[4].rules, addrs } });
  expect((JSON.parse(stdout) as JsonTrace).paths.map(endOf)).toEqual(['delivered']);
});
