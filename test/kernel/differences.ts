import type { Family } from '../../src/netfilter/hooks.js';
import type { JsonTrace } from '../../src/format/trace/jsonTrace.js';
import { calitrace } from './calitrace.js';
import { disagreements } from '../../src/verify/disagreements.js';
import type { Judgement } from '../../src/kernel/judge.js';
import type { PacketOptions } from '../../src/kernel/scenario.js';

/** A packet of which calitrace tells otherwise than the kernel, and how. */
export interface Difference {
  readonly packet: PacketOptions;
  readonly wrong: readonly string[];
  /**
   * The answer in between, which calitrace does not walk, gave the connection another mark: a premise says so, and given the
   * connection's entry, as that asks for, calitrace tells the same as the kernel.
   */
  readonly settled: boolean;
}

/** @param entries of conntrack's table as each packet was sent, where they were looked up */
export async function differences(
  { files, traces }: Judgement,
  family: Family,
  packets: readonly PacketOptions[],
  entries: ReadonlyMap<PacketOptions, string> = new Map(),
): Promise<readonly Difference[]> {
  const found: Difference[] = [];
  for (const [index, packet] of packets.entries()) {
    const kernel = traces[index];
    if (kernel === undefined) continue;
    const trace = await calitrace(files, family, packet);
    const wrong = disagreements(kernel, trace);
    if (wrong.length === 0) continue;
    const entry = entries.get(packet);
    const asked = entry !== undefined && asksForEntry(trace) && hasOtherMark(trace, entry);
    const told = asked ? await calitrace(files, family, packet, ['--ct-entry', entry]) : undefined;
    const settled = told !== undefined && disagreements(kernel, told).length === 0;
    found.push({ packet, wrong, settled });
  }
  return found;
}

function asksForEntry({ premises }: JsonTrace): boolean {
  return premises.some(
    ({ text, settle }) =>
      settle === '--ct-entry' && text.startsWith('the answer is taken to leave the mark of the connection'),
  );
}

/** On no path the connection has the mark that it really had. */
function hasOtherMark({ paths }: JsonTrace, entry: string): boolean {
  const real = Number(/ mark=(\d+)/.exec(entry)?.[1] ?? 0);
  return paths.every(({ hops }) => {
    const looked = hops.find((hop) => hop.kind === 'conntrack');
    return looked?.connection?.mark !== real;
  });
}
