import type { BoundRule, Ruleset } from '../../ruleset/ruleset.js';
import { fit, phrase } from '../phrase.js';
import {
  bitTest,
  conjuncts,
  effectsOf,
  interfaceTest,
  stateTest,
  targetName,
  verdictOf,
} from '../ruleShape.js';
import { calledChain } from '../../ruleset/callGraph.js';
import { calicoChainStory } from './chains.js';
import type { CalicoChain } from './chainName.js';
import { readCalicoChain } from './chainName.js';
import { annotation, explainRemark, hasFelixHash, remarks } from './comments.js';
import { describeMarks } from './markRules.js';

/** What a rule is in Felix's scheme; undefined for rules of others. */
export function describeCalicoRule(rule: BoundRule, ruleset: Ruleset): string | undefined {
  const chain = readCalicoChain(rule.chain);
  if (chain === undefined && !hasFelixHash(rule)) return undefined;
  const said = remarks(rule);
  for (const comment of said) {
    const meaning = explainRemark(comment);
    if (meaning !== undefined) return meaning;
  }
  const note = said.map(annotation).find((each) => each !== undefined);
  const shape =
    describeCall(rule, ruleset) ?? describeMarks(rule, chain, ruleset) ?? describeVerdict(rule, chain);
  return shape === undefined || note === undefined ? (shape ?? note) : fit(`${shape} (${note})`);
}

function describeCall(rule: BoundRule, ruleset: Ruleset): string | undefined {
  const to = calledChain(rule);
  if (to === undefined) return undefined;
  const arriving = interfaceTest(rule, 'in');
  const leaving = interfaceTest(rule, 'out');
  switch (to) {
    case 'cali-from-wl-dispatch':
      return arriving === undefined
        ? "the sending workload's egress policy"
        : phrase(`-i ${arriving.name}+: `, 'from a workload');
    case 'cali-to-wl-dispatch':
      return leaving === undefined
        ? "the receiving workload's policy"
        : phrase(`-o ${leaving.name}+: `, 'to a workload');
    case 'cali-wl-to-host':
      return 'from a workload to this host';
    case 'cali-from-host-endpoint':
      return rule.table === 'raw' && bitTest(rule) !== undefined
        ? 'not from a workload'
        : story(to, rule, ruleset);
    case 'cali-to-host-endpoint':
      return stateTest(rule).includes('DNAT')
        ? 'was DNATed: host policy on what leaves'
        : story(to, rule, ruleset);
    case 'cali-forward-endpoint-mark':
      return 'has an endpoint mark: IPVS forwards it';
    default:
      return story(to, rule, ruleset);
  }
}

function story(to: string, rule: BoundRule, ruleset: Ruleset): string | undefined {
  return calicoChainStory(to, rule.table, ruleset)?.purpose;
}

function describeVerdict(rule: BoundRule, chain: CalicoChain | undefined): string | undefined {
  const verdict = verdictOf(rule);
  const target = targetName(rule);
  if (target === 'NFLOG') return flowLog(rule);
  if (target === 'DSCP') return describeDscp(rule);
  if (target === 'LOG') return 'log';
  const states = stateTest(rule);
  if (verdict === 'ACCEPT' && states.includes('ESTABLISHED')) return 'belongs to a known connection';
  if (verdict === 'RETURN' && states.includes('ESTABLISHED')) return 'belongs to a known connection: leave';
  if (verdict === 'DROP' && states.includes('INVALID')) return 'conntrack finds it invalid: drop';
  switch (chain?.kind) {
    case 'policy':
    case 'profile':
      if (verdict === 'DROP' || verdict === 'REJECT') return 'deny';
      return rule.action.kind === 'none' ? 'no rules in this policy' : undefined;
    case 'fixed':
      return describeFixed(rule);
    case 'group':
    case 'workload':
    case 'host':
    case 'endpoint-mark':
    case 'arp':
    case 'branch':
    case undefined:
      return untracked(target);
  }
}

function describeFixed(rule: BoundRule): string | undefined {
  const verdict = verdictOf(rule);
  const target = targetName(rule);
  switch (rule.chain) {
    case 'cali-failsafe-in':
    case 'cali-failsafe-out':
      return verdict === 'ACCEPT' ? 'failsafe port: no policy can close it' : undefined;
    case 'cali-cidr-block':
      return verdict === 'DROP' || verdict === 'REJECT'
        ? 'service address that nobody serves: would loop'
        : undefined;
    case 'cali-nat-outgoing':
      if (verdict === 'RETURN') return 'not this one';
      return target === 'MASQUERADE' || target === 'SNAT' ? 'leaves the IP pools: source NAT' : undefined;
    case 'cali-POSTROUTING':
      return target === 'MASQUERADE' || target === 'SNAT'
        ? "wrong source for the tunnel: use the tunnel's"
        : undefined;
    case 'cali-fip-dnat':
      return target === 'DNAT' ? 'floating IP: to its workload' : undefined;
    case 'cali-fip-snat':
      return target === 'SNAT' ? 'workload calls itself: its floating IP as source' : undefined;
    case 'cali-rpf-skip':
      return verdict === 'ACCEPT' ? 'allowed to spoof this source' : undefined;
    case 'cali-wl-to-host':
      if (verdict === 'ACCEPT' && conjuncts(rule).length > 0) return 'always allowed to this host';
      return conjuncts(rule).length === 0 ? 'workload to host: the configured default' : undefined;
    case 'cali-FORWARD':
      return verdict === 'ACCEPT' && conjuncts(rule).length === 1 ? 'policy let it through' : undefined;
    case 'cali-OUTPUT':
      if (verdict === 'RETURN') return 'this host to its own workload: no policy';
      return undefined;
    case 'cali-PREROUTING':
      if (target === 'DNAT') return 'OpenStack metadata: to its service';
      if (verdict === 'ACCEPT' && rule.table === 'raw') return 'DHCP: has no source to check yet';
      return untracked(target);
    case 'cali-wireguard-incoming-mark':
      return verdict === 'RETURN' ? 'not out of a tunnel' : undefined;
    default:
      return untracked(target);
  }
}

function untracked(target: string | undefined): string | undefined {
  return target === 'NOTRACK' || target === 'CT' ? 'no connection tracking' : undefined;
}

const verdicts: ReadonlyMap<string, string> = new Map([
  ['A', 'allowed'],
  ['D', 'denied'],
  ['N', 'passed on'],
  ['P', 'passed on'],
]);

/**
 * A flow log's prefix: action, owner (policy or profile), direction, the number of the rule and whose it is; without a number the
 * end of a tier, or of all profiles.
 * @see calico felix/rules/nflogprefix.go
 */
function flowLog(rule: BoundRule): string {
  const prefix = effectsOf(rule).find((effect) => effect.kind === 'note')?.prefix ?? '';
  const [, action = '', owner, number = '', name] = /^([ADNP])([PR])[IE](\d*)(?:\|(.+))?$/.exec(prefix) ?? [];
  const verdict = verdicts.get(action);
  if (verdict === undefined) return 'flow log';
  if (number !== '') return `flow log: ${verdict}`;
  if (owner === 'R') return 'flow log: no profile accepted';
  return name === undefined ? 'flow log' : phrase('flow log: end of tier ', name, `, ${verdict}`);
}

function describeDscp({ chain }: BoundRule): string | undefined {
  if (chain === 'cali-egress-dscp') return 'leaves the cluster: set DSCP';
  return chain === 'cali-POSTROUTING' ? 'within the Istio mesh: set DSCP' : undefined;
}
