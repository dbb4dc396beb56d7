import type { Dump } from '../ast/ast.js';
import { readCalicoChain } from '../owners/calico/chainName.js';
import { calledChain } from '../owners/ruleShape.js';
import type { BoundRule, Ruleset } from '../ruleset/ruleset.js';
import { felixRules } from './felix/felixRules.js';

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
      !isOfPolicy(rule) &&
      because.every((cause) => isOfFelix(ruleset, dump, cause))) ||
    (isSuperfluousInKubeProxy(rule) && because.every(({ chain }) => chain.startsWith('KUBE-')))
  );
}

/** By its hash; what cannot be checked behind a rule that does not fit is believed, as that one is told of. */
function isOfFelix(ruleset: Ruleset, dump: Dump, rule: BoundRule): boolean {
  const kind = felixRules(ruleset, dump).states.get(rule)?.kind;
  return kind === 'genuine' || kind === 'unverifiable';
}

function isOfPolicy({ chain }: BoundRule): boolean {
  const kind = readCalicoChain(chain)?.kind;
  return kind === 'policy' || kind === 'profile';
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
