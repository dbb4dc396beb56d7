import { lintRule } from '../lintRule.js';
import { calledChain, callGraphOf } from '../../ruleset/callGraph.js';
import { sectionOf } from '../tableSection.js';

/** Rules that jump or go to a chain that the table does not have. */
export default lintRule({
  name: 'undefined-chain',
  severity: 'error',
  messages: {
    missing: 'table {table} has no chain {chain}; iptables-restore refuses the whole table',
    unknown:
      'table {table} has no chain {chain}, and calitrace knows no target of that name; if it is a chain, iptables-restore refuses the whole table',
  },
  check(context, report) {
    for (const table of context.ruleset.tables) {
      if (!sectionOf(context.dump, table).whole) continue;
      for (const rule of callGraphOf(table).astray) {
        const chain = calledChain(rule) ?? '';
        const maybeTarget = rule.action.kind === 'jump' && looksLikeTarget(chain);
        report({
          message: maybeTarget ? 'unknown' : 'missing',
          at: rule,
          data: { table: table.name, chain },
          ...(maybeTarget ? { severity: 'warning' as const } : {}),
        });
      }
    }
  },
});

/** Targets are modules of the kernel, and these are named in capitals. */
function looksLikeTarget(name: string): boolean {
  return /^[A-Z0-9_]+$/.test(name);
}
