import { callersOf } from '../../owners/callersOf.js';
import { lintRule } from '../lintRule.js';
import { chainPlace } from '../tableSection.js';

/** Chains that rules lead to, and yet no packet. */
export default lintRule({
  name: 'unreachable-chain',
  severity: 'warning',
  messages: {
    one: 'no packet comes to this chain: the only rule that leads here matches none',
    several: 'no packet comes to this chain: the {count} rules that lead here match none',
  },
  check(context, report) {
    for (const table of context.ruleset.tables) {
      const fates = context.fatesOf(table);
      if (fates === undefined) continue;
      for (const chain of table.chains.values()) {
        if (chain.policy !== undefined || chain.rules.length === 0 || fates.entering.has(chain)) continue;
        // Where nothing comes to the calling chains either, what is wrong is said of these.
        const leading = (callersOf(table).get(chain.name) ?? []).filter((rule) => {
          const calling = table.chains.get(rule.chain);
          return calling !== undefined && fates.entering.has(calling);
        });
        if (leading.length === 0) continue;
        // A program's own chains may take all before it calls the last of them.
        const owner = context.ownerOf(table.name, chain.name)?.owner;
        if (
          owner !== undefined &&
          leading.every((rule) => context.ownerOf(table.name, rule.chain)?.owner === owner)
        ) {
          continue;
        }
        report({
          message: leading.length === 1 ? 'one' : 'several',
          at: chainPlace(context.dump, table, chain),
          because: leading,
          data: { count: String(leading.length) },
        });
      }
    }
  },
});
