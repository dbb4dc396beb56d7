import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { readAddress } from '../../src/address/address.js';
import { testMember } from '../../src/node/member.js';
import { readSets } from '../../src/node/readSets.js';
import type { SetQuery } from '../../src/node/setProbe.js';
import { canUseNetworkNamespaces } from './namespace.js';

/** The same numbers on every run. */
function generator(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

const kinds = [
  'hash:ip',
  'hash:ip netmask 31',
  'hash:net',
  'hash:ip,port',
  'hash:net,port',
  'hash:ip,port,ip',
  'hash:ip,port,net',
  'hash:net,iface',
  'bitmap:ip range 10.0.0.0-10.0.0.63',
  'bitmap:port range 0-9000',
] as const;

const protocols = [
  ['tcp', 6],
  ['udp', 17],
  ['sctp', 132],
  ['icmp', 1],
  ['gre', 47],
] as const;

/** Entries and packets of a small space, so that they often meet. */
function scenario(kind: string, seed: number) {
  const random = generator(seed);
  const parts = (kind.split(' ')[0] ?? '').split(':')[1]?.split(',') ?? [];
  const address = (): string => `10.0.0.${1 + random(62)}`;
  const port = (bare: boolean): string => {
    const [name] = protocols[random(bare ? 2 : protocols.length)] ?? protocols[0];
    if (name === 'icmp') return `icmp:${random(2) === 0 ? 'echo-request' : '3/1'}`;
    return name === 'gre' ? 'gre:0' : `${name}:${80 + random(kind.startsWith('bitmap') ? 20 : 3)}`;
  };
  const part = (name: string): string => {
    if (name === 'ip') return address();
    if (name === 'net') return `${address()}/${24 + random(9)}`;
    return name === 'port' ? port(kind.startsWith('bitmap')) : `eth${random(3)}`;
  };
  const nomatch = parts.includes('net');
  const packets = Array.from({ length: 60 }, () => {
    const [name, protocol] =
      protocols[random(kind.startsWith('bitmap') ? 2 : protocols.length)] ?? protocols[0];
    const packet = {
      source: address(),
      destination: address(),
      protocol,
      port: 80 + random(kind.startsWith('bitmap') ? 20 : 3),
      icmpType: random(2) === 0 ? 8 : 3,
      inInterface: `eth${random(3)}`,
    };
    const { icmpType } = packet;
    const portText =
      name === 'icmp'
        ? `icmp:${icmpType === 8 ? '8/0' : '3/1'}`
        : name === 'gre'
          ? 'gre:0'
          : `${name}:${packet.port}`;
    const element = parts
      .map((one, index) => {
        if (one === 'port') return portText;
        return one === 'iface' ? packet.inInterface : index === 0 ? packet.source : packet.destination;
      })
      .join(',');
    return { packet, element };
  });
  const entries = Array.from({ length: 12 }, (_, index) => {
    const options = nomatch && random(3) === 0 ? ' nomatch' : '';
    const element = index % 3 === 0 ? packets[index]?.element : parts.map(part).join(',');
    return `${element ?? ''}${options}`;
  });
  return {
    entries,
    packets,
    sides: parts.map((one, index) => (index === 0 || one === 'iface' ? 'src' : 'dst')),
  };
}

function query(packet: ReturnType<typeof scenario>['packets'][number]['packet']): SetQuery {
  return {
    family: 4,
    protocol: packet.protocol,
    source: readAddress(packet.source) ?? 0,
    destination: readAddress(packet.destination) ?? 0,
    sourcePort: packet.port,
    destinationPort: packet.port,
    icmpType: packet.icmpType,
    icmpCode: packet.icmpType === 8 ? 0 : 1,
    inInterface: packet.inInterface,
    outInterface: '',
    mark: 0,
    fragment: 'none',
    length: 60,
  };
}

describe.skipIf(!canUseNetworkNamespaces())('testMember against ipset test', () => {
  it.each(kinds.flatMap((kind) => [1, 2, 3].map((seed) => [kind, seed] as const)))(
    '%s, seed %i',
    (kind, seed) => {
      const { entries, packets, sides } = scenario(kind, seed);
      const script = [
        `ipset create s ${kind}`,
        ...entries.map((entry) => `ipset -exist add s ${entry} 2>/dev/null`),
        'ipset save s; echo ==',
        ...packets.map(({ element }) => `ipset -q test s ${element} 2>/dev/null && echo yes || echo no`),
      ].join('\n');
      const output = execFileSync('unshare', ['-n', 'bash', '-s'], { input: script, encoding: 'utf8' });
      const [saved = '', answers = ''] = output.split('==\n');
      const { sets, problems } = readSets(saved);
      expect(problems).toEqual([]);
      const membership = { set: 's', sides, returnNomatch: false, updateCounters: true };
      const ours = packets.map(
        ({ packet, element }) => `${element} ${JSON.stringify(testMember(sets, membership, query(packet)))}`,
      );
      const kernel = answers.trim().split('\n');
      expect(ours).toEqual(
        packets.map(({ element }, index) => `${element} ${JSON.stringify(kernel[index])}`),
      );
      expect(new Set(kernel).size).toBe(2);
    },
  );
});
