import type { Family } from '../../src/netfilter/hooks.js';
import { calitrace } from './calitrace.js';
import { agrees, compareAnswer } from '../../src/verify/compareAnswer.js';
import { disagreements, sentences } from '../../src/verify/disagreements.js';
import { sendExchange, type Exchange } from '../../src/kernel/exchange.js';
import { describeNode } from '../../src/kernel/judge.js';
import { loadFirewall } from '../../src/kernel/load.js';
import type { Network } from '../../src/kernel/network.js';
import type { Firewall, NodeFiles, PacketOptions } from '../../src/kernel/scenario.js';

/** A packet with what became of it and of its answer. */
export interface KernelExchange extends Exchange {
  readonly packet: PacketOptions;
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
    const exchange = await sendExchange(network, rules, packet);
    if (!answersOnLink(exchange)) exchanges.push({ packet, ...exchange });
  }
  return { files, exchanges };
}

/** REDIRECT gave it a link-local address: an answer from there asks for an interface, which the node's own packet is not given. */
function answersOnLink({ there: { end } }: Exchange): boolean {
  return end.kind === 'delivered' && end.packet.destination.startsWith('fe80:');
}

/**
 * What `trace --reply` tells otherwise than the kernel did: of the paths that go the kernel's way there, one must go its way back.
 * Where none goes its way there, that is what differs.
 */
export async function replyDisagreements(
  files: NodeFiles,
  family: Family,
  { packet, there, back }: KernelExchange,
): Promise<readonly string[]> {
  const trace = await calitrace(files, family, { ...packet }, ['--reply']);
  const answer = compareAnswer(there, back, trace);
  if (answer === undefined) return disagreements(there, trace);
  if (agrees(answer)) return [];
  return answer.kind === 'compared' ? sentences(answer.comparison) : [answer.because];
}
