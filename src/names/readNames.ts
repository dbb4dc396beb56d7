import { writeAddress } from '../address/address.js';
import type { Problem } from '../ast/problem.js';
import { problemAt, type Document, type Value, type ValuePath } from '../document/document.js';
import type {
  ClusterNode,
  HostEndpoint,
  Names,
  Pod,
  Policy,
  PolicyKind,
  Pool,
  Profile,
  Service,
} from './names.js';
import { mappingOf, partOf, sequenceOf, textOf, textsOf } from './parts.js';
import { readEndpoints, readPod, readWorkloadEndpoint } from './readPod.js';
import { readCalicoPolicy, readKubernetesPolicy, readProfile } from './readPolicy.js';
import { readService } from './readService.js';
import { addressesOf, isCalicos, resourceOf, type Report, type Resource } from './resource.js';

/** One file of names, read. */
export interface NamesFile {
  /** As messages call it. */
  readonly source: string;
  readonly documents: readonly Document[];
}

export interface NamesReading {
  readonly names: Names;
  readonly problems: readonly Problem[];
}

interface Found {
  readonly pods: Pod[];
  readonly services: Service[];
  readonly nodes: ClusterNode[];
  readonly hostEndpoints: HostEndpoint[];
  readonly policies: Policy[];
  readonly profiles: Profile[];
  readonly pools: Pool[];
}

type Reader = (resource: Resource, found: Found, report: Report) => void;

const policy =
  (kind: PolicyKind): Reader =>
  (resource, { policies }) =>
    policies.push(readCalicoPolicy(resource, kind));

/** What is made of which kind of object. */
const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['Pod', (resource, { pods }, report) => pods.push(readPod(resource, report))],
  ['WorkloadEndpoint', (resource, { pods }, report) => pods.push(readWorkloadEndpoint(resource, report))],
  ['Endpoints', (resource, { pods }, report) => pods.push(...readEndpoints(resource, report))],
  ['EndpointSlice', (resource, { pods }, report) => pods.push(...readEndpoints(resource, report))],
  ['Service', (resource, { services }, report) => services.push(readService(resource, report))],
  ['Node', (resource, { nodes }, report) => nodes.push(readNode(resource, report))],
  ['HostEndpoint', (resource, found, report) => found.hostEndpoints.push(readHostEndpoint(resource, report))],
  [
    'NetworkPolicy',
    (resource, { policies }) =>
      policies.push(
        isCalicos(resource)
          ? readCalicoPolicy(resource, 'CalicoNetworkPolicy')
          : readKubernetesPolicy(resource, 'NetworkPolicy'),
      ),
  ],
  ['GlobalNetworkPolicy', policy('GlobalNetworkPolicy')],
  ['StagedNetworkPolicy', policy('StagedNetworkPolicy')],
  ['StagedGlobalNetworkPolicy', policy('StagedGlobalNetworkPolicy')],
  [
    'StagedKubernetesNetworkPolicy',
    (resource, { policies }) =>
      policies.push(readKubernetesPolicy(resource, 'StagedKubernetesNetworkPolicy')),
  ],
  ['Profile', (resource, { profiles }) => profiles.push(readProfile(resource))],
  ['Namespace', ({ name }, { profiles }) => profiles.push({ name: `kns.${name}`, peers: [] })],
  [
    'ServiceAccount',
    ({ namespace, name }, { profiles }) => profiles.push({ name: `ksa.${namespace}.${name}`, peers: [] }),
  ],
  [
    'IPPool',
    ({ name, value }, { pools }) => pools.push({ name, cidr: textOf(partOf(value, 'spec', 'cidr')) }),
  ],
]);

function readNode(resource: Resource, report: Report): ClusterNode {
  const { value, name } = resource;
  const listed = sequenceOf(partOf(value, 'status', 'addresses')).flatMap((each) =>
    textOf(partOf(each, 'type')).endsWith('IP') ? [textOf(partOf(each, 'address'))] : [],
  );
  const own = [
    textOf(partOf(value, 'spec', 'bgp', 'ipv4Address')),
    textOf(partOf(value, 'spec', 'bgp', 'ipv6Address')),
    ...sequenceOf(partOf(value, 'spec', 'addresses')).map((each) => textOf(partOf(each, 'address'))),
  ];
  const path = listed.length > 0 ? ['status', 'addresses'] : ['spec'];
  const texts = [...listed, ...own].map((text) => [text, path] as const);
  return { name, addresses: addressesOf(resource, texts, report) };
}

function readHostEndpoint(resource: Resource, report: Report): HostEndpoint {
  const { value, name } = resource;
  const interfaceName = textOf(partOf(value, 'spec', 'interfaceName'));
  const texts = textsOf(partOf(value, 'spec', 'expectedIPs'));
  return {
    name,
    node: textOf(partOf(value, 'spec', 'node')),
    ...(interfaceName === '' ? {} : { interfaceName }),
    addresses: addressesOf(
      resource,
      texts.map((text) => [text, ['spec', 'expectedIPs']]),
      report,
    ),
  };
}

/** So many texts of a file that are no address are told with their places. */
const mostTold = 10;

/**
 * Names from what `kubectl get … -o json|yaml` and `calicoctl get … -o json|yaml` print: lists of objects, nested as they may be.
 * Objects of kinds that give no names are counted in a warning; what has no kind or no metadata is an error.
 */
