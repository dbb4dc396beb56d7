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

// Pairs of a policy and a chain of it that real nodes had.
const chains: readonly (readonly [string, Policy])[] = [
  ['cali-pi-_tTE-E7yY40ogArNVgKt', policy({ namespace: 'default', name: 'allow-db-access' })],
];

describe('the chain of a policy', () => {
  it.each(chains)('%s', (chain, of) => {
    expect(policyIds(of).map((id) => chainOfId('cali-pi-', id))).toContain(chain);
  });
});

it('names a service port as kube-proxy does', () => {
  expect(serviceHash('default/webapp', 'tcp')).toBe('2IRACUALRELARSND');
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

it('names an interface as the CNI plugin does', () => {
  expect(interfaceOfPod(podNamed('default', 'x'))).toMatch(/^cali[0-9a-f]{11}$/);
});
