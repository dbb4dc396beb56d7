import type { Dump } from '../ast/ast.js';
import { readCalicoChain } from '../owners/calico/chainName.js';
import { calicoMarks } from '../owners/calico/marks.js';
import { describeChain } from '../owners/describe.js';
import { bitTest, conjuncts, hasMatch, verdictOf } from '../owners/ruleShape.js';
import { calledChain } from '../ruleset/callGraph.js';
import type { BoundRule, Ruleset } from '../ruleset/ruleset.js';
import { isPolicyChain } from './allowRules.js';
import { felixRules } from './felix/felixRules.js';

/** "masquerade this packet", unless the kubelet was told another bit. */
const kubeProxyMark = 0x4000;

/**
 * Whether a program always writes this rule so, and what keeps packets from it, `because`, is that program's work, too. Nobody
 * can do anything about such a rule; it is no mistake of this firewall. What policies and profiles of Calico say is people's own.
 */
export function isOwnersWork(
  ruleset: Ruleset,
  dump: Dump,
  rule: BoundRule,
  because: readonly BoundRule[],
): boolean {
  return (
    (isOfFelix(ruleset, dump, rule) &&
      (!isPolicyChain(rule.chain) || isSecondHalf(ruleset, rule)) &&
      because.every((cause) => isOfFelix(ruleset, dump, cause))) ||
    (isSuperfluousInKubeProxy(rule) && because.every(({ chain }) => chain.startsWith('KUBE-'))) ||
    (isForKubeProxy(rule) &&
      because.every((cause) => cause.chain.startsWith('KUBE-') || calledChain(cause) === rule.chain)) ||
    (isSuperfluousInDocker(rule) && because.every(({ chain }) => chain.startsWith('DOCKER-'))) ||
    (isSuperfluousInCilium(rule) && because.every(({ chain }) => chain === rule.chain)) ||
    (because.length > 0 &&
      ((isLastOfFirewalld(rule) && because.every((cause) => isInFirewalld(ruleset, cause))) ||
        (isForAnotherSender(rule) && because.every(({ chain }) => chain.startsWith('ISTIO_')))))
  );
}

/**
 * Whether a rule is Felix's own work whatever keeps packets from it: that can only be in chains of Calico of its table, and in none of
 * them is anything that Felix has not written.
 */
export function isSurelyOwnersWork(ruleset: Ruleset, dump: Dump, rule: BoundRule): boolean {
  return (
    readCalicoChain(rule.chain) !== undefined &&
    !felixRules(ruleset, dump).touched.has(rule.table) &&
    isOwnersWork(ruleset, dump, rule, [])
  );
}

/** By its hash; what cannot be checked behind a rule that does not fit is believed, as that one is told of. */
function isOfFelix(ruleset: Ruleset, dump: Dump, rule: BoundRule): boolean {
  const kind = felixRules(ruleset, dump).states.get(rule)?.kind;
  return kind === 'genuine' || kind === 'unverifiable';
}

/** In a policy: what Felix writes behind each rule that marks a packet as accepted, passed or denied, to act on that mark. */
function isSecondHalf(ruleset: Ruleset, rule: BoundRule): boolean {
  const test = bitTest(rule);
  if (test === undefined || conjuncts(rule).length !== 1) return false;
  return verdictOf(rule) === 'RETURN' || test.mask === calicoMarks(ruleset).masks.get('drop');
}

/**
 * Rules that kube-proxy writes though it has done before what they do: up to 1.22 a second rule for known connections, up to
 * 1.24 a last one that drops what a service's chains have all taken, as they end in DNAT.
 * @see kubernetes pkg/proxy/iptables/proxier.go syncProxyRules
 */
function isSuperfluousInKubeProxy(rule: BoundRule): boolean {
  if (rule.chain === 'KUBE-FORWARD') {
    return rule.comments.some((text) => text.startsWith('kubernetes forwarding conntrack pod '));
  }
  return rule.chain.startsWith('KUBE-FW-') && calledChain(rule) === 'KUBE-MARK-DROP';
}

/**
 * flannel leaves to kube-proxy what that has marked; where kube-proxy comes first, it has masqueraded all of it.
 * @see flannel pkg/trafficmngr/iptables/iptables.go masqRules
 */
function isForKubeProxy(rule: BoundRule): boolean {
  return (
    rule.chain === 'FLANNEL-POSTRTG' && verdictOf(rule) === 'RETURN' && bitTest(rule)?.mask === kubeProxyMark
  );
}

/** With one bridge network nothing goes from one to another, and Docker writes the rule against it all the same. */
function isSuperfluousInDocker(rule: BoundRule): boolean {
  return rule.chain === 'DOCKER-ISOLATION-STAGE-2' && verdictOf(rule) === 'DROP';
}

/**
 * With a route for each endpoint Cilium lets through what comes from endpoints, and the same once more for node ports.
 * @see cilium pkg/datapath/iptables/iptables.go installForwardChainRules
 */
function isSuperfluousInCilium(rule: BoundRule): boolean {
  return rule.chain === 'CILIUM_FORWARD' && verdictOf(rule) === 'ACCEPT';
}

/**
 * What firewalld writes behind its zones, all of which it ends with a verdict of their own: to log (with LogDenied) and reject what none of them took. Others write such rules, too.
 * @see firewalld src/firewall/core/ipXtables.py build_default_rules
 */
function isLastOfFirewalld({ chain, text }: BoundRule): boolean {
  return (
    (chain === 'INPUT' || chain === 'FORWARD') &&
    / -j (?:LOG --log-prefix "FINAL_REJECT: "|REJECT --reject-with icmp6?-(?:host|adm)-prohibited)$/.test(
      text,
    )
  );
}

function isInFirewalld(ruleset: Ruleset, { table, chain }: BoundRule): boolean {
  return describeChain(ruleset, table, chain)?.owner === 'firewalld';
}

/**
 * Istio writes the same rules for each user and each group that its proxy may run as: those of the first take what the others are for.
 * @see istio tools/istio-iptables/pkg/capture/run.go
 */
function isForAnotherSender(rule: BoundRule): boolean {
  return rule.chain === 'ISTIO_OUTPUT' && hasMatch(rule, 'owner');
}
