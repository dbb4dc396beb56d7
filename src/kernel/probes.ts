import { hookPriority, hooks, builtinChains, tableNames, type Hook } from '../netfilter/hooks.js';

/** The nf_tables table, of family inet, in which the judge's own chains stand. */
export const probeTable = 'calitrace_judge';

/** Protocol of the packets with which the judge marks the end of a packet's messages; they go no further than the first probe. */
export const sentinelProtocol = 254;

/** Which probe a chain is: the first one of a packet's way, the one before a table's chain, the one behind all of a hook. */
export interface Probe {
  readonly hook: Hook;
  readonly place: string;
}

export function readProbe(chain: string): Probe | undefined {
  const [name, place = ''] = chain.split('_');
  const hook = hooks.find((one) => one === name);
  return hook === undefined ? undefined : { hook, place };
}

/** By these the judge's own packets are known: IPv4's identification, IPv6's flow label. */
export const sentIdentification = 0x1234;
const onlySent = `ip id != ${sentIdentification} drop; ip6 flowlabel != ${sentIdentification} drop;`;

/**
 * Empty base chains around every table of iptables: each tells addresses, interfaces and mark at its place, whether or not
 * the dump has that table, and the dump's own rules keep their numbers. Two hooks begin with the rule that turns tracing on.
 * What the node's stack sends on its own is dropped: RSTs, so that a connection to a closed port can have its answer, and all else, as rules
 * count what they see and put it into sets.
 */
export function writeProbes(conntrack: boolean): string {
  const lines: string[] = [];
  const chain = (hook: Hook, place: string, priority: number, rules = ''): void => {
    lines.push(
      `chain ${hook}_${place} { type filter hook ${hook.toLowerCase()} priority ${priority}; ${rules} }`,
    );
  };
  // Behind the joining of fragments (-400), before raw (-300).
  const enter = `meta nftrace set 1; ip protocol ${sentinelProtocol} drop;`;
  chain('PREROUTING', 'enter', -390, enter);
  chain('OUTPUT', 'enter', -390, `${enter} ${onlySent}`);
  for (const hook of hooks) {
    for (const table of tableNames) {
      if (!builtinChains[table].includes(hook)) continue;
      chain(hook, table, hookPriority(table, hook, 'nft') - 1);
    }
    // Behind everything but the entry's confirmation.
    chain(hook, 'last', 290, conntrack ? 'ct state invalid continue;' : '');
  }
  return `flush ruleset\ntable inet ${probeTable} {\n${lines.join('\n')}\n}\n`;
}
