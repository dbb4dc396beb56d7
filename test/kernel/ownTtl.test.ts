import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { JsonTrace } from '../../src/format/trace/jsonTrace.js';
import { run } from '../cli/run.js';
import { ownTtls, settingsOfTtl, ttlNode } from '../fixtures/ownTtl.js';
import { snapshotText } from '../fixtures/pathNodes.js';
import { requireKernel } from './judge/requireKernel.js';
import { verify } from './verified.js';

/** The ttl of a datagram of a socket, by the counters of rules that ask for one each. */
function seenTtl(family: 4 | 6, destination: string): string {
  const settings = settingsOfTtl.map((line) => `sysctl -qw ${line.replace(/ = /, '=')}`);
  const links = ['eth0', 'eth1'].flatMap((name) => [
    `ip link add ${name} type veth peer name p${name}`,
    `ip link set ${name} arp off up`,
    `ip link set p${name} up`,
  ]);
  const { addresses, routes } = ttlNode(family);
  const given = addresses.split('\n').map((line) => {
    const [name = '', address = ''] = line.trim().split(' ');
    return `ip addr add ${address} dev ${name}${family === 6 ? ' nodad' : ''}`;
  });
  const ways = routes
    .split('\n')
    .filter((line) => line.includes('via'))
    .map((line) => `ip -${family} route add ${line.trim()}`);
  const [program, match] = family === 4 ? ['iptables-nft', 'ttl --ttl-eq'] : ['ip6tables-nft', 'hl --hl-eq'];
  const rules = [1, 30, 64, 77, 88, 99].map((ttl) => `${program} -A OUTPUT -p udp -m ${match} ${ttl}`);
  const [domain, name] = family === 4 ? [2, 'pack_sockaddr_in'] : [10, 'pack_sockaddr_in6'];
  // By which link what is for a group goes.
  const multicast = family === 4 ? '' : 'setsockopt($s, 41, 17, pack("i", $ARGV[0]));';
  const send = `use Socket qw(:all); socket(my $s, ${domain}, 2, 17); setsockopt($s, SOL_SOCKET, SO_BROADCAST, 1); ${multicast} send($s, "hi", 0, ${name}(53, inet_pton(${domain}, "${destination}")));`;
  const script = [
    'ip link set lo up',
    ...links,
    ...settings,
    ...given,
    ...ways,
    ...rules,
    `perl -e '${send}' $(ip -o link show eth0 | cut -d: -f1)`,
  ];
  const dump = execFileSync('unshare', ['-n', 'sh', '-ec', [...script, `${program}-save -c`].join('\n')], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return /^\[[1-9]\d*:\d+\] -A .*-eq (\d+)$/m.exec(dump)?.[1] ?? 'none';
}

describe.skipIf(!requireKernel())('the ttl of what the node itself sends', () => {
  it.each(ownTtls)('IPv%s to %s: %s', async (family, source, destination, ttl) => {
    expect(seenTtl(family, destination)).toBe(ttl);
    const files = { node: snapshotText(ttlNode(family)) };
    const line = `trace node --format json -p udp --dport 53 -s ${source} -d ${destination}`;
    const { stdout } = await run(line, { files });
    expect(String((JSON.parse(stdout) as JsonTrace).packet['ttl'])).toBe(ttl);
  });
});

describe.skipIf(!requireKernel())('verify', () => {
  it.each([
    ['-s 192.0.2.1 -d 203.0.113.9', 4],
    ['-s 203.0.113.9 -d 192.0.2.1 -i eth0', 4],
    ['-s 2001:db8:1::1 -d 2001:db8:9::9', 6],
  ] as const)('sends %s with the ttl of the node, or has its answer with it', async (line, family) => {
    const files = { node: snapshotText(ttlNode(family)) };
    const { agrees, difference } = await verify({
      line: `verify node --reply -p udp --dport 53 ${line}`,
      files,
    });
    expect({ agrees, difference }).toEqual({ agrees: true });
  });
});
