import { createHash } from 'node:crypto';
import { writeWorkload } from './felixEndpoints.js';
import type { Workload } from './felixEndpoints.js';
import { pool } from './felixFrame.js';
import { writePolicy, writeProfile } from './felixPolicies.js';
import type { PolicyRule } from './felixPolicies.js';
import { match, setName } from './felixRule.js';
import { addressAt } from './seeded.js';
import type { Draw } from './seeded.js';
import type { TableText } from './tableText.js';

/** A namespace: its pods on this node, its policies, and the sets that they ask. */
export interface Namespace {
  readonly name: string;
  readonly policies: readonly Policy[];
  readonly workloads: readonly Workload[];
  /** Lines for `ipset restore`. */
  readonly sets: readonly string[];
}

interface Policy {
  readonly id: string;
  readonly ingress: readonly PolicyRule[];
  readonly egress: readonly PolicyRule[];
}

/** The sets of a namespace: pods by their role, and pods by the name of a port. */
interface Sets {
  readonly roles: readonly string[];
  readonly namedPort: string;
}

/** A pod's address: a namespace has 64 of them. */
export function podAddress(namespace: number, pod: number): string {
  return addressAt('10.128.0.64', 64 * namespace + pod);
}

/** A namespace with four pods here, five policies of which three select each pod, and four sets. */
export function makeNamespace(index: number, draw: Draw): Namespace {
  const name = `team-${index}`;
  const pod = (number: number): string => podAddress(index, number);
  const selector = (role: string): string =>
    `(projectcalico.org/namespace == "${name}" && role == "${role}")`;
  const sets: Sets = {
    roles: ['frontend', 'backend', 'batch'].map((role) => setName('s', selector(role))),
    namedPort: setName('n', `${selector('backend')},http`),
  };
  // No two rules of a namespace name the same port, so that each of them has packets of its own.
  let lastPort = 1000;
  const ports = (count: number): string =>
    Array.from({ length: count }, () => `${(lastPort += draw(1, 5))}`).join(',');
  const policies = ['base', 'web', 'jobs', 'metrics', 'storage'].map((title, number) =>
    makePolicy(`${name}/knp.default.${title}`, number, sets, ports, draw),
  );
  const workloads = [0, 1, 2, 3].map((number) => ({
    ...makePod(name, `pod-${number}`, pod(number)),
    policies: [0, 1 + (number % 2), 3 + (number % 2)].flatMap((one) => policies[one]?.id ?? []),
  }));
  const members = (from: number, count: number): readonly string[] =>
    Array.from({ length: count }, (_, number) => pod(from + number));
  return {
    name,
    policies,
    workloads,
    sets: [
      ...sets.roles.flatMap((set, role) => saveSet(set, 'hash:net', members(16 * role, draw(2, 12)))),
      ...saveSet(
        sets.namedPort,
        'hash:ip,port',
        members(16, draw(1, 6)).map((address) => `${address},tcp:8000`),
      ),
    ],
  };
}

/** A pod that no policy selects. */
export function makePod(namespace: string, name: string, address: string): Workload {
  const digest = createHash('sha1').update(`${namespace}.${name}`).digest('hex');
  return { device: `cali${digest.slice(0, 11)}`, address, policies: [], profiles: profilesOf(namespace) };
}

/** The profiles of a namespace, which allows all, and of its pods' account, which allows nothing. */
function profilesOf(namespace: string): readonly [string, string] {
  return [`kns.${namespace}`, `ksa.${namespace}.default`];
}

/** Writes all chains of a namespace. */
export function writeNamespace(filter: TableText, { name, policies, workloads }: Namespace): void {
  for (const { id, ingress, egress } of policies) {
    writePolicy(filter, 'ingress', id, ingress);
    writePolicy(filter, 'egress', id, egress);
  }
  const [ofNamespace, ofAccount] = profilesOf(name);
  writeProfile(filter, ofNamespace, true);
  writeProfile(filter, ofAccount, false);
  for (const workload of workloads) writeWorkload(filter, workload);
}

/** A set as `ipset restore` reads it. */
export function saveSet(name: string, type: string, members: readonly string[]): readonly string[] {
  return [
    `create ${name} ${type} family inet hashsize 1024 maxelem 1048576`,
    ...members.map((member) => `add ${name} ${member}`),
  ];
}

const dnsAllowed: readonly PolicyRule[] = [
  { does: 'allow', matches: [match.protocol('udp'), match.ports('53')] },
];
const metadataDenied: readonly PolicyRule[] = [
  { does: 'deny', matches: [match.to('169.254.169.254/32'), match.protocol('tcp'), match.ports('80')] },
];

function makePolicy(
  id: string,
  number: number,
  { roles, namedPort }: Sets,
  ports: (count: number) => string,
  draw: Draw,
): Policy {
  const isFirst = number === 0;
  const role = (): string => roles[draw(0, roles.length - 1)] ?? '';
  const allows = (side: 'src' | 'dst'): readonly PolicyRule[] =>
    Array.from({ length: draw(3, 5) }, () => ({
      does: 'allow',
      matches: [
        match.protocol(draw(0, 3) === 0 ? 'udp' : 'tcp'),
        match.set(role(), side),
        match.ports(ports(draw(1, 6))),
      ],
    }));
  const byNamedPort = (from: string): PolicyRule => ({
    does: 'allow',
    matches: [match.protocol('tcp'), match.set(from, 'src'), match.set(namedPort, 'dst,dst')],
  });
  const blocks = (prefixes: PolicyRule & { readonly does: 'allow-blocks' }): readonly PolicyRule[] =>
    number === 1 ? [prefixes] : [];
  const portLists = [ports(15), ports(4)];
  return {
    id,
    ingress: [
      isFirst
        ? { does: 'allow', matches: [match.from(pool), match.protocol('tcp'), match.ports('8080,8443')] }
        : {
            does: 'allow',
            matches: [match.from(`172.20.${number}.0/24`), match.protocol('tcp'), match.ports(ports(2))],
          },
      ...allows('src'),
      // Each of the first three policies has a role of its own for it, the others none.
      ...roles.slice(number, number + 1).map(byNamedPort),
      ...blocks({
        does: 'allow-blocks',
        prefixes: ['172.24.0.0/16', '172.25.0.0/16', '192.0.2.0/24'].map(match.from),
        ports: portLists,
      }),
      {
        does: 'deny',
        matches: [match.from('198.51.100.0/24'), match.protocol('udp'), match.ports(ports(3))],
      },
    ],
    egress: [
      isFirst
        ? { does: 'allow', matches: [match.to(pool), match.protocol('tcp'), match.ports('8080,8443')] }
        : {
            does: 'allow',
            matches: [match.to(`172.21.${number}.0/24`), match.protocol('tcp'), match.ports(ports(2))],
          },
      ...(isFirst ? dnsAllowed : []),
      ...allows('dst'),
      ...blocks({
        does: 'allow-blocks',
        prefixes: ['172.26.0.0/16', '172.27.0.0/16', '203.0.113.0/24'].map(match.to),
        ports: portLists,
      }),
      ...(isFirst ? metadataDenied : []),
    ],
  };
}
