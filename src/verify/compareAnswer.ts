import type { KernelTrace } from '../kernel/kernelTrace.js';
import { hasPorts, protocolNumber } from '../netfilter/protocols.js';
import { compare, type Comparison } from './compare.js';
import type { ToldPacket, ToldPath, ToldTrace } from './told.js';

/** How the way back compares: step by step, or the sentence that tells why there is nothing to lay side by side. */
export type AnswerComparison =
  | { readonly kind: 'compared'; readonly comparison: Comparison }
  /** Both agree that nothing comes back, or that nobody looks for it. */
  | { readonly kind: 'none'; readonly because: string }
  | { readonly kind: 'differs'; readonly because: string };

/**
 * Compares what became of the answer: of the paths that go the kernel's way there, one must go its way back. Undefined where
 * none goes its way there.
 */
export function compareAnswer(
  there: KernelTrace,
  back: KernelTrace | undefined,
  trace: ToldTrace,
): AnswerComparison | undefined {
  let closest: AnswerComparison | undefined;
  for (const path of trace.paths) {
    if (compare(there, { ...trace, paths: [path] })?.agrees !== true) continue;
    const found = comparePath(path, back);
    if (agrees(found)) return found;
    closest ??= found;
  }
  return closest;
}

/** Whether an answer went as told. */
export function agrees(answer: AnswerComparison): boolean {
  return answer.kind === 'none' || (answer.kind === 'compared' && answer.comparison.agrees);
}

function comparePath({ reply }: ToldPath, back: KernelTrace | undefined): AnswerComparison {
  if (reply === undefined) return { kind: 'differs', because: 'calitrace did not look for an answer' };
  if ('none' in reply) {
    // What nobody answers has no answer, though the judge sends one.
    return back === undefined || silent.test(reply.none)
      ? { kind: 'none', because: reply.none }
      : { kind: 'differs', because: `no answer: ${reply.none}` };
  }
  if (back === undefined) {
    return {
      kind: 'differs',
      because: 'calitrace has an answer, though the packet did not get through',
    };
  }
  const comparison = compare(back, { ...reply, packet: withOpenFields(reply.packet, back) });
  return comparison === undefined
    ? { kind: 'differs', because: 'calitrace gave no path for the answer' }
    : { kind: 'compared', comparison };
}

const silent = /^nothing answers|^a packet to many|^a fragment alone/;

/**
 * What of an answer is not known is null to the comparison: a port that nat drew; the interface by which it comes in from outside,
 * where nothing told by which the packet left.
 */
function withOpenFields(packet: ToldPacket, back: KernelTrace): ToldPacket {
  const protocol = Number(protocolNumber(String(packet['protocol'])) ?? packet['protocol']);
  const received = back.hops[0]?.hook !== 'OUTPUT';
  return {
    ...packet,
    ...(hasPorts(protocol) && packet['destinationPort'] === undefined ? { destinationPort: null } : {}),
    ...(received && packet['inInterface'] === undefined ? { inInterface: null } : {}),
  };
}
