import { builtinChains, type Family, type TableName } from '../../../src/netfilter/hooks.js';
import { ICMP, ICMPV6, isIcmpError } from '../../../src/netfilter/protocols.js';
import type { Firewall, PacketOptions } from '../../../src/kernel/scenario.js';
import { throwDice, type Dice } from './dice.js';
import type { Place } from './place.js';
import { randomMatches } from './randomMatch.js';
import { randomTarget } from './randomTarget.js';
import { rateEstimates } from './rareTarget.js';
import { randomSets } from './randomSets.js';
import { valuesOf } from './values.js';

export interface RandomScenario extends Firewall {
  readonly packets: readonly PacketOptions[];
}

/** A firewall and packets for the node of the constructs; the same for the same seed. */
export function randomScenario(seed: number): RandomScenario {
  const dice = throwDice(seed);
  const family: Family = dice.chance(0.25) ? 6 : 4;
  const tables: TableName[] = ['filter'];
  if (dice.chance(0.6)) tables.push('nat');
  if (dice.chance(0.6)) tables.push('mangle');
  if (dice.chance(0.4)) tables.push('raw');
  if (dice.chance(0.15)) tables.push('security');
  const scenario: RandomScenario = {
    family,
    dump: withEstimates(tables.map((table) => randomTable(dice, family, table)).join('')),
    ipsets: randomSets(family),
    // An answer to itself is no answer.
    packets: Array.from({ length: 12 }, () => randomPacket(dice, family)).filter(
      ({ src, dst, sport, dport }) => src !== dst || sport !== dport,
    ),
  };
  return withFragments(dice, withoutUnknownHashes(scenario));
}

/** HMARK hashes what nobody described: what an ICMP error quotes, the SPI of ESP and AH. */
function withoutUnknownHashes(scenario: RandomScenario): RandomScenario {
  if (!scenario.dump.includes(' -j HMARK ')) return scenario;
  const icmp = scenario.family === 4 ? ICMP : ICMPV6;
  const packets = scenario.packets.filter(
    ({ proto, 'icmp-type': type = '' }) =>
      proto !== '50' &&
      proto !== '51' &&
      (!/^\d/.test(type) || !isIcmpError(icmp, Number.parseInt(type, 10))),
  );
  return { ...scenario, packets };
}

function withFragments(dice: Dice, scenario: RandomScenario): RandomScenario {
  // Of later fragments of IPv6 the kernel's trace does not show what they are.
  const fragment = scenario.family === 4 ? dice.pick(['first', 'later'] as const) : 'first';
  return dice.chance(0.05) ? ofFragments(scenario, fragment) : scenario;
}

/** Rules for which the kernel joins fragments. */
const joining =
  / -m (?:conntrack|state|connmark|connbytes|connlimit|connlabel|helper|cluster|socket) | -j (?:CONNMARK|CONNSECMARK|SYNPROXY|TPROXY|CT)\b/;

/** The same with single fragments, on a node that follows no connections. */
function ofFragments(scenario: RandomScenario, fragment: 'first' | 'later'): RandomScenario {
  const tables = scenario.dump.split(/(?<=^COMMIT\n)/m).filter((table) => !table.startsWith('*nat'));
  const rules = tables.join('').split('\n');
  return {
    ...scenario,
    conntrack: false,
    dump: rules.filter((rule) => !joining.test(rule)).join('\n'),
    packets: scenario.packets
      .filter((packet) => packet.ctstate === undefined && packet['in-fragments'] === undefined)
      .map((packet) => ({ ...packet, fragment })),
  };
}

/** The filter table is loaded first. */
function withEstimates(dump: string): string {
  const rules = rateEstimates.map((target) => `-A INPUT ${target}\n`).join('');
  return dump.includes(' -m rateest ') ? dump.replace(/^COMMIT$|^-A /m, `${rules}$&`) : dump;
}

function randomTable(dice: Dice, family: Family, table: TableName): string {
  const users = Array.from({ length: dice.number(5) }, (_, index) => `${table}-${'ABCDE'.charAt(index)}`);
  const lines = [`*${table}`];
  for (const chain of builtinChains[table]) {
    lines.push(`:${chain} ${table !== 'nat' && dice.chance(0.08) ? 'DROP' : 'ACCEPT'} [0:0]`);
  }
  for (const chain of users) lines.push(`:${chain} - [0:0]`);
  for (const hook of builtinChains[table]) {
    for (let count = dice.number(4); count > 0; count--) {
      lines.push(randomRule(dice, hook, { family, table, hook }, users));
    }
  }
  users.forEach((chain, index) => {
    for (let count = dice.number(4); count > 0; count--) {
      lines.push(randomRule(dice, chain, { family, table, hook: undefined }, users.slice(index + 1)));
    }
  });
  const tracked = lines.some((line) => / -j CT .*(zone|helper|ctevents)/.test(line));
  // Behind -j CT a mark goes into what all later packets are given.
  const kept =
    table === 'raw' && tracked ? lines.filter((line) => !/ -j CONNMARK --(?!restore)/.test(line)) : lines;
  return [...kept, 'COMMIT', ''].join('\n');
}

