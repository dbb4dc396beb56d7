import type { BoundRule, Ruleset } from '../../ruleset/ruleset.js';
import { phrase } from '../phrase.js';
import { bitTest, hasMatch, markChange, stateTest, targetName, verdictOf } from '../ruleShape.js';
import type { CalicoChain } from './chainName.js';
import { calicoMarks } from './marks.js';
import type { CalicoBit } from './witnesses.js';

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

/** What a rule that tests or changes the mark does, from the bits that the dump shows; undefined where they do not tell. */
export function describeMarks(
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
    if (((masks.get('ebpf') ?? 0) & test.value) === 0) return undefined;
    return test.negated ? 'eBPF: the programs have not marked it' : 'eBPF: the programs marked it';
  }
  const isSet = test.negated ? test.value === 0 : test.value !== 0;
  const verdict = verdictOf(rule);
  switch (bit) {
    case 'accept':
      if (!isSet) return undefined;
      if (verdict === 'ACCEPT')
        return stateTest(rule).includes('UNTRACKED') ? 'untracked policy accepted it' : 'policy accepted it';
      if (verdict === 'RETURN') {
        if (chain?.kind === 'profile') return 'allowed: leave the profile';
        return isPolicy(chain) ? 'allowed: leave the policy' : 'policy accepted: leave';
      }
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
