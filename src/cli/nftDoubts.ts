import type { Problem } from '../ast/problem.js';
import { readNftTables } from '../node/nftTables.js';
import type { NftTable, Node } from '../node/node.js';
import { nftTexts } from '../snapshot/nodeTexts.js';
import type { BoundDump } from '../ruleset/bindRuleset.js';
import type { Snapshot } from '../snapshot/snapshot.js';
import type { Premise } from '../trace/trace.js';

/** What a trace takes for granted of tables that iptables does not print. */
export function nftPremises({ nftables }: Node): readonly Premise[] {
  if (nftables === undefined) return [];
  const { tables, unread } = nftables;
  return [
    ...(unread === undefined
      ? []
      : [{ text: `nftables is taken to have no tables beside those of iptables: ${unread}` }]),
    ...tables.map((table) => ({
      text: `table ${table.family} ${table.name} of nftables, which iptables does not print, is taken to leave the packet alone: ${chainWords(table)}`,
    })),
  ];
}

/** The same as warnings, for who asks of all rules of a dump. */
export function nftProblems(
  snapshot: Snapshot | undefined,
  { rulesets, incompatible, foreignChains }: BoundDump,
): readonly Problem[] {
  const nft = snapshot === undefined ? undefined : nftTexts(snapshot);
  const found = [...rulesets.keys()].flatMap((family) => readNftTables(nft?.texts ?? [], family));
  const tables = new Map(found.map((table) => [`${table.family} ${table.name}`, table]));
  const messages = [
    ...incompatible.map(
      (table) => `table ${table} holds rules that iptables cannot print: they are not in this dump`,
    ),
    ...foreignChains.map(
      (table) => `table ${table} holds base chains that iptables cannot print: they are not in this dump`,
    ),
    ...(nft?.unread === undefined ? [] : [nft.unread]),
    ...[...tables].map(
      ([name, table]) =>
        `table ${name} of nftables may drop or change packets, which none of these rules tells: ${chainWords(table)}`,
    ),
  ];
  return messages.map((message) => ({
    severity: 'warning',
    code: 'nft-tables',
    message,
    hint: 'nft list ruleset shows what nftables has',
  }));
}

/** So many chains are named. */
const most = 6;

function chainWords({ chains }: NftTable): string {
  const shown = chains
    .slice(0, most)
    .map(({ name, hook, priority }) => `${name} (${hook}, priority ${priority})`);
  const rest = chains.length - shown.length;
  const list = `${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
  return `${chains.length === 1 ? 'chain' : 'chains'} ${list}`;
}
