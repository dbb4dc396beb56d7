import type { Peer, Pod } from '../../src/names/names.js';

/** A peer that says nothing. */
export const anyPeer: Peer = {
  selector: '',
  namespaceSelector: '',
  notSelector: '',
  serviceAccounts: [],
  serviceAccountSelector: '',
  protocol: 'tcp',
  namedPorts: [],
};

/** A pod without addresses. */
export function podNamed(namespace: string, name: string, given: Partial<Pod> = {}): Pod {
  return { namespace, name, addresses: [], hostNetwork: false, ports: [], ...given };
}
