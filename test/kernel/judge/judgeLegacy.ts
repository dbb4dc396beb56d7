import { tableNames } from '../../../src/netfilter/hooks.js';
import { countedBetween, legacyTool, readCounters, type Counters } from './counters.js';
import { describeNode, tracePacket, type Judgement } from '../../../src/kernel/judge.js';
import type { KernelTrace } from '../../../src/kernel/kernelTrace.js';
import { withBuiltinChains } from '../../../src/kernel/load.js';
import { noRules } from '../../../src/kernel/loadedRules.js';
import type { Network } from '../../../src/kernel/network.js';
import { writeProbes } from '../../../src/kernel/probes.js';
import type { Firewall, PacketOptions } from '../../../src/kernel/scenario.js';

/** What iptables-legacy did with one packet: how often each rule and policy held, and where the packet came out. */
export interface LegacyTrace {
  readonly counted: Counters;
  /** Without hops, which legacy does not tell; a packet that ended in a rule shows as dropped by the kernel. */
  readonly way: KernelTrace;
}

export interface LegacyJudgement extends Pick<Judgement, 'files'> {
  readonly traces: readonly (LegacyTrace | undefined)[];
}

/**
 * The same as `judgeIn` with iptables-legacy. Its counters count every packet, so the node sends none of its own here. The
 * network is of no use to iptables-nft afterwards.
 */
export async function judgeLegacy(
  network: Network,
  firewall: Firewall,
  packets: readonly PacketOptions[],
): Promise<LegacyJudgement> {
  const restore = legacyTool(firewall.family, 'restore');
  const save = legacyTool(firewall.family, 'save');
  await network.run(['nft', '-f', '-'], writeProbes(true));
  for (const tool of ['iptables-legacy-restore', 'ip6tables-legacy-restore']) {
    await network.run([tool], emptyTables);
  }
  await clearSets(network);
  if (firewall.ipsets !== undefined) await network.run(['ipset', '-!', 'restore'], firewall.ipsets);
  await network.run([restore], firewall.dump);
  const files = { dump: await network.run([save]), ...(await describeNode(network, firewall)) };
  const traces: (LegacyTrace | undefined)[] = [];
  for (const packet of packets) {
    if (firewall.dump.includes('-j SET'))
      await network.run(['ipset', '-!', 'restore'], `flush\n${firewall.ipsets ?? ''}`);
    let before: Counters = new Map();
    const way = await tracePacket(network, noRules, packet, async () => {
      before = readCounters(await network.run([save, '-c']));
    });
    const after = readCounters(await network.run([save, '-c']));
    traces.push(way === undefined ? undefined : { counted: countedBetween(before, after), way });
  }
  return { files, traces };
}

const emptyTables = withBuiltinChains(tableNames.map((table) => `*${table}\nCOMMIT\n`).join(''));

/** Legacy rules let go of their sets at once. */
async function clearSets(network: Network): Promise<void> {
  await network.run(['ipset', 'flush']);
  await network.run(['ipset', 'destroy']);
}
