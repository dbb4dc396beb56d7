import type { Judgement } from '../../../src/kernel/judge.js';
import type { PacketOptions } from '../../../src/kernel/scenario.js';
import type { Network } from '../../../src/kernel/network.js';
import { disagreements } from '../../../src/verify/disagreements.js';
import { calitrace } from '../calitrace.js';
import { judgeReplies, replyDisagreements } from '../replies.js';
import type { DumpScenario } from './dumpScenario.js';

/** What came out of one dump. `cut`: packets on which calitrace followed too few of the possible ways to be judged, and says so. */
export interface Compared {
  readonly compared: number;
  readonly cut: number;
  readonly wrong: readonly { readonly packet: object; readonly wrong: readonly string[] }[];
}

const morePaths = ['--max-paths', '2048'];

/** Each packet whose connection could begin. */
export async function comparePackets(judgement: Judgement, scenario: DumpScenario): Promise<Compared> {
  const { family, packets } = scenario;
  const wrong: { packet: PacketOptions; wrong: readonly string[] }[] = [];
  let [compared, cut] = [0, 0];
  for (const [index, packet] of packets.entries()) {
    const kernel = judgement.traces[index];
    if (kernel === undefined) continue;
    compared++;
    let trace = await calitrace(judgement.files, family, packet);
    let found = disagreements(kernel, trace);
    if (found.length > 0 && !trace.complete) {
      trace = await calitrace(judgement.files, family, packet, morePaths);
      found = disagreements(kernel, trace);
    }
    if (found.length === 0) continue;
    if (trace.complete) wrong.push({ packet, wrong: found });
    else cut++;
  }
  return { compared, cut, wrong };
}

/** The answers to the first packets that get through, `most` of them. */
export async function compareAnswers(
  network: Network,
  scenario: DumpScenario,
  most: number,
): Promise<Compared> {
  const { family } = scenario;
  const asked = scenario.packets.filter(
    ({ ctstate, src, dst, sport, dport }) => ctstate === undefined && (src !== dst || sport !== dport),
  );
  const { files, exchanges } = await judgeReplies(network, scenario, asked.slice(0, most * 4));
  const answered = exchanges
    // A socket cannot send from an address of one link without saying which.
    .filter(({ there }) => !('packet' in there.end && there.end.packet.destination.startsWith('fe80:')))
    .filter(({ back }) => back !== undefined)
    .slice(0, most);
  const wrong: { packet: object; wrong: readonly string[] }[] = [];
  let cut = 0;
  for (const exchange of answered) {
    const found = await replyDisagreements(files, family, exchange);
    if (found.length === 0) continue;
    const trace = await calitrace(files, family, exchange.packet, ['--reply']);
    const whole =
      trace.complete &&
      trace.paths.every(({ reply }) => reply === undefined || !('complete' in reply) || reply.complete);
    if (whole) wrong.push({ packet: { ...exchange.packet, reply: true }, wrong: found });
    else cut++;
  }
  return { compared: answered.length, cut, wrong };
}
