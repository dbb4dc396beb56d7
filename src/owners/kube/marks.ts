import { writeMark } from '../../netfilter/marks.js';
import type { Ruleset } from '../../ruleset/ruleset.js';
import type { MarkBit } from '../owner.js';
import { perRuleset } from '../perRuleset.js';
import { bitTest, markChange, rulesOf, targetName, verdictOf } from '../ruleShape.js';

/** kube-proxy's bits as the dump shows them, unsigned 32-bit; undefined where it does not. */
export interface KubeMarks {
  readonly masquerade: number | undefined;
  readonly drop: number | undefined;
  readonly doubts: readonly string[];
}

/**
 * Infers the masquerade and the drop bit: from the chains that set them, else from those that test them.
 * @see kubernetes pkg/proxy/iptables/proxier.go, --iptables-masquerade-bit
 */
export const kubeMarks = perRuleset((ruleset): KubeMarks => {
  const masquerade = [
    ...setIn(ruleset, 'KUBE-MARK-MASQ'),
    ...testsIn(ruleset, 'KUBE-POSTROUTING'),
    ...testsIn(ruleset, 'KUBE-FORWARD'),
  ];
  const drop = [...setIn(ruleset, 'KUBE-MARK-DROP'), ...dropTests(ruleset)];
  return {
    masquerade: masquerade[0],
    drop: drop[0],
    doubts: [...doubts('masquerade', masquerade), ...doubts('drop', drop)],
  };
});

function setIn(ruleset: Ruleset, chain: string): readonly number[] {
  return rulesOf(ruleset, chain, 'nat').flatMap((rule) => markChange(rule)?.value ?? []);
}

function testsIn(ruleset: Ruleset, chain: string): readonly number[] {
  return rulesOf(ruleset, chain).flatMap((rule) => {
    const test = bitTest(rule);
    if (test === undefined || test.value === 0) return [];
    const verdict = verdictOf(rule);
    const asked = test.negated
      ? verdict === 'RETURN'
      : verdict === 'ACCEPT' || targetName(rule) === 'MASQUERADE';
    return asked ? [test.value] : [];
  });
}

function dropTests(ruleset: Ruleset): readonly number[] {
  return rulesOf(ruleset, 'KUBE-FIREWALL', 'filter').flatMap((rule) => {
    const test = bitTest(rule);
    return test === undefined || test.negated || verdictOf(rule) !== 'DROP' ? [] : [test.value];
  });
}

function doubts(bit: string, values: readonly number[]): readonly string[] {
  const distinct = [...new Set(values)];
  return distinct.length > 1
    ? [`kube-proxy's ${bit} bit is set and tested as ${distinct.map(writeMark).join(' and ')}.`]
    : [];
}

/** kube-proxy's bits that this dump shows. */
export function kubeMarkBits(ruleset: Ruleset): readonly MarkBit[] {
  const { masquerade, drop } = kubeMarks(ruleset);
  const owner = 'kube-proxy';
  const bits: MarkBit[] = [];
  if (masquerade !== undefined) {
    bits.push({ mask: masquerade, name: 'masquerade', owner, meaning: 'to be masqueraded in POSTROUTING' });
  }
  if (drop !== undefined) {
    bits.push({ mask: drop, name: 'drop', owner, meaning: 'to be dropped by KUBE-FIREWALL' });
  }
  return bits;
}