export function readNames(files: readonly NamesFile[]): NamesReading {
  const found: Found = {
    pods: [],
    services: [],
    nodes: [],
    hostEndpoints: [],
    policies: [],
    profiles: [],
    pools: [],
  };
  const problems: Problem[] = [];
  for (const { source, documents } of files) {
    const told: Problem[] = [];
    let left = 0;
    const report: Report = ({ document, path: at }, path, text) => {
      if (told.length === mostTold) left += 1;
      else told.push(problemAt(document, [...at, ...path], noAddress(text)));
    };
    const others = new Map<string, number>();
    for (const document of documents) {
      const { resources, problem } = resourcesOf(document);
      if (problem !== undefined) told.push(problem);
      for (const resource of resources) {
        const reader = readers.get(resource.kind);
        if (reader === undefined) others.set(resource.kind, (others.get(resource.kind) ?? 0) + 1);
        else reader(resource, found, report);
      }
    }
    if (left > 0) told.push(moreProblem(left));
    if (others.size > 0) told.push(unusedProblem(others));
    problems.push(...told.map((problem) => ({ ...problem, source })));
  }
  const profiles = [...found.profiles, ...impliedProfiles(found)];
  return { names: { ...found, pods: mergedPods(found.pods), profiles }, problems };
}

interface Pending {
  readonly value: Value;
  readonly path: ValuePath;
  /** Of the list it stands in, where that tells: `PodList` holds objects without a kind of their own. */
  readonly kind: string;
}

interface Resources {
  readonly resources: readonly Resource[];
  /** What is no object; the rest of the document is left then. */
  readonly problem?: Problem;
}

/** Every object of a document, those in lists as well. */
function resourcesOf(document: Document): Resources {
  const resources: Resource[] = [];
  const pending: Pending[] = [{ value: document.value, path: [], kind: '' }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { value, path } = next;
    const items = Array.isArray(value) ? value : mappingOf(value).get('items');
    const kind = textOf(partOf(value, 'kind')) || next.kind;
    if (Array.isArray(items)) {
      const at = Array.isArray(value) ? path : [...path, 'items'];
      const listed = kind.replace(/List$/, '');
      for (let index = items.length - 1; index >= 0; index--) {
        pending.push({
          value: (items as readonly Value[])[index] ?? null,
          path: [...at, index],
          kind: listed,
        });
      }
    } else if (kind === '' || mappingOf(partOf(value, 'metadata')).size === 0) {
      return { resources, problem: problemAt(document, path, noObject) };
    } else {
      resources.push(resourceOf(document, path, value, kind));
    }
  }
  return { resources };
}

const noObject = {
  severity: 'error',
  code: 'names-object',
  message: 'this is no object of Kubernetes or Calico: it has no kind or no metadata',
  expected: 'what kubectl get … -o json or calicoctl get … -o yaml prints',
} as const;

function noAddress(text: string): Problem {
  return { severity: 'warning', code: 'names-address', message: `"${text}" is no address` };
}

function moreProblem(count: number): Problem {
  return {
    severity: 'warning',
    code: 'names-address',
    message: `${count} more ${count === 1 ? 'text is' : 'texts are'} no address`,
  };
}

/** What Pods, WorkloadEndpoints and Endpoints tell of the same pod, together. */
function mergedPods(pods: readonly Pod[]): readonly Pod[] {
  const merged = new Map<string, Pod>();
  for (const pod of pods) {
    const key = JSON.stringify([pod.namespace, pod.name]);
    const other = merged.get(key);
    merged.set(key, other === undefined ? pod : togetherOf(other, pod));
  }
  return [...merged.values()];
}

function togetherOf(one: Pod, other: Pod): Pod {
  const addresses = new Map([...one.addresses, ...other.addresses].map((each) => [writeAddress(each), each]));
  return {
    ...other,
    ...one,
    ...(other.interfaceName === undefined ? {} : { interfaceName: other.interfaceName }),
    addresses: [...addresses.values()],
    hostNetwork: one.hostNetwork || other.hostNetwork,
    ports: [...one.ports, ...other.ports],
  };
}

function unusedProblem(others: ReadonlyMap<string, number>): Problem {
  const listed = [...others].slice(0, 5).map(([kind, count]) => `${count} ${kind}`);
  const more = others.size > 5 ? ' …' : '';
  return {
    severity: 'warning',
    code: 'names-unused',
    message: `objects of kinds that name nothing in a dump were left out: ${listed.join(', ')}${more}`,
  };
}

/**
 * The profile that Calico makes of each namespace and service account. A namespace is known by what is in it.
 * @see calico libcalico-go/lib/backend/k8s/conversion/conversion.go NamespaceToProfile, ServiceAccountToProfile
 */
function impliedProfiles({ pods, services, policies, profiles }: Found): readonly Profile[] {
  const known = new Set(profiles.map(({ name }) => name));
  const namespaces = new Set([...pods, ...services, ...policies].map(({ namespace }) => namespace ?? ''));
  return [...namespaces]
    .filter((namespace) => namespace !== '' && !known.has(`kns.${namespace}`))
    .map((namespace) => ({ name: `kns.${namespace}`, peers: [] }));
}
