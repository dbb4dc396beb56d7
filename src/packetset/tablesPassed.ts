import { hookPriority } from '../netfilter/hooks.js';
import type { Hook } from '../netfilter/hooks.js';
import type { Chain, Ruleset, Table } from '../ruleset/ruleset.js';

/** The tables that have a chain in a hook, in the order in which packets pass them; over lo nat is not asked again. */
export function tablesPassed(
  { tables }: Ruleset,
  hook: Hook,
  looped: boolean,
): readonly { readonly table: Table; readonly chain: Chain }[] {
  return tables
    .flatMap((table) => {
      const chain = table.chains.get(hook);
      return chain === undefined || (looped && table.name === 'nat') ? [] : [{ table, chain }];
    })
    .sort(
      ({ table: a }, { table: b }) =>
        hookPriority(a.name, hook, a.backend) - hookPriority(b.name, hook, b.backend),
    );
}
