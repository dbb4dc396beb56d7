import type { Family } from '../../../src/netfilter/hooks.js';
import type { PacketOptions } from '../../../src/kernel/scenario.js';
import { throwDice, type Dice } from './dice.js';
import { nodeNumber } from './randomNode.js';
import type { RandomScenario } from './randomScenario.js';
import { valuesOf } from './values.js';

type Some = readonly [string, ...string[]];

/** Sources that a network behind the interface hardly has, and destinations that no host has. */
const odd: Readonly<Record<Family, { readonly sources: Some; readonly destinations: Some }>> = {
  4: {
    sources: [
      '127.0.0.1',
      '127.0.0.5',
      '0.0.0.0',
      '255.255.255.255',
      '224.0.0.5',
      '192.0.2.255',
      '192.0.2.0',
      '169.254.7.7',
      '240.0.0.1',
    ],
    destinations: [
      '192.0.2.255',
      '198.51.100.255',
      '198.51.100.200',
      '255.255.255.255',
      '224.0.0.1',
      '224.0.0.251',
      '127.0.0.1',
      '127.0.0.5',
      '0.0.0.0',
      '169.254.1.1',
      '192.0.2.0',
    ],
  },
  6: {
    sources: ['fe80::99', '::', '::1', 'ff02::1', '2001:db8:3::40', 'fe80::9'],
    destinations: [
      'ff02::1',
      'ff02::fb',
      'ff05::2',
      'fe80::1',
      '::1',
      'ff02::1:ff00:1',
      '2001:db8:3::40',
      '2001:db8:1::',
    ],
  },
};

const arriving = ['cali123', 'cali456', 'eth0', 'eth1', 'eth2', 'tunl1'] as const;

/** A scenario with such packets as well, where its node is drawn and connections are followed. */
export function withOddPackets(seed: number, scenario: RandomScenario): RandomScenario {
  if (nodeNumber(seed) === undefined || scenario.conntrack === false) return scenario;
  return { ...scenario, packets: [...scenario.packets, ...oddPackets(seed, scenario.family, 6)] };
}

/** Packets of any source by any interface to any destination, and the node's own from any of its addresses. */
function oddPackets(seed: number, family: Family, count: number): readonly PacketOptions[] {
  const dice = throwDice(seed + 0x60000000);
  return Array.from({ length: count }, () => oddPacket(dice, family)).filter(({ src, dst }) => src !== dst);
}

function oddPacket(dice: Dice, family: Family): PacketOptions {
  const { workloads, own, outside, services, loopback } = valuesOf(family);
  const ordinary = (): string =>
    dice.pick([dice.pick(workloads), dice.pick(own), dice.pick(outside), dice.pick(services)]);
  const more = family === 4 ? '192.0.2.3' : '2001:db8:3::1';
  const transport = {
    proto: dice.pick(['tcp', 'udp', 'udp', family === 4 ? 'icmp' : 'icmpv6', 'sctp']),
  };
  const ports = transport.proto.startsWith('icmp')
    ? {}
    : { sport: dice.pick([40000, 53]), dport: dice.pick([80, 53, 8080]) };
  const described: Partial<PacketOptions> = {
    ...transport,
    ...ports,
    ...(transport.proto === 'sctp' ? { length: 80 } : {}),
    ...(transport.proto === 'tcp' && dice.chance(0.2)
      ? { 'tcp-flags': dice.pick(['ACK', 'SYN,ACK', 'RST']) }
      : {}),
    ...(dice.chance(0.15) ? { tos: dice.pick(['0x10', '0x44', '0x50']) } : {}),
  };
  if (dice.chance(0.35)) {
    // What goes to many comes in again as a copy, which is not followed.
    const src = dice.chance(0.1) ? loopback : dice.chance(0.15) ? more : dice.pick(own);
    return {
      src,
      dst: dice.chance(0.1) ? more : ordinary(),
      ...described,
      ...(dice.chance(0.4) ? { mark: dice.pick(['0x1', '0x4000', '0x80000003', '0x3']) } : {}),
      ...(dice.chance(0.2) ? { uid: dice.pick([1000, 1500]), gid: 1000 } : {}),
    };
  }
  const isOdd = dice.number(3);
  const dst = isOdd === 1 ? dice.pick(odd[family].destinations) : dice.chance(0.1) ? more : ordinary();
  return {
    src: isOdd === 0 ? dice.pick(odd[family].sources) : dice.chance(0.15) ? more : ordinary(),
    dst,
    iif: dice.pick(arriving),
    ...described,
    ...frameTo(dst),
  };
}

/** What is for many comes in a frame for many. */
function frameTo(destination: string): Partial<PacketOptions> {
  if (/^(?:224\.|ff)/.test(destination)) return { 'pkt-type': 'multicast' };
  return destination.endsWith('.255') ? { 'pkt-type': 'broadcast' } : {};
}
