import type { Family } from '../../src/netfilter/hooks.js';
import { readAddress, sameAddress, writeAddress } from '../../src/address/address.js';
import { leaving, send } from '../../src/kernel/judge.js';
import type { KernelTrace } from '../../src/kernel/kernelTrace.js';
import type { LoadedRules } from '../../src/kernel/loadedRules.js';
import type { Network } from '../../src/kernel/network.js';
import type { Firewall, NodeFiles, PacketOptions } from '../../src/kernel/scenario.js';
import { answerTo, readPacketOptions, writePacket, type WirePacket } from '../../src/kernel/wirePacket.js';
import { disagreements } from '../../src/verify/disagreements.js';
import { calitrace } from './calitrace.js';

/** An ICMP error to be sent about a packet: by whom, of which type, and whether about the packet or about its answer. */
export interface ErrorChoice {
  readonly about: 'packet' | 'answer';
  readonly type: string;
  /** Another host than the one that got the packet: a router on its way. */
  readonly router?: string;
}

/** What the kernel did with an error, and what a user can say of it. */
export interface KernelError {
  readonly about: PacketOptions;
  readonly choice: ErrorChoice;
  readonly packet: PacketOptions;
  /** The connection's line in conntrack's table; undefined where nothing is followed. */
  readonly entry: string | undefined;
  /** Which way of that connection the error goes. */
  readonly direction: 'ORIGINAL' | 'REPLY';
  readonly kernel: KernelTrace;
}

/** On a node that is loaded: sends each packet as a new flow, perhaps its answer, then an ICMP error that quotes the last of them as it came to its receiver. */
export async function judgeErrors(
  network: Network,
  firewall: Firewall,
  rules: LoadedRules,
  packets: readonly (readonly [PacketOptions, ErrorChoice])[],
): Promise<readonly KernelError[]> {
  const errors: KernelError[] = [];
  const restored = firewall.dump.includes('-j SET') ? `flush\n${firewall.ipsets ?? ''}` : undefined;
  for (const [about, choice] of packets) {
    if (restored !== undefined) await network.run(['ipset', '-!', 'restore'], restored);
    const failed = await network.node.command('flush');
    if (failed !== undefined) throw new Error(`conntrack: ${failed}`);
    const sent = readPacketOptions(about);
    const there = await send(network, rules, sent, about);
    const left = received(sent, there);
    if (left === undefined) continue;
    let quoted = left.packet;
    let iif = left.iif;
    let begins = sent;
    if (choice.about === 'answer') {
      const answer = answerTo(left.packet);
      const back = await send(network, rules, answer, iif === undefined ? {} : { iif });
      const came = received(answer, back);
      if (came === undefined) continue;
      quoted = came.packet;
      iif = came.iif;
      // Where the packet began no connection, as UDP-Lite that comes in, its answer may.
      if (entryOf(await readTable(network), sent) === undefined) begins = answer;
    }
    const packet = errorOptions(quoted, iif, choice, firewall.family);
    // A link-local source asks for an interface, which the node's own packet is not given.
    if (iif === undefined && packet.src.startsWith('fe80:')) continue;
    // What the packets before it did to a set is nothing to the error, of which calitrace is told the set as saved.
    if (restored !== undefined) await network.run(['ipset', '-!', 'restore'], restored);
    const entry = entryAbout(await readTable(network), begins, quoted);
    const wire = { ...readPacketOptions(packet), quoted: writePacket(quoted).subarray(0, 76) };
    const kernel = await send(network, rules, wire, packet);
    const direction = choice.about === 'answer' && begins === sent ? 'ORIGINAL' : 'REPLY';
    errors.push({ about, choice, packet, entry, direction, kernel });
  }
  return errors;
}

function readTable(network: Network): Promise<string> {
  return network.run(['cat', '/proc/net/nf_conntrack']);
}

/** A packet as its receiver has it, and the interface by which that receiver is reached; undefined for the node itself. */
function received(
  sent: WirePacket,
  { end }: KernelTrace,
): { readonly packet: WirePacket; readonly iif: string | undefined } | undefined {
  if (!('packet' in end)) return undefined;
  const packet = { ...leaving(sent, end.packet), tos: end.packet.tos, ttl: end.packet.ttl };
  return { packet, iif: end.kind === 'delivered' ? undefined : end.packet.outInterface };
}

