import { readDocuments } from '../../src/document/readDocuments.js';
import { encodeUtf8 } from '../../src/document/utf8.js';
import type { Names, Peer, Pod } from '../../src/names/names.js';
import { readNames, type NamesReading } from '../../src/names/readNames.js';

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

/** Reads files of names, each as its text. */
export function readTexts(...texts: readonly string[]): NamesReading {
  return readNames(
    texts.map((text, index) => ({
      source: `file${index + 1}`,
      documents: readDocuments(encodeUtf8(text)).documents,
    })),
  );
}

/** A cluster of two nodes, worker-1 and worker-2; both families. */
export const cluster = `
apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Pod
  metadata: { name: web-1, namespace: shop }
  spec:
    nodeName: worker-1
    containers: [{ name: web, ports: [{ name: http, containerPort: 8080 }] }]
  status: { phase: Running, podIP: 10.244.1.5, podIPs: [{ ip: 10.244.1.5 }, { ip: "fd00:1::5" }] }
- apiVersion: v1
  kind: Pod
  metadata: { name: api-1, namespace: shop }
  spec: { nodeName: worker-2 }
  status: { phase: Running, podIP: 10.244.2.7 }
- apiVersion: v1
  kind: Pod
  metadata: { name: done-1, namespace: shop }
  spec: { nodeName: worker-1 }
  status: { phase: Succeeded, podIP: 10.244.1.9 }
- apiVersion: v1
  kind: Pod
  metadata: { name: proxy-1, namespace: kube-system }
  spec: { nodeName: worker-1, hostNetwork: true }
  status: { phase: Running, podIP: 192.168.1.11 }
- apiVersion: v1
  kind: Service
  metadata: { name: web, namespace: shop }
  spec:
    clusterIP: 10.96.3.3
    clusterIPs: [10.96.3.3, "fd00:96::3"]
    externalIPs: [203.0.113.9]
    ports:
    - { name: http, port: 80, targetPort: 8080, nodePort: 30080 }
    - { name: metrics, port: 9090 }
- apiVersion: v1
  kind: Service
  metadata: { name: dns, namespace: kube-system }
  spec:
    clusterIP: 10.96.0.10
    ports: [{ name: dns, port: 53, protocol: UDP }, { name: dns-tcp, port: 53 }]
- apiVersion: v1
  kind: Service
  metadata: { name: api, namespace: shop }
  spec: { clusterIP: None, ports: [{ port: 443 }] }
- apiVersion: v1
  kind: Service
  metadata: { name: outside, namespace: shop }
  spec: { type: ExternalName, externalName: db.example.com }
- apiVersion: v1
  kind: Service
  metadata: { name: single, namespace: shop }
  spec: { clusterIP: 10.96.3.4, ports: [{ port: 443 }] }
- apiVersion: v1
  kind: Node
  metadata: { name: worker-1 }
  status: { addresses: [{ type: InternalIP, address: 192.168.1.11 }, { type: Hostname, address: worker-1 }] }
- apiVersion: v1
  kind: Node
  metadata: { name: worker-2 }
  status: { addresses: [{ type: InternalIP, address: 192.168.1.12 }] }
- apiVersion: networking.k8s.io/v1
  kind: NetworkPolicy
  metadata: { name: only-the-web-may-call-the-api, namespace: shop }
  spec:
    podSelector: { matchLabels: { app: api } }
    ingress:
    - from: [{ podSelector: { matchLabels: { app: web } } }]
      ports: [{ port: http, protocol: TCP }, { port: 443 }]
---
apiVersion: projectcalico.org/v3
kind: GlobalNetworkPolicyList
items:
- apiVersion: projectcalico.org/v3
  kind: GlobalNetworkPolicy
  metadata: { name: deny-egress-to-metadata-service }
  spec: { selector: all(), egress: [{ action: Deny, destination: { selector: role == 'metadata' } }] }
---
apiVersion: projectcalico.org/v3
kind: HostEndpoint
metadata: { name: worker-1-eth0 }
spec: { node: worker-1, interfaceName: eth0, expectedIPs: [192.168.1.11] }
---
apiVersion: projectcalico.org/v3
kind: HostEndpoint
metadata: { name: worker-2-eth0 }
spec: { node: worker-2, interfaceName: eth0 }
---
apiVersion: crd.projectcalico.org/v1
kind: IPPool
metadata: { name: default-pool }
spec: { cidr: 10.244.0.0/16 }
`;

/** That cluster, read. */
export function clusterNames(): Names {
  return readTexts(cluster).names;
}
