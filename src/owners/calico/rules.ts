import type { BoundRule, Ruleset } from '../../ruleset/ruleset.js';
import { fit, phrase } from '../phrase.js';
import {
  bitTest,
  calledChain,
  conjuncts,
  hasMatch,
  interfaceTest,
  markChange,
  stateTest,
  targetName,
  verdictOf,
} from '../ruleShape.js';
import type { CalicoChain } from './chainName.js';
import { readCalicoChain } from './chainName.js';
import { annotation, explainRemark, hasFelixHash, remarks } from './comments.js';
import { calicoChainStory } from './chains.js';
import type { CalicoBit } from './marks.js';
import { calicoMarks } from './marks.js';

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

const order: readonly CalicoBit[] = [
  'accept',
  'pass',
  'drop',
  'workload',
  'scratch',
  'wireguard',
  'endpoint',
];

/** The names of the bits in a mask, known ones only. */
function bitNames(mask: number, ruleset: Ruleset): readonly CalicoBit[] {
  const { masks } = calicoMarks(ruleset);
  return order.filter((bit) => ((masks.get(bit) ?? 0) & mask) !== 0);
}

function describeMarks(
  rule: BoundRule,
  chain: CalicoChain | undefined,
  ruleset: Ruleset,
): string | undefined {
  const change = markChange(rule);
  if (change !== undefined) return describeChange(rule, change, chain, ruleset);
  const test = bitTest(rule);
  if (test === undefined) return undefined;
  const [bit, ...more] = bitNames(test.mask, ruleset);
  const { masks } = calicoMarks(ruleset);
  // A test of more bits than the one with a name asks for something else, as the eBPF rules do.
  if (bit === undefined || more.length > 0 || masks.get(bit) !== test.mask) {
    return ((masks.get('ebpf') ?? 0) & test.value) === 0 ? undefined : 'eBPF: the programs marked it';
  }
  const isSet = test.negated ? test.value === 0 : test.value !== 0;
  const verdict = verdictOf(rule);
  switch (bit) {
    case 'accept':
      if (!isSet) return undefined;
      if (verdict === 'ACCEPT')
        return stateTest(rule).includes('UNTRACKED') ? 'untracked policy accepted it' : 'policy accepted it';
      if (verdict === 'RETURN') if (chain?.kind === 'profile') return 'allowed: leave the profile';
      return isPolicy(chain) ? 'allowed: leave the policy' : 'policy accepted: leave';
      return targetName(rule) === 'NOTRACK' || targetName(rule) === 'CT'
        ? 'allowed untracked: no connection tracking'
        : undefined;
    case 'pass':
      if (verdict === 'RETURN') return isSet ? 'passed on: leave the policy' : undefined;
      return !isSet && verdict === 'DROP' ? 'no policy accepted: default deny' : undefined;
    case 'drop':
      return isSet && (verdict === 'DROP' || verdict === 'REJECT') ? 'denied by this policy' : undefined;
    case 'workload':
      return isSet && hasMatch(rule, 'rpfilter')
        ? 'workload with a source that is not its own: drop'
        : undefined;
    case 'endpoint':
      return isSet && verdict === 'RETURN' ? 'IPVS forwards it: policy comes later' : undefined;
    case 'scratch':
    case 'wireguard':
    case 'ebpf':
    case 'all':
      return undefined;
  }
}

function describeChange(
  rule: BoundRule,
  change: { readonly value: number; readonly mask: number },
  chain: CalicoChain | undefined,
  ruleset: Ruleset,
): string | undefined {
  const touched = bitNames((change.mask | change.value) >>> 0, ruleset);
  if (
    isPolicy(chain) &&
    touched.length > 0 &&
    touched.every((bit) => bit === 'workload' || bit === 'scratch')
  ) {
    return describeBlock(rule, touched, change.value, ruleset);
  }
  if (change.value === 0) return describeClear(change.mask, touched);
  const [first, second] = bitNames(change.value, ruleset);
  const ebpf = calicoMarks(ruleset).masks.get('ebpf') ?? 0;
  if (first === undefined) {
    return (ebpf & change.value) !== 0 ? 'eBPF: set a mark for the programs' : undefined;
  }
  if (second !== undefined) return undefined;
  switch (first) {
    case 'accept':
      if (isPolicy(chain)) return 'allow: set the accept bit';
      return chain === undefined ? 'was forwarded: keep that in the accept bit' : 'set the accept bit';
    case 'pass':
      return 'pass: on to the next tier or the profiles';
    case 'drop':
      return 'deny: set the drop bit';
    case 'workload':
      return 'from a workload: remember it';
    case 'wireguard':
      return 'from the WireGuard tunnel: remember it';
    case 'endpoint':
      return chain?.kind === 'endpoint-mark'
        ? phrase('mark the sender: ', chain.interface)
        : 'mark the sender';
    case 'scratch':
    case 'ebpf':
    case 'all':
      return undefined;
  }
}

function describeClear(mask: number, touched: readonly CalicoBit[]): string | undefined {
  const [first, second] = touched;
  if (mask === 0) return 'nothing to clear';
  if (first === undefined) return undefined;
  if (touched.every((bit) => bit === 'endpoint')) return 'clear the endpoint mark';
  const few = bitCount(mask) === touched.length && touched.length <= 2;
  if (!few) return "clear Calico's bits";
  if (second !== undefined) return `clear the ${first} and ${second} bits`;
  return first === 'pass' ? 'policies begin: clear the pass bit' : `clear the ${first} bit`;
}

function bitCount(mask: number): number {
  let count = 0;
  for (let rest = mask; rest !== 0; rest = (rest & (rest - 1)) >>> 0) count++;
  return count;
}

/**
 * A policy rule with more CIDRs or ports than one iptables rule takes is evaluated in blocks: scratch0 says that all
 * blocks so far hold, scratch1 that this one does.
 * @see calico felix/rules/policy.go matchBlockBuilder
 */
function describeBlock(
  rule: BoundRule,
  touched: readonly CalicoBit[],
  value: number,
  ruleset: Ruleset,
): string {
  if (touched.length > 1) return 'rule in parts: begin';
  if (value !== 0) return 'rule in parts: one of these holds';
  const test = bitTest(rule);
  return test !== undefined && bitNames(test.mask, ruleset).includes('scratch')
    ? 'rule in parts: none of these holds'
    : 'rule in parts: an excluded one holds';
}

function isPolicy(chain: CalicoChain | undefined): boolean {
  return chain?.kind === 'policy' || chain?.kind === 'profile' || chain?.kind === 'group';
}

function describeVerdict(rule: BoundRule, chain: CalicoChain | undefined): string | undefined {
  const verdict = verdictOf(rule);
  const target = targetName(rule);
  if (target === 'NFLOG') return 'flow log';
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
