import { readAddress, familyOf, writeAddress } from '../address/address.js';
import { collectTrace, type Sent } from './collect.js';
import { startHelper } from './helper.js';
import type { KernelPacket, KernelTrace } from './kernelTrace.js';
import { loadFirewall } from './load.js';
import type { LoadedRules } from './loadedRules.js';
import { macAddress, openNetwork, type Network } from './network.js';
import type { Programs } from './programs.js';
import { probeTable, sentinelProtocol } from './probes.js';
import type { Firewall, NodeFiles, PacketOptions, Scenario } from './scenario.js';
import { conntrackStates, readTraceMessage, type TraceMessage } from './traceMessage.js';
import {
  addressBytes,
  answerTo,
  firstHeader,
  nextOf,
  readPacketOptions,
  writePacket,
  writePackets,
  type WirePacket,
} from './wirePacket.js';

export interface Judgement {
  readonly files: NodeFiles;
  /** One for each packet, in order; undefined where a connection that should be ESTABLISHED could not begin. */
  readonly traces: readonly (KernelTrace | undefined)[];
  readonly rules: LoadedRules;
}

/** Builds the scenario's node, sends its packets one after the other, takes everything down again. */
export async function judge(programs: Programs, scenario: Scenario): Promise<Judgement> {
  const network = await openNetwork(programs, scenario);
  try {
    return await judgeIn(network, scenario, scenario.packets);
  } finally {
    await network.close();
  }
}

/**
 * The same on a node that is there already; its firewall is replaced.
 * @param beforeFollowed is awaited before each packet that is followed
 */
export async function judgeIn(
  network: Network,
  firewall: Firewall,
  packets: readonly PacketOptions[],
  beforeFollowed: (packet: PacketOptions) => Promise<void> = () => Promise.resolve(),
): Promise<Judgement> {
  const { rules, dump } = await loadFirewall(network, firewall);
  const files = { dump, ...(await describeNode(network, firewall)) };
  const traces: (KernelTrace | undefined)[] = [];
  // What one packet does to a set is nothing to the next.
  const restored = firewall.dump.includes('-j SET') ? `flush\n${firewall.ipsets ?? ''}` : undefined;
  for (const packet of packets) {
    if (restored !== undefined) await network.run(['ipset', '-!', 'restore'], restored);
    traces.push(await tracePacket(network, rules, packet, () => beforeFollowed(packet)));
  }
  return { files, traces, rules };
}

export async function describeNode(network: Network, firewall: Firewall): Promise<Omit<NodeFiles, 'dump'>> {
  const { family } = firewall;
  const ipsets = firewall.ipsets === undefined ? '' : await network.run(['ipset', 'save']);
  let described = network.described.get(family);
  if (described === undefined) {
    const [addrs, routes, rules] = await Promise.all([
      network.run(['ip', '-j', 'addr']),
      network.run(['ip', '-j', `-${family}`, 'route', 'show', 'table', 'all']),
      network.run(['ip', '-j', `-${family}`, 'rule']),
    ]);
    described = { addrs, routes, rules };
    network.described.set(family, described);
  }
  return { ipsets, ...described };
}

/**
 * Sends what the options describe as a new flow and follows it; of ESTABLISHED the second packet is the one followed.
 * Undefined where its first packet or the answer does not get through.
 * @param beforeFollowed is awaited before the packet that is followed
 */
export async function tracePacket(
  network: Network,
  rules: LoadedRules,
  options: PacketOptions,
  beforeFollowed: () => Promise<void> = () => Promise.resolve(),
): Promise<KernelTrace | undefined> {
  const failed = await network.node.command('flush');
  if (failed !== undefined) throw new Error(`conntrack: ${failed}`);
  const packet = readPacketOptions(options);
  if (options.ctstate !== 'ESTABLISHED') await beforeFollowed();
  const first = await send(network, rules, packet, options);
  if (options.ctstate !== 'ESTABLISHED') return first;
  if (!('packet' in first.end)) return undefined;
  const answer = answerTo(leaving(packet, first.end.packet));
  const back = first.end.kind === 'delivered' ? {} : { iif: first.end.packet.outInterface };
  const answered = await send(network, rules, answer, back);
  if (!('packet' in answered.end) || beganNothing(network, answered)) return undefined;
  await beforeFollowed();
  return await send(network, rules, nextOf(packet, options['tcp-flags'] !== undefined), options);
}

/** Conntrack did not take the answer for one. Of INVALID no state is told. */
function beganNothing({ told }: Network, answered: KernelTrace): boolean {
  return told.state && answered.state !== conntrackStates.ESTABLISHED;
}

/** The packet as it left, with what the trace has of it. */
export function leaving(packet: WirePacket, left: KernelPacket): WirePacket {
  return {
    ...packet,
    source: readAddress(left.source) ?? packet.source,
    destination: readAddress(left.destination) ?? packet.destination,
    sourcePort: left.sourcePort ?? packet.sourcePort,
    destinationPort: left.destinationPort ?? packet.destinationPort,
    icmpIdentifier: left.icmpIdentifier ?? packet.icmpIdentifier,
  };
}

