import type { Dump } from '../ast/ast.js';
import { eachLine, lineOf } from '../ast/dumpLines.js';
import type { BoundRule } from '../ruleset/ruleset.js';

/**
 * What the counters of a dump (`iptables-save -c`) say of a rule that counted nothing while packets passed its chain. They
 * began at zero at some time that nobody knows, so their silence proves nothing: it agrees.
 */
export function countersOf(dump: Dump): (rule: BoundRule) => string | undefined {
  let busiest: ReadonlyMap<string, bigint> | undefined;
  return (rule) => {
    const line = lineOf(dump, rule.line);
    if (line?.kind !== 'rule' || line.counters?.value.packets !== 0n) return undefined;
    busiest ??= busiestOf(dump);
    const packets = busiest.get(keyOf(rule.table, rule.chain)) ?? 0n;
    return packets === 0n ? undefined : `never hit in ${String(packets)} packets of chain ${rule.chain}`;
  };
}

/** At least so many packets came to each chain: as many as its busiest rule, or its policy, counted. */
function busiestOf(dump: Dump): ReadonlyMap<string, bigint> {
  const busiest = new Map<string, bigint>();
  let table = 'filter';
  for (const line of eachLine(dump)) {
    if (line.kind === 'table') table = line.name.text;
    if (line.kind !== 'chain' && line.kind !== 'rule') continue;
    const key = keyOf(table, line.kind === 'chain' ? line.name.text : line.chain.text);
    const packets = line.counters?.value.packets ?? 0n;
    if (packets > (busiest.get(key) ?? 0n)) busiest.set(key, packets);
  }
  return busiest;
}

function keyOf(table: string, chain: string): string {
  return `${table} ${chain}`;
}
