import { writeAddress } from '../address/address.js';
import type { Dump } from '../ast/ast.js';
import type { Family } from '../netfilter/hooks.js';
import { hasPorts, isIcmp } from '../netfilter/protocols.js';
import type { Packet } from '../packet/packet.js';

/** A set that rules ask, with how many dimensions. */
export interface AskedSet {
  readonly name: string;
  readonly dimensions: number;
}

/** The sets that the rules of a dump name, each once, with the most flags it is asked by. */
export function askedSets(dump: Dump): readonly AskedSet[] {
  const found = new Map<string, number>();
  for (const line of dump.lines) {
    if (line.kind !== 'rule') continue;
    for (const { name, words } of line.options) {
      const [set, flags] = words;
      if (!options.has(name.text) || set === undefined) continue;
      const dimensions = flags === undefined ? 1 : flags.text.split(',').length;
      found.set(set.text, Math.max(dimensions, found.get(set.text) ?? 1));
    }
  }
  return [...found].map(([name, dimensions]) => ({ name, dimensions }));
}

const options: ReadonlySet<string> = new Set(['--match-set', '--set', '--add-set', '--del-set', '--map-set']);

/** Of the text of `ipset save`: the sets that are asked, with those that they list. What is no create or add is left out. */
export function givenSets(text: string, asked: readonly AskedSet[]): string {
  const wanted = new Set(asked.map(({ name }) => name));
  const lines = text.split('\n').flatMap((line) => readLine(line.trim()));
  // A list's members may be lists no more: one round finds all. Behind one may stand its timeout or counters.
  for (const { name, rest } of lines) if (wanted.has(name)) wanted.add(rest.split(' ', 1)[0] ?? rest);
  return lines.flatMap(({ name, line }) => (wanted.has(name) ? [`${line}\n`] : [])).join('');
}

interface SetLine {
  readonly name: string;
  readonly rest: string;
  readonly line: string;
}

/** An option in a line could name a file for ipset to write, so a line with one is not handed on. */
function readLine(text: string): readonly SetLine[] {
  const line = text.replace(/ comment "[^"]*"/, '').replace(/ -exist$/, '');
  const [, name, rest] = /^(?:create|add) (\S+) (.*)$/.exec(line) ?? [];
  if (name === undefined || rest === undefined) return [];
  const plain = /^[!-~]+(?: [!-~]+)*$/.test(line) && !/["']| -/.test(line);
  return plain ? [{ name, rest, line }] : [];
}

/** Creates the sets that nobody gave, of a type that takes as many flags as the rules have. */
export function madeSets(sets: readonly AskedSet[], family: Family): string {
  return sets
    .filter(({ name }) => /^[^\s"'-][^\s"']{0,30}$/.test(name))
    .map(
      ({ name, dimensions }) =>
        `create ${name} ${typeOf(dimensions)} family ${family === 4 ? 'inet' : 'inet6'}\n`,
    )
    .join('');
}

function typeOf(dimensions: number): string {
  switch (dimensions) {
    case 1:
      return 'hash:net';
    case 2:
      return 'hash:ip,port';
    default:
      return 'hash:ip,port,ip';
  }
}

/** Puts a packet into a made set, as a rule with these flags looks for it. */
export function addPacket(name: string, sides: readonly string[], packet: Packet): string {
  const [source, destination] = [writeAddress(packet.source), writeAddress(packet.destination)];
  const address = (side: string | undefined): string => (side === 'dst' ? destination : source);
  const parts = [
    address(sides[0]),
    ...(sides.length > 1 ? [portWords(packet, sides[1] === 'dst')] : []),
    ...(sides.length > 2 ? [address(sides[2])] : []),
  ];
  return `add ${name} ${parts.join(',')}\n`;
}

/** `tcp:80` in numbers; of a protocol without ports 0, of ICMP its type. */
function portWords(packet: Packet, destination: boolean): string {
  const { protocol, sourcePort = 0, destinationPort = 0, icmpType = 0, icmpCode = 0 } = packet;
  if (isIcmp(protocol)) return `${packet.family === 4 ? 'icmp' : 'icmpv6'}:${icmpType}/${icmpCode}`;
  return `${protocol}:${hasPorts(protocol) ? (destination ? destinationPort : sourcePort) : 0}`;
}
