import type { Family } from '../../../src/netfilter/hooks.js';
import { tcpFlagBits } from '../../../src/netfilter/tcpflags.js';
import type { PacketOptions } from '../../../src/kernel/scenario.js';
import { throwDice, type Dice } from './dice.js';
import type { RandomScenario } from './randomScenario.js';

/** A scenario with values that hardly a packet has in some of its packets; those of a connection and fragments stay as they are. */
export function withExtremes(seed: number, scenario: RandomScenario): RandomScenario {
  const dice = throwDice(seed + 0x30000000);
  const packets = scenario.packets.map((packet) =>
    dice.chance(0.25) && packet.ctstate === undefined && packet['in-fragments'] === undefined
      ? extreme(dice, scenario, packet)
      : packet,
  );
  return { ...scenario, packets };
}

function extreme(dice: Dice, { family, dump }: RandomScenario, packet: PacketOptions): PacketOptions {
  const { proto = 'tcp' } = packet;
  switch (dice.number(7)) {
    case 0:
      return { ...packet, ttl: dice.pick([0, 1, 255]) };
    case 1:
      return { ...packet, tos: dice.pick(['0x1', '0x2', '0x3', '0xff', '0x1c']) };
    case 2:
      return packet.sport === undefined || packet.src === packet.dst
        ? packet
        : { ...packet, sport: dice.pick([0, 80, 65535]), dport: dice.pick([0, 80, 1, 65535]) };
    case 3:
      return proto === 'tcp' ? { ...packet, 'tcp-flags': someFlags(dice) } : packet;
    case 4:
      return /^(?:tcp|udp|icmp|icmpv6)$/.test(proto)
        ? { ...packet, length: dice.pick([105, 133, 1280, 1499, 1500]) }
        : packet;
    case 5:
      // What an error quotes, and so what HMARK hashes, nobody described.
      return dump.includes(' -j HMARK ') ? packet : ofType(dice, family, packet);
    default:
      return { ...without(packet), proto: String(someProtocol(dice, family)), length: 60 + dice.number(40) };
  }
}

function someFlags(dice: Dice): string {
  const names = Object.keys(tcpFlagBits).filter(() => dice.chance(0.5));
  return names.length === 0 ? 'NONE' : names.join(',');
}

function ofType(dice: Dice, family: Family, packet: PacketOptions): PacketOptions {
  const type = `${dice.number(256)}/${dice.number(4)}`;
  return { ...without(packet), proto: family === 4 ? 'icmp' : 'icmpv6', 'icmp-type': type };
}

function without(packet: PacketOptions): PacketOptions {
  const dropped: ReadonlySet<string> = new Set([
    'sport',
    'dport',
    'tcp-flags',
    'icmp-type',
    'length',
    'fragment',
  ]);
  const kept = Object.entries(packet).filter(([name]) => !dropped.has(name));
  return { src: packet.src, dst: packet.dst, ...Object.fromEntries(kept) };
}

/** One without a header that something reads: ports, ICMP, AH, mobility, and the judge's own. */
const read: ReadonlySet<number> = new Set([
  0, 1, 6, 17, 33, 43, 44, 51, 58, 60, 132, 135, 136, 139, 140, 254,
]);

function someProtocol(dice: Dice, family: Family): number {
  for (;;) {
    const number = dice.number(256);
    if (!read.has(number) && !(family === 6 && number === 59)) return number;
  }
}