function randomRule(dice: Dice, chain: string, place: Place, later: readonly string[]): string {
  const target = randomTarget(dice, place, later);
  let matches = randomMatches(dice, place);
  if (target.protocol !== undefined) {
    // Only one -p fits into a rule.
    while (/(^| )-p /.test(matches)) matches = randomMatches(dice, place);
    matches = `${target.protocol} ${matches}`;
  }
  return ['-A', chain, matches, target.text].filter((word) => word !== '').join(' ');
}

function randomPacket(dice: Dice, family: Family): PacketOptions {
  const { workloads, own, outside, services, loopback } = valuesOf(family);
  const targets = [dice.pick(workloads), dice.pick(own), dice.pick(outside), dice.pick(services)] as const;
  const start = dice.number(5);
  const dst = start === 4 && dice.chance(0.15) ? loopback : dice.pick(targets);
  const origin =
    start === 0
      ? { src: workloads[0], iif: 'cali123' }
      : start === 1
        ? { src: workloads[1] ?? workloads[0], iif: 'cali456' }
        : start === 2
          ? { src: outside[2] ?? outside[0], iif: 'eth0' }
          : start === 3
            ? { src: outside[0], iif: 'eth1' }
            : { src: dst === loopback ? loopback : dice.pick(own) };
  const transport = randomTransport(dice, family);
  const type = transport['icmp-type'] ?? 'echo-request';
  // UDP-Lite that comes in begins no connection.
  const begins =
    type === 'echo-request' && transport['tcp-flags'] === undefined && transport.proto !== 'udplite';
  return {
    ...origin,
    dst,
    ...transport,
    ...(dice.chance(0.15) ? { tos: dice.pick(['0x10', '0x44', '0xb8']) } : {}),
    ...(dice.chance(0.1) ? { ttl: dice.pick([1, 2, 3, 128]) } : {}),
    ...(start === 4 && dice.chance(0.3) ? { mark: dice.pick(['0x1', '0x4000', '0x80000003']) } : {}),
    ...(begins && dice.chance(0.2) ? { ctstate: 'ESTABLISHED' } : {}),
    ...(start < 4 && dice.chance(0.1) ? randomFrame(dice) : {}),
    ...(start < 4 && transport.proto !== '47' && dice.chance(0.05)
      ? { 'in-fragments': 2 as const, length: dice.pick([200, 576, 1200]) }
      : {}),
    ...(start === 4 && dice.chance(0.1) ? { uid: dice.pick([1000, 1500]), gid: 1000 } : {}),
  };
}

function randomFrame(dice: Dice): Partial<PacketOptions> {
  return dice.chance(0.6)
    ? { 'mac-src': dice.pick(['02:00:00:00:00:99', '02:00:00:00:01:0c']) }
    : { 'pkt-type': dice.pick(['broadcast', 'multicast']) };
}

function randomTransport(dice: Dice, family: Family): Partial<PacketOptions> {
  const ports = { sport: dice.pick([40000, 53, 1024]), dport: dice.pick([80, 53, 8080, 443]) };
  const length = dice.chance(0.15) ? { length: dice.pick([80, 100, 576]) } : {};
  switch (dice.number(6)) {
    case 0:
    case 1:
      return { proto: 'udp', ...ports, ...length };
    case 2:
      return dice.chance(0.5) ? randomIcmp(dice, family) : randomOther(dice, family, ports);
    default:
      return { proto: 'tcp', ...ports, ...length, ...(dice.chance(0.15) ? randomFlags(dice) : {}) };
  }
}

/** Requests, answers that nobody asked for, errors about nothing. */
function randomIcmp(dice: Dice, family: Family): Partial<PacketOptions> {
  if (dice.chance(0.6)) return { proto: family === 4 ? 'icmp' : 'icmpv6', 'icmp-type': 'echo-request' };
  return family === 4
    ? { proto: 'icmp', 'icmp-type': dice.pick(['0/0', '13/0', '8/1', '3/1', '11/0', '10/0', '17/0', '42/0']) }
    : {
        proto: 'icmpv6',
        'icmp-type': dice.pick(['129/0', '128/1', '1/4', '3/0', '135/0', '143/0', '200/0']),
      };
}

/** Of IPv6 no AH: conntrack looks behind it, where the described packet has nothing. */
function randomOther(
  dice: Dice,
  family: Family,
  ports: { sport: number; dport: number },
): Partial<PacketOptions> {
  return dice.pick<Partial<PacketOptions>>([
    { proto: 'sctp', ...ports, length: 80 },
    { proto: 'udplite', ...ports },
    { proto: 'dccp', ...ports, length: 60 },
    { proto: '47', length: 60 },
    { proto: '50', length: 60 },
    { proto: family === 4 ? '51' : '50', length: 60 },
    { proto: '99', length: 60 },
  ]);
}

function randomFlags(dice: Dice): Partial<PacketOptions> {
  return {
    'tcp-flags': dice.pick(['ACK', 'SYN,ACK', 'FIN,ACK', 'RST', 'NONE', 'ACK,PSH', 'SYN,FIN', 'FIN']),
  };
}
