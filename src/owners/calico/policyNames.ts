import type { Ruleset } from '../../ruleset/ruleset.js';
import { rulesOf } from '../ruleShape.js';

const titleComment = /^([A-Za-z]*(?:Policy|Profile)) (\S.*) (?:ingress|egress)$/;

/** What Felix wrote about a policy chain in its first rule. */
export interface PolicyTitle {
  /** `Policy`, `Profile`, since v3.32 the resource's kind: `KubernetesNetworkPolicy`. */
  readonly kind: string;
  readonly name: string;
}

/** Reads a comment such as `Policy default/knp.default.web ingress` (Felix v3.22 and later). */
export function readPolicyTitle(comment: string): PolicyTitle | undefined {
  const [, kind, name] = titleComment.exec(comment) ?? [];
  return kind === undefined || name === undefined ? undefined : { kind, name };
}

/** The title of a policy or profile chain, from the chain of this name in any table. */
export function policyTitle(ruleset: Ruleset, chain: string): PolicyTitle | undefined {
  for (const rule of rulesOf(ruleset, chain)) {
    for (const comment of rule.comments) {
      const title = readPolicyTitle(comment);
      if (title !== undefined) return title;
    }
  }
  return undefined;
}

const kinds: ReadonlyMap<string, string> = new Map([
  ['np', 'Calico NetworkPolicy'],
  ['gnp', 'GlobalNetworkPolicy'],
  ['knp', 'Kubernetes NetworkPolicy'],
  ['kcnp', 'Kubernetes ClusterNetworkPolicy'],
  ['snp', 'staged NetworkPolicy'],
  ['sgnp', 'staged GlobalNetworkPolicy'],
  ['sknp', 'staged Kubernetes NetworkPolicy'],
]);

/**
 * What a policy's id says in words, where it follows one of Felix's patterns: `default/knp.default.web` is the
 * Kubernetes NetworkPolicy web in namespace default.
 * @see calico felix/rules/policy.go PolicyChainName
 */
export function policyIdWords(id: string): string | undefined {
  const parts = id.split('/');
  const [first = '', second = '', third] = parts;
  const kind = kinds.get(first);
  if (kind !== undefined && parts.length === 3) return `${kind} ${third ?? ''} in namespace ${second}`;
  if (kind !== undefined && parts.length === 2) return `${kind} ${second}`;
  const last = parts.at(-1) ?? '';
  const namespace = parts.length > 1 ? parts.at(-2) : undefined;
  const kubernetes = /^knp\.default\.(.+)$/.exec(last)?.[1];
  if (kubernetes !== undefined && namespace !== undefined) {
    return `Kubernetes NetworkPolicy ${kubernetes} in namespace ${namespace}`;
  }
  return undefined;
}

/** What a profile's id says in words: `kns.default` is made of namespace default's labels and rules. */
export function profileIdWords(id: string): string | undefined {
  const namespace = /^(?:kns|k8s_ns)\.(.+)$/.exec(id)?.[1];
  if (namespace !== undefined) return `namespace ${namespace}`;
  const [, of, account] = /^ksa\.([^.]+)\.(.+)$/.exec(id) ?? [];
  return of === undefined || account === undefined
    ? undefined
    : `service account ${account} of namespace ${of}`;
}
