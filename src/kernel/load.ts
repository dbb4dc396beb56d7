import { builtinChains, isTableName, type Family } from '../netfilter/hooks.js';
import type { Network } from './network.js';
import { probeTable, writeProbes } from './probes.js';
import { sleep } from './programs.js';
import type { Firewall } from './scenario.js';

/** A loaded rule: its number in its chain (1-based) and its target where that is an extension. */
export interface LoadedRule {
  readonly number: number;
  readonly target: string | undefined;
}

/** The kernel's handles of all rules, by `table chain handle`. */
export type LoadedRules = ReadonlyMap<string, LoadedRule>;

export function loadedKey(table: string, chain: string, handle: bigint | number): string {
  return `${table} ${chain} ${handle.toString()}`;
}

/** What stands in the node after loading. */
export interface Loaded {
  readonly rules: LoadedRules;
  /** What iptables-save prints of it. */
  readonly dump: string;
}

/**
 * Replaces the node's firewall and sets by these. The probes stay, for as long as they are the same. Throws with the tool's
 * words where one refuses.
 */
export async function loadFirewall(network: Network, firewall: Firewall): Promise<Loaded> {
  const { before } = network;
  const conntrack = firewall.conntrack ?? true;
  const clear =
    before.conntrack === conntrack ? 'flush ruleset ip\nflush ruleset ip6\n' : writeProbes(conntrack);
  before.conntrack = undefined;
  await network.run(['nft', '-f', '-'], clear);
  if (before.sets) await destroySets(network);
  before.sets = firewall.ipsets !== undefined;
  if (firewall.ipsets !== undefined) await network.run(['ipset', '-!', 'restore'], firewall.ipsets);
  const six = firewall.family === 6 ? '6' : '';
  await network.run([`ip${six}tables-nft-restore`], withBuiltinChains(firewall.dump));
  const [listing, dump] = await Promise.all([
    network.run(['nft', '-j', 'list', 'ruleset', `ip${six}`]),
    network.run([`ip${six}tables-nft-save`]),
  ]);
  before.conntrack = conntrack;
  return { rules: readLoaded(listing, firewall.family), dump };
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

interface NftRule {
  readonly family: string;
  readonly table: string;
  readonly chain: string;
  readonly handle: number;
  readonly expr: readonly Readonly<
    Record<string, { readonly type?: string; readonly name?: string } | null>
  >[];
}

/** Reads `nft -j list ruleset`: rules stand in their chain's order. */
function readLoaded(text: string, family: Family): LoadedRules {
  const { nftables } = JSON.parse(text) as { nftables: readonly { readonly rule?: NftRule }[] };
  const rules = new Map<string, LoadedRule>();
  const counts = new Map<string, number>();
  for (const { rule } of nftables) {
    if (rule === undefined || rule.table === probeTable || rule.family !== (family === 4 ? 'ip' : 'ip6'))
      continue;
    const chain = `${rule.table} ${rule.chain}`;
    const number = (counts.get(chain) ?? 0) + 1;
    counts.set(chain, number);
    const target = rule.expr.findLast((one) => 'reject' in one || one['xt']?.type === 'target');
    rules.set(loadedKey(rule.table, rule.chain, rule.handle), {
      number,
      target: target === undefined ? undefined : 'reject' in target ? 'REJECT' : target['xt']?.name,
    });
  }
  return rules;
}