/** The kernel traced more than was read: the packet, or copies of it, went round and round. */
export class LostMessages extends Error {}

/** What of the options is not in the packet itself. */
export type SendOptions = Pick<PacketOptions, 'iif' | 'mark' | 'uid' | 'gid' | 'mac-src' | 'pkt-type'>;

/** Puts the packet on its way, waits until all of its messages are there. */
export async function send(
  network: Network,
  rules: LoadedRules,
  packet: WirePacket,
  options: SendOptions,
): Promise<KernelTrace> {
  const index = options.iif === undefined ? 0 : indexOf(network, options.iif);
  const messages: TraceMessage[] = [];
  const sentinel = writeAddress(nextSentinel());
  const arrived = new Promise<void>((resolve, reject) => {
    const stop = network.programs.after(5000, () =>
      reject(new Error('the trace did not end within five seconds')),
    );
    network.node.onLost = (reason) => {
      stop();
      reject(new LostMessages(`messages of the trace got lost: ${reason}`));
    };
    network.node.onEvent = (data) => {
      const message = readTraceMessage(data);
      if (message === undefined) return;
      messages.push(message);
      if (message.table !== probeTable || message.packet?.protocol !== sentinelProtocol) return;
      if (message.packet.source !== sentinel) return;
      stop();
      resolve();
    };
  });
  // It may fail while the packets are still being sent.
  arrived.catch(() => undefined);
  const end = sentinelPacket(sentinel);
  if (index === 0) {
    for (const bytes of writePackets(packet)) await output(network, packet, bytes, options);
    await network.node.command(outputCommand(end, writePacket(end), 0));
  } else {
    for (const bytes of writePackets(packet)) {
      await network.far.command(frameCommand(network, index, bytes, options));
    }
    await network.far.command(frameCommand(network, index, writePacket(end), {}));
  }
  await arrived;
  const sent: Sent = {
    source: writeAddress(packet.source),
    destination: writeAddress(packet.destination),
    protocol: firstHeader(packet),
    inIndex: index,
  };
  await rules.learn(messages);
  const trace = collectTrace(messages, sent, rules, network.interfaces);
  network.told.state ||= trace.state !== undefined;
  return trace;
}

let sentinels = 0;

/** A source address that no packet before had. */
function nextSentinel(): number {
  sentinels = (sentinels + 1) % 0x10000;
  return 0xc6120000 + sentinels;
}

function sentinelPacket(source: string): WirePacket {
  return readPacketOptions({ src: source, dst: '127.0.0.1', proto: String(sentinelProtocol) });
}

function indexOf(network: Network, name: string): number {
  for (const [index, one] of network.interfaces) if (one === name) return index;
  throw new Error(`the node has no interface ${name}`);
}

type FrameOptions = Pick<PacketOptions, 'mac-src' | 'pkt-type'>;

function frameCommand(network: Network, index: number, packet: Buffer, options: FrameOptions): string {
  const own = network.mac(index);
  const sender = options['mac-src'] === undefined ? macAddress('far', index) : readMac(options['mac-src']);
  const type = Buffer.from(packet.readUInt8(0) >>> 4 === 4 ? [0x08, 0x00] : [0x86, 0xdd]);
  const receiver =
    options['pkt-type'] === 'broadcast'
      ? Buffer.alloc(6, 0xff)
      : options['pkt-type'] === 'multicast'
        ? Buffer.from([0x01, 0, 0x5e, 0, 0, 1])
        : own;
  return `frame ${index} ${Buffer.concat([receiver, sender, type, packet]).toString('hex')}`;
}

function readMac(text: string): Buffer {
  return Buffer.from(text.replaceAll(':', ''), 'hex');
}

function outputCommand(packet: WirePacket, bytes: Buffer, mark: number): string {
  const to = addressBytes(packet.destination).toString('hex');
  return `output ${familyOf(packet.source)} ${bytes.toString('hex')} ${mark} ${to}`;
}

/** A packet of the node's own. It fails where a rule drops it, which is no fault. */
async function output(
  network: Network,
  packet: WirePacket,
  bytes: Buffer,
  options: SendOptions,
): Promise<void> {
  const command = outputCommand(packet, bytes, Number(options.mark ?? 0));
  if (options.uid === undefined && options.gid === undefined) {
    await network.node.command(command);
    return;
  }
  const capabilities = '+net_raw,+net_admin';
  const user = [`--reuid=${options.uid ?? 0}`, `--regid=${options.gid ?? 0}`, '--clear-groups'];
  const sender = await startHelper(network.programs, [
    ...network.enter,
    ...['setpriv', ...user, `--inh-caps=${capabilities}`, `--ambient-caps=${capabilities}`],
  ]);
  try {
    await sender.command(command);
  } finally {
    await sender.close();
  }
}
