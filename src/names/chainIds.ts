import { sha256 } from '../digest/digests.js';
import { base32, base64url } from '../digest/written.js';
import type { Policy, PolicyKind } from './names.js';

/** The most characters of a chain's name. @see linux include/uapi/linux/netfilter/x_tables.h XT_EXTENSION_MAXNAMELEN */
const longestChain = 28;

/**
 * The name that Felix gives the chain of an id: `prefix` and the id, or where that is too long a hash of it.
 * @see calico libcalico-go/lib/hash/unique_id.go GetLengthLimitedID
 */
export function chainOfId(prefix: string, id: string): string {
  const whole = prefix + id;
  const fits = whole.length < longestChain || (whole.length === longestChain && !id.startsWith('_'));
  return fits ? whole : `${prefix}_${base64url(sha256(id), longestChain - prefix.length - 1)}`;
}

const shortKinds: Readonly<Record<PolicyKind, string>> = {
  NetworkPolicy: 'knp',
  CalicoNetworkPolicy: 'np',
  GlobalNetworkPolicy: 'gnp',
  StagedNetworkPolicy: 'snp',
  StagedGlobalNetworkPolicy: 'sgnp',
  StagedKubernetesNetworkPolicy: 'sknp',
};

/**
 * Every id that Felix has made chains of for a policy: its name in the datastore (to v3.28), behind its tier (v3.29 to v3.31, Enterprise),
 * by kind (since v3.32). A tool may have shown its name with its tier before it or without.
 * @see calico felix/rules/policy.go PolicyChainName; libcalico-go/lib/backend/model/policy.go PolicyID
 */
export function policyIds({ kind, namespace, name, tier }: Policy): readonly string[] {
  const bare = name.startsWith(`${tier}.`) ? name.slice(tier.length + 1) : name;
  const isKubernetes = kind === 'NetworkPolicy' || kind === 'StagedKubernetesNetworkPolicy';
  const stored = isKubernetes ? [`knp.default.${name}`] : [name, bare, `${tier}.${bare}`];
  const within = namespace === undefined ? '' : `${namespace}/`;
  const shown = /^knp\.default\.(.+)$/s.exec(name)?.[1];
  return [
    ...new Set([
      ...stored.map((each) => `${within}${each}`),
      ...stored.map((each) => `${tier}/${within}${each}`),
      ...[name, bare].map((each) => `${shortKinds[kind]}/${within}${each}`),
      ...(shown === undefined || isKubernetes ? [] : [`knp/${within}${shown}`]),
    ]),
  ];
}

/**
 * What KUBE-SVC-, KUBE-SVL-, KUBE-EXT-, KUBE-FW- and KUBE-XLB- chains of a service's port end with; with an endpoint (`10.0.0.1:80`) what
 * that of the endpoint ends with, behind KUBE-SEP-. 16 characters.
 * @see kubernetes pkg/proxy/iptables/proxier.go portProtoHash, servicePortEndpointChainName
 */
export function serviceHash(service: string, protocol: string, endpoint = ''): string {
  return base32(sha256(service + protocol + endpoint), 16);
}
