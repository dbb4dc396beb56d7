import { readCalicoChain } from '../owners/calico/chainName.js';
import { calicoMarks } from '../owners/calico/marks.js';
import { bitTest, markChange, verdictOf } from '../owners/ruleShape.js';
import type { BoundRule, Chain, Ruleset } from '../ruleset/ruleset.js';

/** Policy and profile chains as Felix named them before 2.1. */
const olderPolicy = /^(?:calip[io]-|felix-p-)/;

/** Whether a chain holds what people wrote in a policy or profile of Calico. */
export function isPolicyChain(name: string): boolean {
  const kind = readCalicoChain(name)?.kind;
  return kind === 'policy' || kind === 'profile' || olderPolicy.test(name);
}

/** Whether a rule ends a packet's way by a verdict against it. */
export function isDeny(rule: BoundRule): boolean {
  const verdict = verdictOf(rule);
  return verdict === 'DROP' || verdict === 'REJECT';
}

/**
 * The rules of a chain that let packets pass: by ACCEPT, and in policies of Calico by the mark that says so; what returns from
 * there with that mark has been allowed.
 */
export function allowsOf(ruleset: Ruleset, chain: Chain): readonly BoundRule[] {
  const ofPolicy = isPolicyChain(chain.name);
  return chain.rules.filter(
    (rule) => verdictOf(rule) === 'ACCEPT' || (ofPolicy && setsAcceptMark(ruleset, chain, rule)),
  );
}

function setsAcceptMark(ruleset: Ruleset, chain: Chain, rule: BoundRule): boolean {
  const change = markChange(rule);
  if (change === undefined || change.value === 0) return false;
  const accept = calicoMarks(ruleset).masks.get('accept');
  if (accept !== undefined) return (change.value & change.mask & accept) !== 0;
  // Without any sign of Calico's accept bit: what the next rule returns for.
  const next = chain.rules[rule.number];
  const test = next === undefined ? undefined : bitTest(next);
  return (
    next !== undefined &&
    verdictOf(next) === 'RETURN' &&
    test !== undefined &&
    !test.negated &&
    test.value === change.value
  );
}
