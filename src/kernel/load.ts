import { builtinChains, isTableName } from '../netfilter/hooks.js';
import { listRules, listRulesOnDemand, type LoadedRules } from './loadedRules.js';
import type { Network } from './network.js';
import { writeProbes } from './probes.js';
import { sleep } from './programs.js';
import type { Firewall } from './scenario.js';

/** What stands in the node after loading. */
export interface Loaded {
  readonly rules: LoadedRules;
  /** What iptables-save prints of it. */
  readonly dump: string;
}

/** As loadRules, with every built-in chain of its tables, and with what iptables-save prints of it then. */
export async function loadFirewall(network: Network, firewall: Firewall): Promise<Loaded> {
  const rules = await loadRules(network, { ...firewall, dump: withBuiltinChains(firewall.dump) });
  return { rules, dump: await network.run([`ip${firewall.family === 6 ? '6' : ''}tables-nft-save`]) };
}

/** A dump of more bytes than this has rules that take longer to list than a packet to send. */
const long = 200_000;

/**
 * Replaces the node's firewall and sets by these. The probes stay, for as long as they are the same. Throws with the tool's
 * words where one refuses.
 */
export async function loadRules(network: Network, firewall: Firewall): Promise<LoadedRules> {
  const { before } = network;
  const { family, ipsets } = firewall;
  const conntrack = firewall.conntrack ?? true;
  const clear =
    before.conntrack === conntrack ? 'flush ruleset ip\nflush ruleset ip6\n' : writeProbes(conntrack);
  before.conntrack = undefined;
  const nft = (words: readonly string[], input?: string): Promise<string> =>
    network.run(['nft', ...words], input);
  await nft(['-f', '-'], clear);
  const kept = before.sets === ipsets;
  if (before.sets !== undefined && !kept) await destroySets(network);
  before.sets = undefined;
  if (ipsets !== undefined) await network.run(['ipset', '-!', 'restore'], kept ? `flush\n${ipsets}` : ipsets);
  before.sets = ipsets;
  await network.run([`ip${family === 6 ? '6' : ''}tables-nft-restore`], firewall.dump);
  before.conntrack = conntrack;
  return firewall.dump.length > long ? listRulesOnDemand(nft, family) : listRules(nft, family);
}

/** Rules let go of their sets a moment after they are gone. */
async function destroySets(network: Network): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      // A list keeps hold of its members as long as they are in it.
      await network.run(['ipset', 'flush']);
      await network.run(['ipset', 'destroy']);
      return;
    } catch (error) {
      if (attempt === 50) throw error;
      await sleep(network.programs, 20);
    }
  }
}

/**
 * The dump with every built-in chain of its tables declared, as iptables-save writes it: a chain that was not declared would
 * not exist in nf_tables.
 */
export function withBuiltinChains(dump: string): string {
  const lines = dump.split('\n');
  return lines
    .flatMap((line, index) => {
      const table = line.startsWith('*') ? line.slice(1).trim() : '';
      if (!isTableName(table)) return [line];
      const end = lines.indexOf('COMMIT', index);
      const section = lines.slice(index, end < 0 ? undefined : end);
      const missing = builtinChains[table].filter(
        (chain) => !section.some((one) => one.startsWith(`:${chain} `)),
      );
      return [line, ...missing.map((chain) => `:${chain} ACCEPT [0:0]`)];
    })
    .join('\n');
}
