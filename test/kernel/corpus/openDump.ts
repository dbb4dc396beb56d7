import { judgeIn, type Judgement } from '../../../src/kernel/judge.js';
import type { Network } from '../../../src/kernel/network.js';
import { openNetwork } from '../judge/network.js';
import type { CorpusDump } from './corpusDumps.js';
import { dumpScenario, likelyFamily, type DumpScenario } from './dumpScenario.js';

/** A dump that the kernel has loaded, and what it did with the packets. The network is to be closed. */
export interface OpenDump {
  readonly network: Network;
  readonly scenario: DumpScenario;
  readonly judgement: Judgement;
}

/** Loads a dump in the family in which it was most likely saved, else in the other one; where both refuse it, why the first does. */
export async function openDump(dump: CorpusDump, packets: number, seed: number): Promise<OpenDump | string> {
  const likely = likelyFamily(dump);
  const opened = await openAs(dumpScenario(dump, likely, packets, seed));
  if (typeof opened !== 'string') return opened;
  const other = await openAs(dumpScenario(dump, likely === 4 ? 6 : 4, packets, seed));
  return typeof other === 'string' ? opened : other;
}

async function openAs(scenario: DumpScenario): Promise<OpenDump | string> {
  const network = await openNetwork(scenario);
  try {
    return { network, scenario, judgement: await judgeIn(network, scenario, scenario.packets) };
  } catch (error) {
    await network.close();
    if (error instanceof Error && /tables-nft-restore|ipset/.test(error.message))
      return refusal(error.message);
    throw error;
  }
}

/** Why a tool refuses a dump, without the words that differ from one to the next. */
function refusal(message: string): string {
  const said = message
    .replace(/^nsenter \S+ \S+ -n /, '')
    .replaceAll(/ip6?tables-nft-restore(?: v\S+ \(nf_tables\))?: /g, '');
  const lines = said.split('\n').filter((line) => !/^\s*(?:$|Try|Perhaps|Warning|warn|#)/i.test(line));
  return (lines[0] ?? said)
    .trim()
    .replaceAll(/ ?(?:line \d+:? ?|: rule in chain .*)/g, '')
    .replaceAll(/['"`][^'"`]*['"`]/g, '…');
}
