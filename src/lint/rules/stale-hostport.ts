import { calledChain } from '../../ruleset/callGraph.js';
import { callersOf } from '../../owners/callersOf.js';
import { lintRule } from '../lintRule.js';
import { chainPlace, sectionOf } from '../tableSection.js';

/** Host ports that two containers claim, or that nothing leads to any more. */
export default lintRule({
  name: 'stale-hostport',
  severity: 'warning',
  replaces: ['shadowed-rule', 'unreferenced-chain'],
  messages: {
    taken:
      'no connection comes to {chain} by this host port: {other} takes them all before; one of the two containers is mostly gone',
    unused: 'no rule leads to this chain of a host port: the container that it was made for is mostly gone',
  },
  check(context, report) {
    for (const table of context.ruleset.tables) {
      if (table.name !== 'nat' || ![...table.chains.keys()].some(isHostPort)) continue;
      const callers = callersOf(table);
      for (const chain of table.chains.values()) {
        if (!isHostPort(chain.name) || chain.rules.length === 0 || callers.has(chain.name)) continue;
        if (sectionOf(context.dump, table).whole) {
          report({ message: 'unused', at: chainPlace(context.dump, table, chain), severity: 'note' });
        }
      }
      const fates = context.fatesOf(table);
      if (fates === undefined) continue;
      for (const chain of table.chains.values()) {
        if (!fates.entering.has(chain)) continue;
        for (const rule of chain.rules) {
          const called = calledChain(rule) ?? '';
          if (!isHostPort(called) || fates.matched.has(rule)) continue;
          const cause = context.causeOf(table, chain, rule);
          if (cause?.kind !== 'hidden') continue;
          // Anything but another host port is told of by others.
          const other = cause.by.find((taker) => isHostPort(taker.chain) && taker.chain !== called)?.chain;
          if (other === undefined) continue;
          report({ message: 'taken', at: rule, because: cause.by, data: { chain: called, other } });
        }
      }
    }
  },
});

/** The chain of one container: of portmap, of the kubelet or CRI-O. */
function isHostPort(name: string): boolean {
  return /^CNI-DN-[0-9a-f]{21}$/.test(name) || /^KUBE-HP-[A-Z2-7]{16}$/.test(name);
}
