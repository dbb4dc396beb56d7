import type { BoundRule, Ruleset } from '../../ruleset/ruleset.js';
import { phrase } from '../phrase.js';
import {
  bitTest,
  chainsNamed,
  conjuncts,
  hasMatch,
  interfaceTest,
  natDestination,
  setTests,
  stateTest,
  targetName,
  verdictOf,
} from '../ruleShape.js';
import { calledChain } from '../../ruleset/callGraph.js';
import { kubeChainStory } from './chains.js';
import type { Endpoint } from './serviceNames.js';
import {
  endpointOf,
  isEndpointChain,
  readServiceChain,
  readServiceComment,
  serviceOfHash,
} from './serviceNames.js';
import { describeKubeSet } from './sets.js';

/** What a rule is in kube-proxy's scheme; undefined for rules of others. */
export function describeKubeRule(rule: BoundRule, ruleset: Ruleset): string | undefined {
  const to = calledChain(rule);
  const own = kubeChainStory(rule.chain, rule.table, ruleset) !== undefined;
  if (!own) return to === undefined ? undefined : kubeChainStory(to, rule.table, ruleset)?.purpose;
  const service = readServiceChain(rule.chain);
  if (service !== undefined) return describeServiceRule(rule, ruleset, serviceOfHash(ruleset, service.hash));
  if (isEndpointChain(rule.chain)) return describeEndpointRule(rule);
  return describeBySet(rule, to) ?? describeEntrance(rule, to, ruleset) ?? describeShared(rule, to, ruleset);
}

function describeServiceRule(rule: BoundRule, ruleset: Ruleset, service = 'the service'): string | undefined {
  const to = calledChain(rule);
  const endpoint = natDestination(rule);
  if (endpoint !== undefined) return phrase('to the endpoint ', endpoint);
  if (to === undefined) {
    return rule.action.kind === 'none' ? 'source not allowed: KUBE-PROXY-FIREWALL drops it' : undefined;
  }
  if (to === 'KUBE-MARK-DROP') {
    return readServiceChain(rule.chain)?.kind === 'FW'
      ? 'source not allowed: mark for dropping'
      : 'no endpoint here: mark for dropping';
  }
  if (to === 'KUBE-MARK-MASQ') return masquerade(rule);
  if (isEndpointChain(to)) return describePick(rule, to, endpointOf(ruleset, to), ruleset);
  const local = conjuncts(rule).some((each) => each.kind === 'derived' && each.of.fact === 'address-type');
  if (local) return 'from this host: any endpoint will do';
  const next = readServiceChain(to)?.kind;
  switch (next) {
    case 'SVC':
      if (conjuncts(rule).length === 0) return phrase('any endpoint of ', service);
      return readServiceChain(rule.chain)?.kind === 'FW'
        ? 'allowed source: any endpoint'
        : 'from a pod: as by the cluster IP';
    case 'SVL':
      return 'only endpoints on this node';
    case 'EXT':
    case 'XLB':
      return conjuncts(rule).length === 0 ? 'to the service' : 'allowed source: to the service';
    case 'FW':
    case undefined:
      return undefined;
  }
}

/** kube-proxy picks at random by 1/n, 1/(n-1), … 1/2 and the rest; before that come the rules of client affinity. */
function describePick(rule: BoundRule, to: string, endpoint: Endpoint, ruleset: Ruleset): string {
  const at = endpoint.address === undefined ? '' : `: ${endpoint.address}`;
  if (hasMatch(rule, 'recent')) return phrase('client was here before', at);
  const picks = chainsNamed(ruleset, rule.chain, rule.table)
    .flatMap((chain) => chain.rules)
    .filter((each) => isEndpointChain(calledChain(each) ?? '') && !hasMatch(each, 'recent'));
  const position = picks.findIndex((each) => each.number === rule.number && calledChain(each) === to) + 1;
  return picks.length === 1
    ? phrase('the only endpoint', at)
    : phrase(`load balance ${String(position)} of ${String(picks.length)}`, at);
}

function describeEndpointRule(rule: BoundRule): string | undefined {
  if (calledChain(rule) === 'KUBE-MARK-MASQ') return 'endpoint calls itself: mark for masquerade';
  const to = natDestination(rule);
  return to === undefined ? undefined : phrase('to the endpoint ', to);
}

/** Why a rule marks for masquerade. */
function masquerade(rule: BoundRule): string {
  const parts = conjuncts(rule);
  if (parts.some((each) => each.kind === 'derived' && each.of.fact === 'address-type')) {
    return 'from this host: mark for masquerade';
  }
  const from = interfaceTest(rule, 'in');
  const notPods = parts.some(
    (each) => each.kind === 'not' && each.of.kind === 'in' && each.of.field === 'source',
  );
  return notPods || from?.negated === true ? 'not from a pod: mark for masquerade' : 'mark for masquerade';
}

