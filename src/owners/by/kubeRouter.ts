import type { BoundRule, Ruleset } from '../../ruleset/ruleset.js';
import { byPattern } from '../byPattern.js';
import { fromComments } from '../fromComments.js';
import { knownMarks } from '../knownMarks.js';
import { owner } from '../owner.js';
import type { ChainStory } from '../owner.js';
import { phrase } from '../phrase.js';
import { rulesOf, verdictOf } from '../ruleShape.js';

const name = 'kube-router';

/** How comments name a pod or policy: a sentence at length, or `NAMESPACE/NAME` and what the rule is, since 2.11. */
type Naming = readonly RegExp[];
const ofPod: Naming = [
  /\bPOD name:(?<own>\S+) namespace: (?<namespace>\S+)/,
  /^(?<namespace>[a-z0-9-]+)\/(?<own>[a-z0-9.-]+) (?:in|out|log-drop|reject)$/,
];
const ofPolicy: Naming = [
  /\bselected by policy name:? (?<own>\S+) namespace (?<namespace>\S+)/,
  /^(?<namespace>[a-z0-9-]+)\/(?<own>[a-z0-9.-]+) (?:in|e)gress (?:pods|any|cidr)(?: np)?$/,
];

/** The `NAMESPACE/NAME` that a rule's comments tell. */
function namedBy(rule: BoundRule, naming: Naming): string | undefined {
  for (const comment of rule.comments) {
    for (const pattern of naming) {
      const { own, namespace } = pattern.exec(comment)?.groups ?? {};
      if (own !== undefined && namespace !== undefined) return `${namespace}/${own}`;
    }
  }
  return undefined;
}

/** A chain with a hash in its name, by the one name that all comments in it agree on. */
function byComments(
  ruleset: Ruleset,
  chain: string,
  [before, naming]: readonly [before: string, naming: Naming],
): ChainStory | undefined {
  const names = new Set(rulesOf(ruleset, chain, 'filter').flatMap((rule) => namedBy(rule, naming) ?? []));
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
const short: readonly (readonly [pattern: RegExp, words: string, named?: Naming])[] = [
  [/^rule to jump traffic destined to POD /, 'traffic to pod ', ofPod],
  [/^rule to jump traffic from POD /, 'traffic from pod ', ofPod],
  [/^rule to log dropped traffic POD /, 'log what no policy allows: pod ', ofPod],
  [/^rule to REJECT traffic destined for POD /, 'no policy allows it: default deny of pod ', ofPod],
  [/^rule to permit the traffic traffic to pods when source is/, "from the pod's own node: allow"],
  [/^rule to explicitly ACCEPT traffic that comply/, 'network policies let it through'],
];

/** The same of what it has said since 2.11, believed in its own chains only. @see kube-router pkg/controllers/netpol/comments.go */
const terse: typeof short = [
  [/ in$/, 'traffic to pod ', ofPod],
  [/ out$/, 'traffic from pod ', ofPod],
  [/ log-drop$/, 'log what no policy allows: pod ', ofPod],
  [/ reject$/, 'no policy allows it: default deny of pod ', ofPod],
  [/^from local node$/, "from the pod's own node: allow"],
  [/^set netpol-ok mark$/, "the pod's policies let it through: remember it"],
  [/^accept netpol-ok$/, 'network policies let it through'],
  [/^default ingress$/, 'no policy for ingress: allow'],
  [/^default egress$/, 'no policy for egress: allow'],
  [/^reject unprogrammed local pod \(default-deny\)$/, 'pod whose policies are not written yet: deny'],
  [/^reject pre-netpol \(default-deny\)$/, 'no pod let it through: deny'],
];

const ownChain = /^KUBE-(?:ROUTER-|POD-FW-|NWPLCY-)/;

function describeRule(rule: BoundRule, ruleset: Ruleset): string | undefined {
  const own = ownChain.test(rule.chain);
  const policy = namedBy(rule, own ? ofPolicy : ofPolicy.slice(0, 1));
  if (policy !== undefined) {
    return verdictOf(rule) === 'RETURN' ? 'allowed: leave the policy' : phrase('allow: policy ', policy);
  }
  for (const [pattern, words, named] of own ? [...short, ...terse] : short) {
    if (!rule.comments.some((comment) => pattern.test(comment))) continue;
    const who = named === undefined ? '' : namedBy(rule, named);
    if (who !== undefined) return phrase(words, who);
  }
  return ownWords(rule, ruleset);
}

const ownWords = fromComments(
  /^((?:rule|default rule|run through|allow|drop|set mark).+?)(?: - [A-Z2-7]{16})?$/i,
);

const sets: ReadonlyMap<string, string> = new Map([
  ['kube-router-local-pods', 'pods of this node whose policies are written'],
  ['kube-router-local-ips', 'addresses of this node'],
  ['kube-router-svip', 'addresses of services'],
  ['kube-router-svip-prt', 'addresses and ports of services'],
  ['kube-router-pod-subnets', "pod networks of the cluster's nodes"],
  ['kube-router-node-ips', "addresses of the cluster's nodes"],
]);

/** Sets of IPv6 have `inet6:` before their name. @see kube-router pkg/utils/ipset.go */
function describeSet(set: string): string | undefined {
  const name = set.replace(/^inet6:/, '');
  return /^KUBE-(?:SRC|DST)-/.test(name) ? "pods or blocks of a network policy's rule" : sets.get(name);
}

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
  describeSet,
});
