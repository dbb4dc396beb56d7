import type { Family } from '../../../src/netfilter/hooks.js';
import type { PacketOptions, Scenario } from '../../../src/kernel/scenario.js';
import { throwDice, type Dice } from '../random/dice.js';

const mostInterfaces = 12;
const mostAddresses = 24;

/**
 * A node for a dump that somebody saved elsewhere: the interfaces that its rules name, the addresses that its rules and sets
 * name behind them, and packets between these. The sets that the dump asks and `ipsets` does not have are made empty.
 */
export function dumpScenario(name: string, dump: string, ipsets: string, packetCount: number): Scenario {
  const family: Family = /ipv6-icmp|-m icmp6|-[sd] [0-9a-f]*:[0-9a-f:]+\//.test(dump) ? 6 : 4;
  const dice = throwDice(name.length * 7919 + dump.length);
  const interfaces = interfacesOf(dump);
  const addresses = addressesOf(`${dump}\n${ipsets}`, family);
  const own = family === 4 ? ['192.0.2.1', '198.51.100.1'] : ['2001:db8:1::1', '2001:db8:2::1'];
  const behind = addresses.map((address, index): [string, string] => [
    address,
    interfaces[index % interfaces.length] ?? 'eth0',
  ]);
  // Every third address is left to the default route.
  const routed = behind.filter((_, index) => index % 3 !== 2);
  const prefix = family === 4 ? '/24' : '/64';
  return {
    name,
    family,
    dump: withoutHostSets(dump),
    ipsets: `${missingSets(dump, ipsets, family)}${ipsets}`,
    interfaces: [
      { name: 'eth0', addresses: [`${own[0] ?? ''}${prefix}`] },
      { name: 'eth1', addresses: [`${own[1] ?? ''}${prefix}`] },
      ...interfaces
        .filter((one) => one !== 'eth0' && one !== 'eth1')
        .map((one) => ({ name: one, addresses: [] })),
    ],
    routes: [
      ...routed.map(([address, device]) => `${address} dev ${device}`),
      `default via ${family === 4 ? '192.0.2.254' : '2001:db8:1::fe'} dev eth0`,
    ],
    packets: Array.from({ length: packetCount }, () => dumpPacket(dice, family, dump, behind, own)),
  };
}

/** A comment in the text of `ipset save` or a counter is no part of what is loaded. */
function withoutHostSets(dump: string): string {
  return dump
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n');
}

function interfacesOf(dump: string): readonly string[] {
  const names = new Set<string>(['eth0']);
  for (const [, name = ''] of dump.matchAll(/ -[io] ([\w.+-]+)/g)) {
    const real = name.endsWith('+') ? `${name.slice(0, -1)}x1` : name;
    if (real !== 'lo' && real !== 'x1' && real.length <= 15 && !/^(tunl0|sit0|ip6tnl0|gre0)$/.test(real))
      names.add(real);
    if (names.size >= mostInterfaces) break;
  }
  return [...names];
}

/** Single addresses that rules and sets name, a spread of them. */
function addressesOf(text: string, family: Family): readonly string[] {
  const pattern =
    family === 4
      ? /\b((?:10|172|192|100|203)\.\d{1,3}\.\d{1,3}\.\d{1,3})(?![\d.]|\/(?!32))/g
      : /\b((?:f[cd]|2)[0-9a-f]{3}:[0-9a-f:]*[0-9a-f])(?![0-9a-f:]|\/(?!128))/g;
  const found = new Set<string>();
  for (const [, address = ''] of text.matchAll(pattern)) found.add(address);
  const all = [...found].filter(
    (address) => !address.startsWith('192.0.2.') && !address.startsWith('198.51.100.'),
  );
  const step = Math.max(1, Math.floor(all.length / mostAddresses));
  return all.filter((_, index) => index % step === 0).slice(0, mostAddresses);
}

/** Sets that the rules ask by as many flags as they have dimensions. */
function missingSets(dump: string, ipsets: string, family: Family): string {
  const lines = new Map<string, string>();
  for (const [, name = '', flags = ''] of dump.matchAll(/--(?:match|add|del)-set (\S+) (\S+)/g)) {
    if (ipsets.includes(`create ${name} `)) continue;
    const type = ['hash:net', 'hash:ip,port', 'hash:ip,port,ip'][flags.split(',').length - 1] ?? 'hash:net';
    lines.set(name, `create ${name} ${type} family ${family === 4 ? 'inet' : 'inet6'}\n`);
  }
  return [...lines.values()].join('');
}

function dumpPacket(
  dice: Dice,
  family: Family,
  dump: string,
  behind: readonly (readonly [string, string])[],
  own: readonly string[],
): PacketOptions {
  const ports = [...dump.matchAll(/--(?:dport|dports|to-ports) (\d+)/g)].map(([, port]) => Number(port));
  const port = dice.chance(0.7) ? ports[dice.number(ports.length)] : undefined;
  const outside = family === 4 ? '203.0.113.77' : '2001:db8:77::7';
  const somebody = (): readonly [string, string] => behind[dice.number(behind.length)] ?? [outside, 'eth0'];
  const [source, device] = somebody();
  const local = dice.chance(0.2);
  return {
    ...(local
      ? { src: own[0] ?? '' }
      : dice.chance(0.25)
        ? { src: outside, iif: 'eth0' }
        : { src: source, iif: device }),
    dst: dice.chance(0.2) ? (own[dice.number(2)] ?? '') : dice.chance(0.1) ? outside : somebody()[0],
    ...(dice.chance(0.12)
      ? { proto: family === 4 ? 'icmp' : 'icmpv6', 'icmp-type': 'echo-request' }
      : {
          proto: dice.chance(0.35) ? 'udp' : 'tcp',
          sport: 40000,
          dport: port ?? dice.pick([80, 53, 443, 22, 6443]),
        }),
    ...(dice.chance(0.15) ? { ctstate: 'ESTABLISHED' } : {}),
  };
}
