import type { TableName } from '../../netfilter/hooks.js';
import type { Chain } from '../../ruleset/ruleset.js';
import { callGraphOf } from '../../ruleset/callGraph.js';
import { lintRule } from '../lintRule.js';
import { chainPlace, sectionOf } from '../tableSection.js';

/** Chains with rules that no rule leads to. */
export default lintRule({
  name: 'unreferenced-chain',
  severity: 'warning',
  messages: {
    unused: 'no rule leads to this chain: {rules}',
    'cut-off':
      'no rule leads to this chain, with which {owner} begins in table {table}: {rules}, nor do the chains behind it',
  },
  check(context, report) {
    for (const table of context.ruleset.tables) {
      if (!sectionOf(context.dump, table).whole) continue;
      const { nodes } = callGraphOf(table);
      const isCalled = new Uint8Array(nodes.length);
      for (const { calls } of nodes) for (const { called } of calls) isCalled[called.index] = 1;
      for (const { chain, index } of nodes) {
        // An empty one waits for rules, or is some program's signal.
        if (isCalled[index] === 1 || chain.policy !== undefined || chain.rules.length === 0) continue;
        const at = chainPlace(context.dump, table, chain);
        const count = chain.rules.length;
        const rules = count === 1 ? 'its rule sees no packet' : `its ${count} rules see no packet`;
        const owner = context.ownerOf(table.name, chain.name)?.owner;
        if (owner === undefined) {
          report({ message: 'unused', at, data: { rules }, ...(isTool(chain) ? { severity: 'note' } : {}) });
        } else if (entrances.get(chain.name)?.includes(table.name) === true) {
          report({ message: 'cut-off', at, severity: 'error', data: { owner, table: table.name, rules } });
        }
      }
    }
  },
});

/** Of chains that select nothing (log and drop, say) some are kept for when they are needed. */
function isTool(chain: Chain): boolean {
  return chain.rules.every(({ matches }) =>
    matches.every(
      ({ name, condition }) => name === 'limit' || (condition.kind === 'all' && condition.of.length === 0),
    ),
  );
}

/** Programs keep chains in stock that nothing leads to, but not those with which they begin. */
const entrances: ReadonlyMap<string, readonly TableName[]> = new Map<string, readonly TableName[]>([
  ['cali-INPUT', ['filter']],
  ['cali-FORWARD', ['filter']],
  ['cali-OUTPUT', ['raw', 'nat', 'filter']],
  ['cali-PREROUTING', ['raw', 'mangle', 'nat']],
  ['cali-POSTROUTING', ['mangle', 'nat']],
  ['KUBE-SERVICES', ['nat', 'filter']],
  ['KUBE-EXTERNAL-SERVICES', ['filter']],
  ['KUBE-POSTROUTING', ['nat']],
  ['KUBE-FORWARD', ['filter']],
  ['KUBE-FIREWALL', ['filter']],
  ['KUBE-PROXY-FIREWALL', ['filter']],
  ['KUBE-HOSTPORTS', ['nat']],
  ['KUBE-ROUTER-INPUT', ['filter']],
  ['KUBE-ROUTER-FORWARD', ['filter']],
  ['KUBE-ROUTER-OUTPUT', ['filter']],
  ['CNI-HOSTPORT-DNAT', ['nat']],
  ['CNI-HOSTPORT-MASQ', ['nat']],
  ['CNI-FORWARD', ['filter']],
  ['DOCKER', ['nat', 'filter']],
  ['DOCKER-USER', ['filter']],
  ['DOCKER-FORWARD', ['filter']],
  ['FLANNEL-FWD', ['filter']],
  ['FLANNEL-POSTRTG', ['nat']],
  ['ts-input', ['filter']],
  ['ts-forward', ['filter']],
  ['ts-postrouting', ['nat']],
]);
