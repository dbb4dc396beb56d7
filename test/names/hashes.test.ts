import { describe, expect, it } from 'vitest';
import { chainOfId, policyIds, serviceHash } from '../../src/names/chainIds.js';
import { interfaceOfPod } from '../../src/names/interfaceOfPod.js';
import type { Policy } from '../../src/names/names.js';
import { cutId, peerSets } from '../../src/names/setIds.js';
import { anyPeer, podNamed } from './build.js';

const policy = (given: Partial<Policy>): Policy => ({
  kind: 'NetworkPolicy',
  name: 'x',
  tier: 'default',
  selector: '',
  peers: [],
  ...given,
});

// What real nodes had: a policy, a chain of it.
const chains: readonly (readonly [string, Policy])[] = [
  ['cali-pi-_tTE-E7yY40ogArNVgKt', policy({ namespace: 'default', name: 'allow-db-access' })],
  [
    'cali-pi-_tTE-E7yY40ogArNVgKt',
    policy({ kind: 'CalicoNetworkPolicy', namespace: 'default', name: 'knp.default.allow-db-access' }),
  ],
  ['cali-pi-a-policy', policy({ kind: 'GlobalNetworkPolicy', name: 'a-policy' })],
  ['cali-pi-default.a-policy', policy({ kind: 'GlobalNetworkPolicy', name: 'a-policy' })],
  ['cali-pi-a-policy', policy({ kind: 'GlobalNetworkPolicy', name: 'default.a-policy' })],
  ['cali-pi-gnp/a-policy', policy({ kind: 'GlobalNetworkPolicy', name: 'a-policy' })],
  ['cali-pi-ops/a/ops.b', policy({ kind: 'CalicoNetworkPolicy', namespace: 'a', name: 'b', tier: 'ops' })],
  ['cali-pi-knp/a/b', policy({ namespace: 'a', name: 'b' })],
];

describe('the chain of a policy', () => {
  it.each(chains)('%s', (chain, of) => {
    expect(policyIds(of).map((id) => chainOfId('cali-pi-', id))).toContain(chain);
  });
});

describe('the sets of a side of a rule', () => {
  it.each([
    [{}, 'shop', []],
    [{ selector: 'all()' }, '', ['all()']],
    [{ namespaceSelector: `team == 'a'` }, 'shop', ['pcns.team == "a"']],
    [
      { namespaceSelector: 'all()', selector: 'has(x)' },
      '',
      ['(has(projectcalico.org/namespace) && has(x))'],
    ],
    [{ namespaceSelector: 'global()' }, 'shop', ['!has(projectcalico.org/namespace)']],
    [{ notSelector: 'has(x)' }, 'shop', ['projectcalico.org/namespace == "shop"', 'has(x)']],
    [
      { serviceAccounts: ['b', 'a'], serviceAccountSelector: 'has(y)' },
      '',
      ['(has(pcsa.y) && projectcalico.org/serviceaccount in {"a", "b"})'],
    ],
    [{ service: '/db' }, 'shop', ['shop/db', 'shop/db']],
    [{ namedPorts: ['http'], protocol: 'udp' }, 'shop', ['http/udp of all()']],
    [{ selector: 'no selector' }, 'shop', []],
  ] as const)('%j in %s', (given, namespace, texts) => {
    expect(peerSets({ ...anyPeer, ...given }, namespace).map(({ text }) => text)).toEqual(texts);
  });
});

it('names a service port as kube-proxy does', () => {
  expect(serviceHash('default/webapp', 'tcp')).toBe('2IRACUALRELARSND');
  expect(serviceHash('default/db', 'tcp')).toBe('2KHWPRMFJERXUJE3');
  expect(serviceHash('default/db', 'tcp', '10.88.0.26:80')).toBe('5FPDOMT4J5KRLDJ3');
});

it('names a set as Felix does', () => {
  const peer = {
    ...anyPeer,
    selector: `projectcalico.org/orchestrator == 'k8s' && networking/allow-db-access == 'true'`,
  };
  expect(peerSets(peer, 'default').map(({ id }) => `cali40${cutId(id)}`)).toEqual([
    'cali40s:LrVD8vMIGQDyv8Y7sPFB1Ge',
  ]);
});

it.each([
  ['backend-867fd6dff-mjf92', 'cali2b1490aa46a'],
  ['db-8d66ff5f7-bp6kf', 'cali95aa86cbb2a'],
  ['frontend-8b474f47-zdqdv', 'cali505cfbeac50'],
])('names the interface of %s as the CNI plugin does', (name, own) => {
  expect(interfaceOfPod(podNamed('default', name))).toBe(own);
});

it('takes the interface that a WorkloadEndpoint tells', () => {
  expect(interfaceOfPod(podNamed('default', 'x', { interfaceName: 'eni7' }))).toBe('eni7');
  expect(interfaceOfPod(podNamed('default', 'x', { hostNetwork: true }))).toBeUndefined();
});
