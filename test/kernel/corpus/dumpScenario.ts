import { readAddress, writeAddress } from '../../../src/address/address.js';
import { isHook, type Family } from '../../../src/netfilter/hooks.js';
import { hasPorts, isIcmp, protocolName, TCP, UDP } from '../../../src/netfilter/protocols.js';
import type { Firewall, PacketOptions, Topology } from '../../../src/kernel/scenario.js';
import { throwDice, type Dice } from '../random/dice.js';
import type { CorpusDump } from './corpusDumps.js';
import type { Draft, Offer } from './draft.js';
import { missingSets, readSetMembers } from './dumpSets.js';
import { everydayPacket } from './everydayPacket.js';
import { withMissingChains } from './missingChains.js';
import { isMany, settleNode, type SettledNode } from './settleNode.js';
import { readRuleBook, type DumpRule } from './ruleBook.js';
import { wishedPacket } from './wishedPacket.js';

const mostInterfaces = 48;
const mostAddresses = 200;

/** A dump on a node, and packets for it. */
export interface DumpScenario extends Firewall, Topology {
  readonly packets: readonly PacketOptions[];
}

/**
 * A node for a dump that somebody saved elsewhere: packets that have what its rules ask, the interfaces that the rules name,
 * and addresses and routes such that the packets go there. The sets that the rules ask and the dump does not bring are made.
 * The same for the same seed.
 */
export function dumpScenario(
  dump: CorpusDump,
  family: Family,
  packetCount: number,
  seed: number,
): DumpScenario {
  const dice = throwDice(dump.name.length * 7919 + dump.text.length + seed * 104729);
  const book = readRuleBook(dump.text);
  const known = spread(addressesOf(`${dump.text}\n${dump.ipsets}`, family));
  const ipsets = `${missingSets(dice, family, dump.text, dump.ipsets, known)}${dump.ipsets}`;
  const interfaces = interfacesOf(dump.text);
  const offer: Offer = { family, book, known, interfaces, sets: readSetMembers(ipsets) };
  const drafts = drawDrafts(dice, offer, packetCount);
  const node = settleNode(dice, offer, drafts);
  return {
    family,
    dump: withMissingChains(dump.text),
    ipsets,
    ...node.topology,
    packets: node.placed.map((placed) => packetOf(dice, family, placed)),
  };
}

