/** The address families that iptables-save and ip6tables-save print. */
export type Family = 4 | 6;

/** The five netfilter hooks, named as their built-in chains. */
export const hooks = ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'] as const;
export type Hook = (typeof hooks)[number];

/** The tables of iptables, in the order in which a hook runs them where all are present. */
export const tableNames = ['raw', 'mangle', 'nat', 'filter', 'security'] as const;
export type TableName = (typeof tableNames)[number];

/** Which kernel interface a dump was read from: x_tables or nf_tables. */
export type Backend = 'legacy' | 'nft';

/**
 * The built-in chains of each table.
 * @see linux net/ipv4/netfilter/iptable_*.c valid_hooks
 */
export const builtinChains: Readonly<Record<TableName, readonly Hook[]>> = {
  raw: ['PREROUTING', 'OUTPUT'],
  mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
  nat: ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
  filter: ['INPUT', 'FORWARD', 'OUTPUT'],
  security: ['INPUT', 'FORWARD', 'OUTPUT'],
};

export function isTableName(name: string): name is TableName {
  return (tableNames as readonly string[]).includes(name);
}

export function isHook(name: string): name is Hook {
  return (hooks as readonly string[]).includes(name);
}

const basePriority: Readonly<Record<Exclude<TableName, 'nat' | 'security'>, number>> = {
  raw: -300,
  mangle: -150,
  filter: 0,
};

/** The side of a packet that nat translates. */
export type NatSide = 'source' | 'destination';

/** The side that nat translates in a hook. @see linux include/net/netfilter/nf_nat.h HOOK2MANIP */
export function sideOfHook(hook: Hook): NatSide {
  return hook === 'PREROUTING' || hook === 'OUTPUT' ? 'destination' : 'source';
}

/** Conntrack looks a packet up between raw and mangle. */
export const conntrackPriority = -200;

/**
 * The priority at which a table's chain is registered in a hook; lower runs first. iptables-nft registers security at
 * 150, behind nat INPUT (100), where x_tables has it at 50.
 * @see linux include/uapi/linux/netfilter_ipv4.h enum nf_ip_hook_priorities
 * @see iptables iptables/nft.c xtables_ipv4 (security at 150)
 */
export function hookPriority(table: TableName, hook: Hook, backend: Backend): number {
  switch (table) {
    case 'nat':
      return hook === 'PREROUTING' || hook === 'OUTPUT' ? -100 : 100;
    case 'security':
      return backend === 'nft' ? 150 : 50;
    case 'raw':
    case 'mangle':
    case 'filter':
      return basePriority[table];
  }
}
