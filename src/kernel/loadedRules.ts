import type { Family } from '../netfilter/hooks.js';
import { probeTable } from './probes.js';
import type { TraceMessage } from './traceMessage.js';

/** A loaded rule: its number in its chain (1-based) and its target where that is an extension. */
export interface LoadedRule {
  readonly number: number;
  readonly target: string | undefined;
}

/** What the kernel's handles stand for. */
export interface LoadedRules {
  /** Makes sure of the rules that these messages are about. */
  learn(messages: readonly TraceMessage[]): Promise<void>;
  find(table: string, chain: string, handle: bigint): LoadedRule | undefined;
}

/** Where no rule of nf_tables is. */
export const noRules: LoadedRules = {
  learn: () => Promise.resolve(),
  find: () => undefined,
};

/** Runs `nft`, gives what it printed. */
type RunNft = (words: readonly string[]) => Promise<string>;

/** All rules of a family, listed at once. */
export async function listRules(nft: RunNft, family: Family): Promise<LoadedRules> {
  const rules = new Map<string, LoadedRule>();
  readListing(await nft(['-j', 'list', 'ruleset', nftFamily(family)]), family, rules);
  return { learn: () => Promise.resolve(), find: finder(rules) };
}

/** Rules of a firewall so long that only the chains are listed which a packet came to. */
export function listRulesOnDemand(nft: RunNft, family: Family): LoadedRules {
  const rules = new Map<string, LoadedRule>();
  const known = new Set<string>();
  return {
    learn: async (messages) => {
      for (const { table, chain, handle } of messages) {
        const key = `${table} ${chain}`;
        if (table === probeTable || handle === undefined || known.has(key)) continue;
        known.add(key);
        // As data, so that no name of a chain is taken for a word of nft's language.
        const list = { list: { chain: { family: nftFamily(family), table, name: utf8(chain) } } };
        readListing(await nft(['-j', JSON.stringify({ nftables: [list] })]), family, rules);
      }
    },
    find: finder(rules),
  };
}

function finder(rules: ReadonlyMap<string, LoadedRule>): LoadedRules['find'] {
  return (table, chain, handle) => rules.get(`${table} ${chain} ${handle}`);
}

function nftFamily(family: Family): string {
  return family === 4 ? 'ip' : 'ip6';
}

function utf8(text: string): string {
  return Buffer.from(text, 'latin1').toString('utf8');
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

/** Reads what `nft -j` lists: rules stand in their chain's order. */
function readListing(text: string, family: Family, rules: Map<string, LoadedRule>): void {
  const { nftables } = JSON.parse(text) as { nftables: readonly { readonly rule?: NftRule }[] };
  const counts = new Map<string, number>();
  for (const { rule } of nftables) {
    if (rule === undefined || rule.table === probeTable || rule.family !== nftFamily(family)) continue;
    const chain = `${rule.table} ${rule.chain}`;
    const number = (counts.get(chain) ?? 0) + 1;
    counts.set(chain, number);
    const target = rule.expr.findLast((one) => 'reject' in one || one['xt']?.type === 'target');
    rules.set(`${chain} ${rule.handle}`, {
      number,
      target: target === undefined ? undefined : 'reject' in target ? 'REJECT' : target['xt']?.name,
    });
  }
}
