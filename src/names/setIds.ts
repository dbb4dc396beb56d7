import { sha224 } from '../digest/digests.js';
import { base64url } from '../digest/written.js';
import type { Peer } from './names.js';
import { normalSelector } from './selector.js';

/** An ipset that Felix makes for one side of a rule. */
export interface PeerSet {
  /** As Felix names it inside: `s:` and 38 characters. */
  readonly id: string;
  readonly kind: 'selector' | 'named port' | 'service';
  /** What it holds: the selector as Felix hashes it, `http/tcp of` one, `namespace/name`. */
  readonly text: string;
}

/** The most of an id that fits into a set's name behind `cali40`. @see linux include/uapi/linux/netfilter/ipset/ip_set.h IPSET_MAXNAMELEN */
const shownId = 25;

/**
 * The id that a name of Calico's ipsets shows: all of it, or its first 25 characters. Undefined of a set of others.
 * @see calico felix/ipsets/ipset_defs.go IPVersionConfig.NameForMainIPSet
 */
export function shownIdOf(name: string): string | undefined {
  return /^cali[46][-0]([\w:-]{1,25})$/.exec(name)?.[1];
}

/** What of an id a set's name shows. */
export function cutId(id: string): string {
  return id.slice(0, shownId);
}

/** @see calico libcalico-go/lib/hash/unique_id.go MakeUniqueID */
function uniqueId(prefix: string, content: string): string {
  return `${prefix}:${base64url(sha224(undefined, `${prefix}:${content}`), 38)}`;
}

/**
 * The sets that Felix may make for a peer of a policy in a namespace (empty: a global one): of a rule with named ports those for
 * them alone, or with its numbered ports the selector's as well, so both are told.
 * @see calico felix/calc/rule_scanner.go IPSetData.UniqueID
 */
export function peerSets(peer: Peer, namespace: string): readonly PeerSet[] {
  const sets: PeerSet[] = [];
  const whole = wholeSelector(peer, namespace);
  const selector = whole === '' ? undefined : normalSelector(whole);
  if (selector !== undefined) sets.push({ id: uniqueId('s', selector), kind: 'selector', text: selector });
  const not = peer.notSelector === '' ? undefined : normalSelector(peer.notSelector);
  if (not !== undefined) sets.push({ id: uniqueId('s', not), kind: 'selector', text: not });
  const among = selector ?? 'all()';
  for (const port of peer.namedPorts) {
    sets.push({
      id: uniqueId('n', `${uniqueId('s', among)},${peer.protocol},${port}`),
      kind: 'named port',
      text: `${port}/${peer.protocol} of ${among}`,
    });
  }
  const { service } = peer;
  if (service !== undefined) {
    const text = service.startsWith('/') ? `${namespace}${service}` : service;
    for (const prefix of ['svc', 'svcnoport'])
      sets.push({ id: uniqueId(prefix, text), kind: 'service', text });
  }
  return sets;
}

/**
 * The selector of all endpoints that one side of a rule means, its namespaces among it; empty where it means everybody, undefined
 * where one of its parts is no selector.
 * @see calico libcalico-go/lib/backend/syncersv1/updateprocessors/rules.go GetEntityRuleSelector
 */
function wholeSelector(peer: Peer, namespace: string): string {
  const namespaces = namespacesOf(peer, namespace);
  const accounts = accountsOf(peer);
  const parts = [accounts, peer.selector].filter((part) => part !== '');
  const own = parts.length === 2 ? `(${parts.join(') && (')})` : (parts[0] ?? '');
  const isLimited = own !== '' || peer.notSelector !== '' || peer.namespaceSelector !== '';
  if (namespaces === '' || !isLimited) return own;
  return own === '' ? namespaces : `(${namespaces}) && (${own})`;
}

function namespacesOf({ namespaceSelector }: Peer, namespace: string): string {
  if (namespaceSelector === '') {
    return namespace === '' ? '' : `projectcalico.org/namespace == '${namespace}'`;
  }
  const selector = normalSelector(namespaceSelector, 'pcns.') ?? '';
  return selector
    .replaceAll('all()', 'has(projectcalico.org/namespace)')
    .replaceAll('global()', '!has(projectcalico.org/namespace)');
}

function accountsOf({ serviceAccounts, serviceAccountSelector }: Peer): string {
  const selector =
    serviceAccountSelector === '' ? '' : (normalSelector(serviceAccountSelector, 'pcsa.') ?? '');
  if (serviceAccounts.length === 0) return selector;
  const names = `projectcalico.org/serviceaccount in { '${serviceAccounts.join(`', '`)}' }`;
  return selector === '' ? names : `(${selector}) && (${names})`;
}
