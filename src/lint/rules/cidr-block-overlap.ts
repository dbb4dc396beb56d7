import { intersect } from '../../address/range.js';
import type { RangeSet } from '../../address/range.js';
import { explainSet } from '../../condition/explain.js';
import { chainsOf, conjuncts, effectsOf, rulesOf, verdictOf } from '../../owners/ruleShape.js';
import { calledChain } from '../../ruleset/callGraph.js';
import type { BoundRule, Ruleset } from '../../ruleset/ruleset.js';
import { lintRule } from '../lintRule.js';

/** Calico's protection against loops, where it drops what is meant for pods. */
export default lintRule({
  name: 'cidr-block-overlap',
  severity: 'error',
  messages: {
    'cluster-range':
      'Calico drops routed packets to {blocked}, and kube-proxy takes {pods} for the addresses of pods',
    endpoint:
      'Calico drops routed packets to {blocked}, where kube-proxy sends connections to services: {pods}',
  },
  check({ ruleset }, report) {
    const blocking = rulesOf(ruleset, 'cali-cidr-block', 'filter').filter((rule) => {
      const verdict = verdictOf(rule);
      return verdict === 'DROP' || verdict === 'REJECT';
    });
    if (blocking.length === 0) return;
    const ranges = podRanges(ruleset);
    const endpoints = serviceEndpoints(ruleset);
    for (const rule of blocking) {
      const blocked = addressesOf(rule, 'destination');
      const cluster = ranges.find(({ set }) => intersect(set, blocked).length > 0);
      const hit = endpoints.filter(({ set }) => intersect(set, blocked).length > 0);
      const [first] = cluster === undefined ? hit : [cluster];
      if (first === undefined) continue;
      report({
        message: cluster === undefined ? 'endpoint' : 'cluster-range',
        at: rule,
        because: (cluster === undefined ? hit : [cluster]).map((one) => one.rule),
        data: { blocked: explainSet('destination', blocked), pods: explainSet('destination', first.set) },
      });
    }
  },
});

interface Addresses {
  readonly rule: BoundRule;
  readonly set: RangeSet;
}

/** What `! -s CIDR … -j KUBE-MARK-MASQ` takes for pods, each range once. */
function podRanges(ruleset: Ruleset): readonly Addresses[] {
  const found = new Map<string, Addresses>();
  for (const chain of chainsOf(ruleset, 'nat')) {
    if (!/^KUBE-(?:SERVICES|SVC-|EXT-|SVL-|XLB-)/.test(chain.name)) continue;
    for (const rule of chain.rules) {
      if (calledChain(rule) !== 'KUBE-MARK-MASQ') continue;
      for (const condition of conjuncts(rule)) {
        if (condition.kind !== 'not' || condition.of.kind !== 'in' || condition.of.field !== 'source')
          continue;
        const { set } = condition.of;
        const key = explainSet('source', set);
        if (!found.has(key)) found.set(key, { rule, set });
      }
    }
  }
  return [...found.values()];
}

/** Where kube-proxy's endpoint chains send connections. */
function serviceEndpoints(ruleset: Ruleset): readonly Addresses[] {
  const found: Addresses[] = [];
  for (const chain of chainsOf(ruleset, 'nat')) {
    if (!chain.name.startsWith('KUBE-SEP-')) continue;
    for (const rule of chain.rules) {
      for (const effect of effectsOf(rule)) {
        if (effect.kind !== 'nat' || effect.to.kind !== 'range' || effect.to.addresses === undefined)
          continue;
        found.push({ rule, set: [effect.to.addresses] });
      }
    }
  }
  return found;
}

/** The addresses that a rule asks for on one side; empty where it does not ask. */
function addressesOf(rule: BoundRule, side: 'source' | 'destination'): RangeSet {
  for (const condition of conjuncts(rule)) {
    if (condition.kind === 'in' && condition.field === side) return condition.set;
  }
  return [];
}
