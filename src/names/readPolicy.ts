import type { Value } from '../document/document.js';
import type { Peer, Policy, PolicyKind, Profile } from './names.js';
import { mappingOf, partOf, portOf, sequenceOf, textOf, textsOf } from './parts.js';
import type { Resource } from './resource.js';

const defaultTier = 'default';
const podsOfKubernetes = `projectcalico.org/orchestrator == 'k8s'`;

const anyone: Peer = {
  selector: '',
  namespaceSelector: '',
  notSelector: '',
  serviceAccounts: [],
  serviceAccountSelector: '',
  protocol: 'tcp',
  namedPorts: [],
};

/**
 * A NetworkPolicy of Kubernetes, its peers as Calico turns them into its own.
 * @see calico libcalico-go/lib/backend/k8s/conversion/conversion.go K8sNetworkPolicyToCalico
 */
export function readKubernetesPolicy(resource: Resource, kind: PolicyKind): Policy {
  const { namespace, name } = resource;
  const spec = partOf(resource.value, 'spec');
  const peers = [
    ...sequenceOf(partOf(spec, 'ingress')).flatMap((rule) => kubernetesPeers(rule, 'from')),
    ...sequenceOf(partOf(spec, 'egress')).flatMap((rule) => kubernetesPeers(rule, 'to')),
  ];
  return {
    kind,
    namespace,
    name,
    tier: defaultTier,
    selector: podSelector(partOf(spec, 'podSelector')),
    peers,
  };
}

/** Ports of a rule are those of its destination: of an egress rule its peers, of an ingress rule anybody. */
function kubernetesPeers(rule: Value, side: 'from' | 'to'): readonly Peer[] {
  const peers = sequenceOf(partOf(rule, side))
    .filter((peer) => partOf(peer, 'ipBlock') === null)
    .map((peer) => ({
      ...anyone,
      selector: podSelector(partOf(peer, 'podSelector')),
      namespaceSelector:
        partOf(peer, 'namespaceSelector') === null
          ? ''
          : labelSelector(partOf(peer, 'namespaceSelector')) || 'all()',
    }));
  const ports = sequenceOf(partOf(rule, 'ports')).flatMap((port) => {
    const name = textOf(partOf(port, 'port'));
    const protocol = (textOf(partOf(port, 'protocol')) || 'tcp').toLowerCase();
    return name === '' || portOf(partOf(port, 'port')) !== undefined ? [] : [{ name, protocol }];
  });
  const destinations: readonly Peer[] = side === 'to' && peers.length > 0 ? peers : [anyone];
  const named = ports.flatMap(({ name, protocol }) =>
    destinations.map((peer) => ({ ...peer, protocol, namedPorts: [name] })),
  );
  return [...peers, ...named];
}

function podSelector(value: Value): string {
  const own = labelSelector(value);
  return own === '' ? podsOfKubernetes : `${podsOfKubernetes} && ${own}`;
}

/** A label selector of Kubernetes in Calico's words, with its labels in order. */
function labelSelector(value: Value): string {
  const labels = [...mappingOf(partOf(value, 'matchLabels'))]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, wanted]) => `${key} == '${textOf(wanted)}'`);
  const expressions = sequenceOf(partOf(value, 'matchExpressions')).flatMap((each) => {
    const key = textOf(partOf(each, 'key'));
    const values = `{ '${sequenceOf(partOf(each, 'values')).map(textOf).join(`', '`)}' }`;
    switch (textOf(partOf(each, 'operator'))) {
      case 'In':
        return [`${key} in ${values}`];
      case 'NotIn':
        return [`${key} not in ${values}`];
      case 'Exists':
        return [`has(${key})`];
      case 'DoesNotExist':
        return [`! has(${key})`];
      default:
        return [];
    }
  });
  return [...labels, ...expressions].join(' && ');
}

/** A policy of Calico's own. Its name may begin with its tier, as the datastore has it. */
export function readCalicoPolicy(resource: Resource, kind: PolicyKind): Policy {
  const { namespace, name, value } = resource;
  const spec = partOf(value, 'spec');
  const tier = textOf(partOf(spec, 'tier')) || defaultTier;
  return {
    kind,
    ...(namespace === '' ? {} : { namespace }),
    name,
    tier,
    selector: textOf(partOf(spec, 'selector')),
    peers: calicoPeers(spec),
  };
}

/** A Profile of Calico. */
export function readProfile({ name, value }: Resource): Profile {
  return { name, peers: calicoPeers(partOf(value, 'spec')) };
}

function calicoPeers(spec: Value): readonly Peer[] {
  return ['ingress', 'egress'].flatMap((direction) =>
    sequenceOf(partOf(spec, direction)).flatMap((rule) => {
      const protocol = (textOf(partOf(rule, 'protocol')) || 'tcp').toLowerCase();
      return ['source', 'destination'].map((side) => calicoPeer(partOf(rule, side), protocol));
    }),
  );
}

function calicoPeer(value: Value, protocol: string): Peer {
  const ports = [...sequenceOf(partOf(value, 'ports')), ...sequenceOf(partOf(value, 'notPorts'))];
  const service = partOf(value, 'services');
  return {
    selector: textOf(partOf(value, 'selector')),
    namespaceSelector: textOf(partOf(value, 'namespaceSelector')),
    notSelector: textOf(partOf(value, 'notSelector')),
    serviceAccounts: textsOf(partOf(value, 'serviceAccounts', 'names')),
    serviceAccountSelector: textOf(partOf(value, 'serviceAccounts', 'selector')),
    protocol,
    namedPorts: ports.map(textOf).filter((port) => /[a-z]/i.test(port)),
    ...(service === null
      ? {}
      : { service: `${textOf(partOf(service, 'namespace'))}/${textOf(partOf(service, 'name'))}` }),
  };
}