/** IPVS mode: the rules ask whether the destination is in one of kube-proxy's sets. */
function describeBySet(rule: BoundRule, to: string | undefined): string | undefined {
  const [member] = setTests(rule);
  const holds = member === undefined ? undefined : describeKubeSet(member.set);
  if (holds === undefined) return undefined;
  const verdict = verdictOf(rule);
  if (to === 'KUBE-MARK-MASQ') return phrase('mark for masquerade: ', holds);
  if (targetName(rule) === 'MASQUERADE') return phrase('masquerade: ', holds);
  if (verdict === 'ACCEPT') {
    return rule.table === 'nat' ? phrase('no more nat rules: ', holds) : phrase('allowed: ', holds);
  }
  if (verdict === 'RETURN') return phrase('leave: ', holds);
  if (verdict === 'DROP' || verdict === 'REJECT') return phrase('refused: ', holds);
  return phrase('', holds);
}

const kinds: readonly (readonly [string, string])[] = [
  [' cluster IP', ', cluster IP'],
  [' external IP', ', external IP'],
  [' loadbalancer IP', ', load balancer'],
];

/** Rules that lead to a service, or refuse for one. */
function describeEntrance(rule: BoundRule, to: string | undefined, ruleset: Ruleset): string | undefined {
  const [comment, name] = rule.comments
    .map((each) => [each, readServiceComment(each)] as const)
    .find(([, service]) => service !== undefined) ?? ['', undefined];
  const hash = to === undefined ? undefined : readServiceChain(to)?.hash;
  const service = name ?? (hash === undefined ? undefined : serviceOfHash(ruleset, hash));
  if (service === undefined) return undefined;
  if (to === 'KUBE-MARK-MASQ') return masquerade(rule);
  if (comment.endsWith(' has no endpoints')) return phrase('no endpoints: ', service);
  if (comment.endsWith(' has no local endpoints')) return phrase('no endpoints on this node: ', service);
  if (comment.endsWith(' health check node port')) return phrase('health check of ', service);
  if (comment.includes(' traffic not accepted by ')) return phrase('source not allowed for ', service);
  if (hash === undefined) return undefined;
  if (rule.chain === 'KUBE-NODEPORTS') return phrase('node port of ', service);
  const after = kinds.find(([ending]) => comment.endsWith(ending))?.[1] ?? '';
  return phrase('', service, after);
}

function describeShared(rule: BoundRule, to: string | undefined, ruleset: Ruleset): string | undefined {
  const verdict = verdictOf(rule);
  const target = targetName(rule);
  const states = stateTest(rule);
  if (to === 'KUBE-MARK-MASQ') return masquerade(rule);
  if (rule.chain === 'KUBE-SERVICES' && rule.table === 'nat' && verdict === 'RETURN') {
    return 'from a loopback address: no service';
  }
  if (rule.chain === 'KUBE-SOURCE-RANGES-FIREWALL' && verdict === 'DROP') return 'source not allowed: drop';
  if (to === 'KUBE-NODEPORTS' || to === 'KUBE-NODE-PORT') return 'to a local address: a node port?';
  switch (rule.chain) {
    case 'KUBE-MARK-MASQ':
      return target === 'MARK' ? 'masquerade mark' : undefined;
    case 'KUBE-MARK-DROP':
      return target === 'MARK' ? 'drop mark' : undefined;
    case 'KUBE-POSTROUTING':
      if (verdict === 'RETURN' && bitTest(rule) !== undefined) return 'not marked for masquerade: leave';
      if (target === 'MARK') return 'clear the masquerade mark';
      return target === 'MASQUERADE' || target === 'SNAT' ? 'masquerade service traffic' : undefined;
    case 'KUBE-FORWARD':
      if (verdict === 'DROP' && states.includes('INVALID')) return 'conntrack finds it invalid: drop';
      if (verdict === 'ACCEPT' && bitTest(rule) !== undefined) return 'service traffic: let it through';
      return states.includes('ESTABLISHED') ? 'belongs to a known connection' : undefined;
    case 'KUBE-FIREWALL':
      if (rule.table === 'nat')
        return to === 'KUBE-MARK-DROP' ? 'source not allowed: mark for dropping' : undefined;
      if (verdict !== 'DROP') return undefined;
      return bitTest(rule) === undefined ? 'loopback address from outside: drop' : 'marked for dropping';
    default:
      return to === undefined ? undefined : kubeChainStory(to, rule.table, ruleset)?.purpose;
  }
}
