import type { BoundRule, Ruleset } from '../../ruleset/ruleset.js';
import { byPattern } from '../byPattern.js';
import { fromComments } from '../fromComments.js';
import { knownMarks } from '../knownMarks.js';
import { owner } from '../owner.js';
import type { ChainStory } from '../owner.js';
import { phrase } from '../phrase.js';
import { rulesOf, verdictOf } from '../ruleShape.js';

const name = 'kube-router';

const ofPod = /\bPOD name:(\S+) namespace: (\S+)/;
const ofPolicy = /\bselected by policy name:? (\S+) namespace (\S+)/;

/** The `NAMESPACE/NAME` that a rule's comments tell. */
function namedBy(rule: BoundRule, pattern: RegExp): string | undefined {
  for (const comment of rule.comments) {
    const [, own, namespace] = pattern.exec(comment) ?? [];
    if (own !== undefined && namespace !== undefined) return `${namespace}/${own}`;
  }
  return undefined;
}

/** A chain with a hash in its name, by the one name that all comments in it agree on. */
function byComments(
  ruleset: Ruleset,
  chain: string,
  [before, pattern]: readonly [before: string, pattern: RegExp],
): ChainStory | undefined {
  const names = new Set(rulesOf(ruleset, chain, 'filter').flatMap((rule) => namedBy(rule, pattern) ?? []));
  const [only] = names;
  if (only === undefined || names.size > 1) return undefined;
  const purpose = phrase(before, only);
  const whole = `${before}${only}`;
  return purpose === whole ? { owner: name, purpose } : { owner: name, purpose, detail: whole };
}

const shared = byPattern(name, [
  [/^KUBE-ROUTER-INPUT$/, 'policy for traffic to this host'],
  [/^KUBE-ROUTER-FORWARD$/, 'policy for routed traffic'],
  [/^KUBE-ROUTER-OUTPUT$/, 'policy for traffic from this host'],
  [/^KUBE-ROUTER-SERVICES$/, 'traffic to service addresses'],
  [/^KUBE-ROUTER-HAIRPIN$/, 'pods that call themselves by a service'],
  [/^KUBE-POD-FW-[A-Z2-7]{16}$/, 'policies of one pod'],
  [/^KUBE-NWPLCY-DEFAULT$/, 'pods without a policy: allow'],
  [/^KUBE-NWPLCY-COMMON$/, 'always allowed: known connections, ICMP'],
  [/^KUBE-NWPLCY-TAIL$/, 'after all policies'],
  [/^KUBE-NWPLCY-[A-Z2-7]{16}$/, 'one network policy (hashed name)'],
]);

/** What its comments say at length, shortly: the first that fits. They name the pod last, where a phrase would be cut. */
const short: readonly (readonly [pattern: RegExp, words: string, named?: RegExp])[] = [
  [/^rule to jump traffic destined to POD /, 'traffic to pod ', ofPod],
  [/^rule to jump traffic from POD /, 'traffic from pod ', ofPod],
  [/^rule to log dropped traffic POD /, 'log what no policy allows: pod ', ofPod],
  [/^rule to REJECT traffic destined for POD /, 'no policy allows it: default deny of pod ', ofPod],
  [/^rule to permit the traffic traffic to pods when source is/, "from the pod's own node: allow"],
  [/^rule to explicitly ACCEPT traffic that comply/, 'network policies let it through'],
];

function describeRule(rule: BoundRule, ruleset: Ruleset): string | undefined {
  const policy = namedBy(rule, ofPolicy);
  if (policy !== undefined) {
    return verdictOf(rule) === 'RETURN' ? 'allowed: leave the policy' : phrase('allow: policy ', policy);
  }
  for (const [pattern, words, named] of short) {
    if (!rule.comments.some((comment) => pattern.test(comment))) continue;
    const who = named === undefined ? '' : namedBy(rule, named);
    if (who !== undefined) return phrase(words, who);
  }
  return ownWords(rule, ruleset);
}

const ownWords = fromComments(
  /^((?:rule|default rule|run through|allow|drop|set mark).+?)(?: - [A-Z2-7]{16})?$/i,
);

/** kube-router, whose network policy also runs inside k3s. @see cloudnativelabs/kube-router pkg/controllers/netpol */
export default owner({
  name,
  describeChain: (chain, table, ruleset) => {
    const story = shared(chain, table, ruleset);
    if (/^KUBE-POD-FW-[A-Z2-7]{16}$/.test(chain))
      return byComments(ruleset, chain, ['policies of pod ', ofPod]) ?? story;
    if (/^KUBE-NWPLCY-[A-Z2-7]{16}$/.test(chain))
      return byComments(ruleset, chain, ['network policy ', ofPolicy]) ?? story;
    return story;
  },
  describeRule,
  markBits: knownMarks(name, { begin: ['KUBE-ROUTER', 'KUBE-POD-FW', 'KUBE-NWPLCY'] }, [
    [0x10000, 0x10000, 'policy-matched', 'a network policy allows it'],
    [0x20000, 0x20000, 'pod-passed', "a pod's policies let it through"],
  ]),
  describeSet: (set) =>
    /^KUBE-(?:SRC|DST)-/.test(set) ? "pods or blocks of a network policy's rule" : undefined,
});