function errorOptions(
  quoted: WirePacket,
  iif: string | undefined,
  { type, router }: ErrorChoice,
  family: Family,
): PacketOptions {
  const length = Math.min(76, writePacket(quoted).length) + (family === 4 ? 28 : 48);
  return {
    src: iif === undefined || router === undefined ? writeAddress(quoted.destination) : router,
    dst: writeAddress(quoted.source),
    ...(iif === undefined ? {} : { iif }),
    proto: family === 4 ? 'icmp' : 'icmpv6',
    'icmp-type': type,
    length,
  };
}

/** The line of the connection that the packet began. */
export function entryOf(table: string, sent: WirePacket): string | undefined {
  return table.split('\n').find((line) => {
    const [, , , number] = line.split(/\s+/);
    const [, source = '', destination = ''] = /src=(\S+) dst=(\S+)/.exec(line) ?? [];
    const [from, to] = [readAddress(source), readAddress(destination)];
    return (
      Number(number) === sent.protocol &&
      from !== undefined &&
      to !== undefined &&
      sameAddress(from, sent.source) &&
      sameAddress(to, sent.destination)
    );
  });
}

/** That line, unless what the error quotes is not of the connection: rules that translate prefixes rewrite packets behind conntrack's back. */
function entryAbout(table: string, sent: WirePacket, quoted: WirePacket): string | undefined {
  const entry = entryOf(table, sent);
  const tuples = [...(entry ?? '').matchAll(/src=(\S+) dst=(\S+)/g)];
  const known = tuples.some(([, source = '', destination = '']) => {
    const [from, to] = [readAddress(source), readAddress(destination)];
    if (from === undefined || to === undefined) return false;
    return sameAddress(from, quoted.destination) && sameAddress(to, quoted.source);
  });
  return known ? entry : undefined;
}

/** What calitrace tells of an error otherwise than the kernel did: given the connection's entry, and where nothing in it is special, without. */
export async function errorDisagreements(
  files: NodeFiles,
  family: Family,
  { packet, direction: way, entry, kernel }: KernelError,
): Promise<readonly string[]> {
  if (entry === undefined) return disagreements(kernel, await calitrace(files, family, packet));
  const known = ['--ct-entry', entry, ...(way === 'ORIGINAL' ? ['--ctdir', way] : [])];
  const told = disagreements(kernel, await calitrace(files, family, packet, known));
  if (told.length > 0 || !isPlain(entry)) return told.map((words) => `${words}\n  ${entry}`);
  const direction = isTowardsFirst(entry, packet) ? 'REPLY' : 'ORIGINAL';
  const seen = entry.includes('[UNREPLIED]') ? [] : ['SEEN_REPLY'];
  const status = [...seen, ...(entry.includes('[ASSURED]') ? ['ASSURED'] : []), 'CONFIRMED'].join(',');
  const words = ['--ctstate', 'RELATED', '--ctdir', direction, '--ctstatus', status];
  const open = disagreements(kernel, await calitrace(files, family, packet, words));
  return open.map((one) => `without its entry: ${one}\n  ${entry}`);
}

/** Not translated, no mark, no zone. */
function isPlain(entry: string): boolean {
  const [first, second] = [...entry.matchAll(/src=(\S+) dst=(\S+)(?: sport=(\d+) dport=(\d+))?/g)];
  if (first === undefined || second === undefined || /zone/.test(entry)) return false;
  const [, source, destination, sport, dport] = first;
  const [, back, to, backSport, backDport] = second;
  const same = source === to && destination === back && sport === backDport && dport === backSport;
  return same && /mark=0 /.test(entry);
}

function isTowardsFirst(entry: string, { dst }: PacketOptions): boolean {
  const [, source = ''] = /src=(\S+)/.exec(entry) ?? [];
  const [first, to] = [readAddress(source), readAddress(dst)];
  return first !== undefined && to !== undefined && sameAddress(first, to);
}
