/** A table as it is written: what each chain holds, in any order. */
export interface TableText {
  readonly name: string;
  readonly builtIn: readonly string[];
  /** Rules by chain, each from behind `-A CHAIN `. A chain without rules has its entry, too. */
  readonly chains: Map<string, string[]>;
  /** How many rules they hold. */
  rules: number;
}

/** The tables, each with the chains that the kernel gives it, in the order in which a dump of iptables-legacy has them here. */
const builtIn = {
  raw: ['PREROUTING', 'OUTPUT'],
  mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
  nat: ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
  filter: ['INPUT', 'FORWARD', 'OUTPUT'],
} as const;

/** A table with nothing in it but the kernel's own chains. */
export function emptyTable(name: keyof typeof builtIn): TableText {
  return { name, builtIn: builtIn[name], chains: new Map(), rules: 0 };
}

/** Puts rules at the end of a chain, which is made where it is missing. */
export function append(table: TableText, chain: string, ...rules: readonly string[]): void {
  table.rules += rules.length;
  const there = table.chains.get(chain);
  if (there === undefined) table.chains.set(chain, [...rules]);
  else for (const rule of rules) there.push(rule);
}

/** How many rules the tables hold. */
export function countRules(tables: readonly TableText[]): number {
  return tables.reduce((sum, { rules }) => sum + rules, 0);
}

/** How many chains the tables hold, the kernel's own among them. */
export function countChains(tables: readonly TableText[]): number {
  return tables.reduce((sum, table) => sum + table.builtIn.length + ownChains(table).length, 0);
}

/** The tables as iptables-save prints them: the kernel's chains, then the others by name. */
export function writeTables(tables: readonly TableText[]): string {
  const lines: string[] = [];
  for (const table of tables) {
    const own = ownChains(table);
    lines.push(`*${table.name}`);
    for (const chain of table.builtIn) lines.push(`:${chain} ACCEPT [0:0]`);
    for (const chain of own) lines.push(`:${chain} - [0:0]`);
    for (const chain of [...table.builtIn, ...own]) {
      for (const rule of table.chains.get(chain) ?? []) lines.push(`-A ${chain} ${rule}`);
    }
    lines.push('COMMIT');
  }
  return `${lines.join('\n')}\n`;
}

function ownChains(table: TableText): readonly string[] {
  return [...table.chains.keys()].filter((chain) => !table.builtIn.includes(chain)).sort();
}
