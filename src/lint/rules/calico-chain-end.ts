import type { TableName } from '../../netfilter/hooks.js';
import { readCalicoChain } from '../../owners/calico/chainName.js';
import { conjuncts } from '../../owners/ruleShape.js';
import { calledChain } from '../../ruleset/callGraph.js';
import type { BoundRule, Chain } from '../../ruleset/ruleset.js';
import { isDeny } from '../allowRules.js';
import { felixRules } from '../felix/felixRules.js';
import { lintRule } from '../lintRule.js';

/** Chains of Calico without the rule that Felix always writes last. */
export default lintRule({
  name: 'calico-chain-end',
  severity: 'error',
  messages: {
    'no-deny': 'the end of this chain is missing: behind this rule Calico denies all that is left',
    'no-answer': 'the end of this chain is missing: behind this rule Calico acts on what {chain} decided',
  },
  check(context, report) {
    const { states } = felixRules(context.ruleset, context.dump);
    if (states.size === 0) return;
    for (const table of context.ruleset.tables) {
      for (const chain of table.chains.values()) {
        const last = chain.rules.findLast((rule) => states.has(rule) && states.get(rule)?.kind !== 'foreign');
        // Of a rule that is not as Felix wrote it, or cannot be checked, calico-hash tells.
        if (last === undefined || states.get(last)?.kind !== 'genuine') continue;
        const called = calledChain(last);
        if (endsInDeny(chain, table.name)) {
          if (!deniesAll(last)) report({ message: 'no-deny', at: last });
        } else if (called !== undefined && last.action.kind === 'jump' && leavesVerdict(called, chain)) {
          report({ message: 'no-answer', at: last, data: { chain: called } });
        }
      }
    }
  },
});

/**
 * Whether Felix always ends such a chain with a rule that denies all: of a workload or of a host, and where these are looked up.
 * @see calico felix/rules/endpoints.go endpointIptablesChain, dispatch.go WorkloadDispatchChains
 */
function endsInDeny({ name }: Chain, table: TableName): boolean {
  if (table !== 'filter') return false;
  const chain = readCalicoChain(name);
  switch (chain?.kind) {
    case 'workload':
      return true;
    case 'host':
      return !chain.forwarded;
    case 'branch':
      return workloadDispatch.has(chain.of);
    case 'fixed':
      return workloadDispatch.has(name);
    case 'policy':
    case 'profile':
    case 'group':
    case 'endpoint-mark':
    case 'arp':
    case undefined:
      return false;
  }
}

const workloadDispatch = new Set(['cali-from-wl-dispatch', 'cali-to-wl-dispatch']);

function deniesAll(rule: BoundRule): boolean {
  return isDeny(rule) && conjuncts(rule).length === 0;
}

/**
 * Whether a chain leaves what it decided in the mark, for the next rule to act on. A group ends with its last policy: whoever called
 * it acts on that.
 * @see calico felix/rules/endpoints.go PolicyGroupToIptablesChains
 */
function leavesVerdict(name: string, caller: Chain): boolean {
  if (readCalicoChain(caller.name)?.kind === 'group') return false;
  const kind = readCalicoChain(name)?.kind;
  return (
    kind === 'policy' ||
    kind === 'profile' ||
    kind === 'group' ||
    /^cali-(?:from|to)-host-endpoint$/.test(name)
  );
}
