import type { Family } from '../../src/netfilter/hooks.js';
import { calitrace } from './calitrace.js';
import { disagreements } from '../../src/verify/disagreements.js';
import type { Judgement } from '../../src/kernel/judge.js';
import type { PacketOptions } from '../../src/kernel/scenario.js';

/** The packets of a judgement of which calitrace tells otherwise than the kernel, and how. */
export async function differences(
  judgement: Judgement,
  family: Family,
  packets: readonly PacketOptions[],
): Promise<readonly { readonly packet: PacketOptions; readonly wrong: readonly string[] }[]> {
  const found: { packet: PacketOptions; wrong: readonly string[] }[] = [];
  for (const [index, packet] of packets.entries()) {
    const kernel = judgement.traces[index];
    if (kernel === undefined) continue;
    const wrong = disagreements(kernel, await calitrace(judgement.files, family, packet));
    if (wrong.length > 0) found.push({ packet, wrong });
  }
  return found;
}
