import { tableNames, type Family } from '../netfilter/hooks.js';
import type { NftBaseChain, NftTable } from './node.js';
import { asObject, objectsOf, readJsonObjects, stringOf, stringsOf, type JsonObject } from './readJson.js';

/** What `nft -j list chains` or `nft -j list table FAMILY NAME` printed. */
export interface NftText {
  /** `table`: with the rules of one. */
  readonly lists: 'chains' | 'table';
  readonly text: string;
}

interface Chain {
  readonly name: string;
  readonly base: Omit<NftBaseChain, 'name'> | undefined;
  /** It has the policy accept, and no rule does more than to look, to count, to log or to lead to other chains. */
  harmless: boolean;
  readonly leadsTo: Set<string>;
}

interface Table {
  readonly family: string;
  readonly name: string;
  /** Its base chains are not registered. */
  dormant: boolean;
  readonly chains: Map<string, Chain>;
}

/** The families of nft whose chains packets of a family come by. */
const familiesOf: Readonly<Record<Family, readonly string[]>> = {
  4: ['ip', 'inet', 'netdev', 'bridge'],
  6: ['ip6', 'inet', 'netdev', 'bridge'],
};

/** Tables with base chains that are none of iptables, by what lists chains; undefined where that is no JSON. */
export function nftTablesToAsk(chains: string): readonly Pick<NftTable, 'family' | 'name'>[] | undefined {
  if (readJsonObjects(chains) === undefined) return undefined;
  const known = readTables([{ lists: 'chains', text: chains }]);
  return known
    .filter((table) => [...table.chains.values()].some(({ base }) => base !== undefined))
    .map(({ family, name }) => ({ family, name }));
}

/** What nftables itself may do to packets of a family, where no iptables-save tells. Base chains that surely do nothing are left out. */
export function readNftTables(texts: readonly NftText[], packets: Family): readonly NftTable[] {
  return readTables(texts).flatMap((table): readonly NftTable[] => {
    const { family, name, dormant } = table;
    const chains = [...table.chains.values()].flatMap((chain) =>
      chain.base === undefined || doesNothing(chain, table) ? [] : [{ name: chain.name, ...chain.base }],
    );
    const passes = familiesOf[packets].includes(family);
    return passes && !dormant && chains.length > 0 ? [{ family, name, chains }] : [];
  });
}

/** What was listed with its rules counts in place of what was listed without. */
function readTables(texts: readonly NftText[]): readonly Table[] {
  const tables = new Map<string, Table>();
  const readAll = (lists: NftText['lists']): void => {
    for (const each of texts) {
      if (each.lists !== lists) continue;
      for (const [key, table] of readText(each)) tables.set(key, table);
    }
  };
  readAll('chains');
  readAll('table');
  return [...tables.values()];
}

function readText({ lists, text }: NftText): ReadonlyMap<string, Table> {
  const tables = new Map<string, Table>();
  const tableAt = (object: JsonObject, key: 'name' | 'table'): Table | undefined => {
    const [family, name] = [stringOf(object, 'family'), stringOf(object, key)];
    if (family === undefined || name === undefined || isOfIptables(family, name)) return undefined;
    const id = JSON.stringify([family, name]);
    const table = tables.get(id) ?? { family, name, dormant: false, chains: new Map<string, Chain>() };
    tables.set(id, table);
    return table;
  };
  const items = (readJsonObjects(text) ?? []).flatMap((listed) => objectsOf(listed, 'nftables'));
  const each = (kind: 'table' | 'chain' | 'rule', act: (object: JsonObject) => void): void => {
    for (const item of items) {
      const object = asObject(item.get(kind));
      if (object !== undefined) act(object);
    }
  };
  each('table', (object) => {
    const table = tableAt(object, 'name');
    if (table !== undefined) table.dormant = isDormant(object);
  });
  each('chain', (object) => {
    const [table, name] = [tableAt(object, 'table'), stringOf(object, 'name')];
    if (table === undefined || name === undefined) return;
    const hook = stringOf(object, 'hook');
    const priority = object.get('prio');
    const base = hook === undefined ? undefined : { hook, priority: Number(priority ?? 0) };
    const accepts = (stringOf(object, 'policy') ?? 'accept') === 'accept';
    table.chains.set(name, { name, base, harmless: lists === 'table' && accepts, leadsTo: new Set() });
  });
  each('rule', (object) => {
    const chain = tableAt(object, 'table')?.chains.get(stringOf(object, 'chain') ?? '');
    if (chain !== undefined) readRule(chain, object);
  });
  return tables;
}

/** The tables of iptables-nft. What of them it cannot print, iptables-save says in a comment. */
function isOfIptables(family: string, name: string): boolean {
  return (family === 'ip' || family === 'ip6') && tableNames.some((table) => table === name);
}

function isDormant(table: JsonObject): boolean {
  return stringOf(table, 'flags') === 'dormant' || stringsOf(table, 'flags').includes('dormant');
}

/** Statements that neither change a packet nor end its way: an accept ends that of its base chain alone. @see nft(8) VERDICT STATEMENT */
const idle: ReadonlySet<string> = new Set([
  'match',
  'counter',
  'log',
  'limit',
  'quota',
  'last',
  'accept',
  'return',
  'continue',
]);

function readRule(chain: Chain, rule: JsonObject): void {
  const statements = rule.get('expr');
  const read = objectsOf(rule, 'expr');
  if (!Array.isArray(statements) || read.length < statements.length) chain.harmless = false;
  for (const statement of read) {
    for (const [kind, value] of statement) {
      const target = kind === 'jump' || kind === 'goto' ? asObject(value)?.get('target') : undefined;
      if (typeof target === 'string') chain.leadsTo.add(target);
      else if (!idle.has(kind)) chain.harmless = false;
    }
  }
}

/** Whether no chain that packets come to from here does anything. */
function doesNothing(from: Chain, { chains }: Table): boolean {
  const reached = new Set([from]);
  for (const chain of reached) {
    if (!chain.harmless) return false;
    for (const name of chain.leadsTo) {
      const next = chains.get(name);
      if (next === undefined) return false;
      reached.add(next);
    }
  }
  return true;
}