/** The family in which a dump most likely was saved. */
export function likelyFamily({ name, text }: CorpusDump): Family {
  if (
    /icmpv6|icmp6|-[sd] [0-9a-f]*:[0-9a-f:]+(?:\/| )|reject-with adm-prohibited|--to-destination \[/.test(
      text,
    )
  )
    return 6;
  if (/\b\d+\.\d+\.\d+\.\d+\b|-p icmp\b/.test(text.replaceAll(/^#.*/gm, ''))) return 4;
  return /ip6|[._-]v6\b/.test(name) ? 6 : 4;
}

/** Most packets are made for a rule, of as many different ones as there are; the rest is what goes on at any node. */
function drawDrafts(dice: Dice, offer: Offer, count: number): readonly Draft[] {
  const goals = shuffled(dice, offer.book.rules.filter(isGoal));
  const drafts: Draft[] = [];
  for (let next = 0; drafts.length < count;) {
    const goal = goals.length > 0 && dice.chance(0.75) ? goals[next++ % goals.length] : undefined;
    drafts.push(
      (goal === undefined ? undefined : wishedPacket(dice, offer, goal)) ?? everydayPacket(dice, offer),
    );
  }
  return drafts;
}

/** A rule that only hands on to a chain is met on the way to that chain's rules. */
function isGoal({ asked }: DumpRule, _: number, all: readonly DumpRule[]): boolean {
  const target = asked.find(({ name }) => name === '-j' || name === '-g')?.words[0] ?? '';
  return all.length < 40 || isHook(target) || /^[A-Z0-9]+$/.test(target);
}

function shuffled<T>(dice: Dice, items: readonly T[]): readonly T[] {
  const left = [...items];
  for (let at = left.length - 1; at > 0; at--) {
    const other = dice.number(at + 1);
    const [a, b] = [left[at], left[other]];
    if (a === undefined || b === undefined) continue;
    left[at] = b;
    left[other] = a;
  }
  return left;
}

function packetOf(
  dice: Dice,
  family: Family,
  { draft, source, destination, inInterface }: SettledNode['placed'][number],
): PacketOptions {
  const protocol = draft.protocol ?? dice.pick([TCP, TCP, UDP]);
  const begins = draft.tcpFlags === undefined && draft.icmpType === undefined;
  return {
    src: source,
    dst: destination,
    ...(inInterface === undefined ? {} : { iif: inInterface }),
    proto: protocolName(protocol) === 'ipip' ? '4' : protocolName(protocol),
    ...(hasPorts(protocol)
      ? {
          sport: draft.sourcePort ?? 40000 + dice.number(20),
          dport: draft.destinationPort ?? dice.pick([80, 53, 443, 22]),
        }
      : {}),
    ...(isIcmp(protocol) ? { 'icmp-type': draft.icmpType ?? 'echo-request' } : {}),
    ...(protocol === TCP && draft.tcpFlags !== undefined ? { 'tcp-flags': flagsOf(draft.tcpFlags) } : {}),
    ...(inInterface === undefined && draft.mark !== undefined && dice.chance(0.5)
      ? { mark: `0x${draft.mark.toString(16)}` }
      : {}),
    ...(inInterface === undefined && draft.user !== undefined ? { uid: draft.user } : {}),
    ...(inInterface === undefined && draft.group !== undefined ? { gid: draft.group } : {}),
    ...(draft.length === undefined
      ? {}
      : { length: Math.min(1400, Math.max(draft.length, family === 4 ? 60 : 80)) }),
    ...(draft.ttl === undefined ? {} : { ttl: draft.ttl }),
    ...(draft.tos === undefined ? {} : { tos: `0x${draft.tos.toString(16)}` }),
    ...(inInterface !== undefined && draft.mac !== undefined ? { 'mac-src': draft.mac } : {}),
    ...(inInterface === undefined ? {} : frameOf(draft, destination)),
    ...(begins && (draft.established === true || dice.chance(0.08)) ? { ctstate: 'ESTABLISHED' } : {}),
  };
}

/** A packet to many comes in a frame for many. */
function frameOf({ frame }: Draft, destination: string): Pick<PacketOptions, 'pkt-type'> {
  if (frame !== undefined) return { 'pkt-type': frame };
  if (!isMany(destination)) return {};
  return { 'pkt-type': destination === '255.255.255.255' ? 'broadcast' : 'multicast' };
}

function flagsOf(words: string): string {
  return words === 'ALL' ? 'SYN,ACK,FIN,RST,PSH,URG' : words;
}

function interfacesOf(dump: string): readonly string[] {
  const names = new Set<string>(['eth0', 'eth1']);
  for (const [, name = ''] of dump.matchAll(/ (?:-[io]|--(?:in|out)-interface) "?([\w.+-]+)/g)) {
    const real = name.endsWith('+') ? `${name.slice(0, 12)}x1`.replace('+', '') : name;
    if (real !== 'lo' && real !== 'x1' && real.length <= 15 && !/^\.+$/.test(real)) names.add(real);
    if (names.size >= mostInterfaces) break;
  }
  return [...names];
}

function addressesOf(text: string, family: Family): readonly string[] {
  const pattern =
    family === 4
      ? /\b((?:[1-9]|[1-9]\d|1\d\d|2[01]\d|22[0-3])\.\d{1,3}\.\d{1,3}\.\d{1,3})(?![\d.]|\/(?!32))/g
      : /\b((?:f[cd]|2)[0-9a-f]{3}:[0-9a-f:]*[0-9a-f])(?![0-9a-f:]|\/(?!128))/g;
  const found = new Set<string>();
  for (const [, word = ''] of text.matchAll(pattern)) {
    const address = readAddress(word);
    if (address !== undefined && !word.startsWith('127.')) found.add(writeAddress(address));
  }
  return [...found];
}

function spread(addresses: readonly string[]): readonly string[] {
  const step = Math.max(1, Math.floor(addresses.length / mostAddresses));
  return addresses.filter((_, index) => index % step === 0).slice(0, mostAddresses);
}
