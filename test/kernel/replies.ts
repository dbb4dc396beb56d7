import type { JsonPath, JsonTrace } from '../../src/format/trace/jsonTrace.js';
import type { Family } from '../../src/netfilter/hooks.js';
import { hasPorts, isIcmp, protocolNumber } from '../../src/netfilter/protocols.js';
import { tcpFlagBits } from '../../src/netfilter/tcpflags.js';
import { calitrace } from './calitrace.js';
import { disagreements } from '../../src/verify/disagreements.js';
import { describeNode, leaving, send } from '../../src/kernel/judge.js';
import type { KernelTrace } from '../../src/kernel/kernelTrace.js';
import { loadFirewall } from '../../src/kernel/load.js';
import type { Network } from '../../src/kernel/network.js';
import type { Firewall, NodeFiles, PacketOptions } from '../../src/kernel/scenario.js';
import { answerTo, readPacketOptions } from '../../src/kernel/wirePacket.js';

/** What the kernel did with a packet, and with what its other end sent back; undefined where it did not get through. */
export interface KernelExchange {
  readonly packet: PacketOptions;
  readonly there: KernelTrace;
  readonly back: KernelTrace | undefined;
}

/** Sends each packet as a new flow, then its answer. */
export async function judgeReplies(
  network: Network,
  firewall: Firewall,
  packets: readonly PacketOptions[],
): Promise<{ readonly files: NodeFiles; readonly exchanges: readonly KernelExchange[] }> {
  const { rules, dump } = await loadFirewall(network, firewall);
  const files = { dump, ...(await describeNode(network, firewall)) };
  const exchanges: KernelExchange[] = [];
  const restored = firewall.dump.includes('-j SET') ? `flush\n${firewall.ipsets ?? ''}` : undefined;
  for (const packet of packets) {
    if (restored !== undefined) await network.run(['ipset', '-!', 'restore'], restored);
    const failed = await network.node.command('flush');
    if (failed !== undefined) throw new Error(`conntrack: ${failed}`);
    const sent = readPacketOptions(packet);
    const there = await send(network, rules, sent, packet);
    if (!('packet' in there.end)) {
      exchanges.push({ packet, there, back: undefined });
      continue;
    }
    const left = leaving(sent, there.end.packet);
    const opens = (sent.tcpFlags & (tcpFlagBits.SYN | tcpFlagBits.ACK)) === tcpFlagBits.SYN;
    const answer = {
      ...answerTo(left),
      tcpFlags: opens ? tcpFlagBits.SYN | tcpFlagBits.ACK : tcpFlagBits.ACK,
      ttl: 64,
      tos: isIcmp(sent.protocol) ? there.end.packet.tos : 0,
      length: isIcmp(sent.protocol) ? there.end.packet.length : 0,
    };
    const by = there.end.kind === 'delivered' ? {} : { iif: there.end.packet.outInterface };
    exchanges.push({ packet, there, back: await send(network, rules, answer, by) });
  }
  return { files, exchanges };
}

/** What `trace --reply` tells otherwise than the kernel did: of the paths that go the kernel's way there, one must go its way back. */
export async function replyDisagreements(
  files: NodeFiles,
  family: Family,
  { packet, there, back }: KernelExchange,
): Promise<readonly string[]> {
  const trace = await calitrace(files, family, { ...packet }, ['--reply']);
  const paths = trace.paths.filter((path) => disagreements(there, { ...trace, paths: [path] }).length === 0);
  // Where none does, random.test.ts tells it.
  let closest: readonly string[] = [];
  for (const path of paths) {
    closest = ofPath(trace, path, back);
    if (closest.length === 0) return [];
  }
  return closest;
}

function ofPath(trace: JsonTrace, { reply }: JsonPath, back: KernelTrace | undefined): readonly string[] {
  if (reply === undefined) return ['calitrace did not look for an answer'];
  // What nobody answers has no answer, though the judge sends one.
  if ('none' in reply)
    return back === undefined || silent.test(reply.none) ? [] : [`no answer: ${reply.none}`];
  if (back === undefined) return ['calitrace has an answer, though the packet did not get through'];
  return disagreements(back, { ...trace, ...reply, packet: withOpenPort(reply.packet) });
}

const silent = /^nothing answers|^a packet to many|^a fragment alone/;

/** A port that nat drew is not known; the comparison takes null for that. */
function withOpenPort(packet: JsonTrace['packet']): JsonTrace['packet'] {
  const protocol = Number(protocolNumber(String(packet['protocol'])) ?? packet['protocol']);
  if (!hasPorts(protocol) || packet['destinationPort'] !== undefined) return packet;
  return { ...packet, destinationPort: null } as unknown as JsonTrace['packet'];
}
