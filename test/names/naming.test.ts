import { describe, expect, it } from 'vitest';
import { besideIn, mentionsIn } from '../../src/names/beside.js';
import { chainOfId, serviceHash } from '../../src/names/chainIds.js';
import { interfaceOfPod } from '../../src/names/interfaceOfPod.js';
import { namedChains } from '../../src/names/namedChains.js';
import { namedWords } from '../../src/names/named.js';
import { namingOf } from '../../src/names/naming.js';
import { cutId, peerSets } from '../../src/names/setIds.js';
import { readSets } from '../../src/node/readSets.js';
import { rulesetOf } from '../owners/rulesetOf.js';
import { anyPeer, clusterNames, podNamed, readTexts } from './build.js';

const webInterface = interfaceOfPod(podNamed('shop', 'web-1')) ?? '';
const policyChain = chainOfId('cali-pi-', 'shop/knp.default.only-the-web-may-call-the-api');
const globalChain = chainOfId('cali-po-', 'default.deny-egress-to-metadata-service');
const hash = serviceHash('shop/web:http', 'tcp');
const old = serviceHash('shop/single:', 'tcp');
const endpoint = serviceHash('shop/web:http', 'tcp', '10.244.1.5:8080');
/** Of a service whose port has no name, as old versions had it. */
const saidEndpoint = serviceHash('shop/single:', 'tcp', '10.244.1.6:8443');
const setOf = (selector: string, namespace: string, port?: string): string => {
  const peer = { ...anyPeer, selector, namedPorts: port === undefined ? [] : [port] };
  return `cali40${cutId(peerSets(peer, namespace).at(-1)?.id ?? '')}`;
};
const webSet = setOf(`projectcalico.org/orchestrator == 'k8s' && app == 'web'`, 'shop');
const portSet = setOf('', 'shop', 'http');
const metadataSet = setOf(`role == 'metadata'`, '');

const ruleset = rulesetOf(`*nat
:KUBE-SEP-${endpoint} - [0:0]
:KUBE-SEP-${'A'.repeat(16)} - [0:0]
:KUBE-SEP-${saidEndpoint} - [0:0]
:KUBE-SEP-${'B'.repeat(16)} - [0:0]
-A KUBE-SEP-${endpoint} -p tcp -m tcp -j DNAT --to-destination 10.244.1.5:8080
-A KUBE-SEP-${'A'.repeat(16)} -p tcp -m tcp -j DNAT --to-destination 10.244.1.5:8080
-A KUBE-SEP-${saidEndpoint} -p tcp -m comment --comment "shop/single" -m tcp -j DNAT --to-destination 10.244.1.6:8443
-A KUBE-SEP-${'B'.repeat(16)} -p tcp -m comment --comment "shop/single" -m tcp -j DNAT --to-destination 10.244.1.6:8443
COMMIT
*filter
:FORWARD ACCEPT [0:0]
:cali-tw-${webInterface} - [0:0]
:${policyChain} - [0:0]
:${globalChain} - [0:0]
:cali-gi-some - [0:0]
:cali-fh-eth0 - [0:0]
-A FORWARD -j cali-tw-${webInterface}
-A FORWARD -j ${policyChain}
-A cali-gi-some -j ${policyChain}
COMMIT
`);
const { sets } = readSets(
  'create cali40s:unknown0 hash:net family inet\nadd cali40s:unknown0 10.244.1.5\nadd cali40s:unknown0 192.168.1.12\nadd cali40s:unknown0 10.0.0.0/8\n',
);
const naming = namingOf(clusterNames(), { rulesets: [ruleset], sets });

describe('a chain is called', () => {
  it.each([
    [`cali-tw-${webInterface}`, 'pod shop/web-1'],
    [`cali-fw-${webInterface}`, 'pod shop/web-1'],
    ['cali-tw-cali00000000000', ''],
    [policyChain, 'NetworkPolicy shop/only-the-web-may-call-the-api'],
    [policyChain.replace('-pi-', '-po-'), 'NetworkPolicy shop/only-the-web-may-call-the-api'],
    [globalChain, 'GlobalNetworkPolicy deny-egress-to-metadata-service'],
    ['cali-pi-_AAAAAAAAAAAAAAAAAAA', ''],
    ['cali-gi-some', 'NetworkPolicy shop/only-the-web-may-call-the-api'],
    ['cali-pri-kns.shop', 'profile kns.shop'],
    ['cali-pri-kns.other', ''],
    ['cali-fh-eth0', 'host endpoint worker-1-eth0'],
    [`KUBE-SVC-${hash}`, 'service shop/web:http'],
    [`KUBE-EXT-${hash}`, 'service shop/web:http'],
    [`KUBE-SVC-${old}`, 'service shop/single:443'],
    [`KUBE-SEP-${endpoint}`, 'service shop/web:http'],
    [`KUBE-SEP-${'A'.repeat(16)}`, ''],
    [`KUBE-SEP-${saidEndpoint}`, 'service shop/single:443'],
    [`KUBE-SEP-${'B'.repeat(16)}`, ''],
    ['KUBE-SERVICES', ''],
    ['cali-FORWARD', ''],
  ])('%s: %s', (chain, words) => {
    expect(namedWords(naming.chain(chain))).toBe(words);
  });
});

describe('a set is called', () => {
  it.each([
    [webSet, 'selector app == "web" of namespace shop'],
    [webSet.replace('cali40', 'cali60'), 'selector app == "web" of namespace shop'],
    [webSet.replace('cali40', 'cali4-'), 'selector app == "web" of namespace shop'],
    [portSet, 'named port http/tcp of all()'],
    [metadataSet, 'selector role == "metadata"'],
    ['cali40s:unknown0', 'has pod shop/web-1, node worker-2'],
    ['cali40s:unknown1', ''],
    ['KUBE-CLUSTER-IP', ''],
  ])('%s: %s', (set, words) => {
    expect(namedWords(naming.set(set))).toBe(words);
  });
});

describe('a text', () => {
  it.each([
    [
      'from 10.244.1.5 to 10.96.3.3:80.',
      'from 10.244.1.5 (pod shop/web-1) to 10.96.3.3:80 (service shop/web:http).',
    ],
    ['[fd00:96::3]:9090', '[fd00:96::3]:9090 (service shop/web:metrics)'],
    ['10.96.3.3:81', '10.96.3.3:81 (service shop/web)'],
    ['fd00:1::5/128', 'fd00:1::5/128 (pod shop/web-1)'],
    ['203.0.113.9', '203.0.113.9 (service shop/web)'],
    ['192.168.1.11:30080', '192.168.1.11:30080 (node worker-1, node port of service shop/web:http)'],
    ['10.244.0.0/16', '10.244.0.0/16 (IP pool default-pool)'],
    [`${webInterface} and 10.244.1.5`, `${webInterface} (pod shop/web-1) and 10.244.1.5`],
    ['eth0', 'eth0 (host endpoint worker-1-eth0)'],
    ['pod shop/web-1 has 10.244.1.5', 'pod shop/web-1 has 10.244.1.5'],
    ['pod shop/web-1: has 10.244.1.5', 'pod shop/web-1: has 10.244.1.5'],
    ['pod shop/web-10 asks 10.244.1.5', 'pod shop/web-10 asks 10.244.1.5 (pod shop/web-1)'],
    ['pod shop/web-1.b, 10.244.1.5', 'pod shop/web-1.b, 10.244.1.5 (pod shop/web-1)'],
    ['10.96.3.3:80, 10.96.3.3', '10.96.3.3:80 (service shop/web:http), 10.96.3.3 (service shop/web)'],
    ['10.244.9.9, 10.244.1.0/24, 999.1.1.1, ::, cali+', '10.244.9.9, 10.244.1.0/24, 999.1.1.1, ::, cali+'],
    [policyChain, `${policyChain} (NetworkPolicy shop/only-the-web-may-call-the-api)`],
  ])('%s', (text, named) => {
    expect(besideIn(naming, text, { chains: true, show: (words) => words })).toBe(named);
  });

  it('names both services that have a node port of TCP and of UDP', () => {
    const service = (name: string, protocol: string): string =>
      `---\nkind: Service\nmetadata: { name: ${name}, namespace: shop }\nspec: { ports: [{ name: h, port: 80, nodePort: 30080, protocol: ${protocol} }] }\n`;
    const node =
      'kind: Node\nmetadata: { name: n }\nstatus: { addresses: [{ type: InternalIP, address: 192.0.2.1 }] }\n';
    const { names } = readTexts(node + service('one', 'TCP') + service('two', 'UDP'));
    const text = besideIn(namingOf(names, { rulesets: [] }), '192.0.2.1:30080', {
      chains: true,
      show: (words) => words,
    });
    expect(text).toBe(
      '192.0.2.1:30080 (node n, node port of service shop/one:h, node port of service shop/two:h)',
    );
  });

  it('is left as it is about chains where they are not wanted', () => {
    expect(besideIn(naming, policyChain, { chains: false, show: (words) => words })).toBe(policyChain);
  });

  it('has its names made harmless, and no $ of them is obeyed', () => {
    const evil = namingOf(
      readTexts(
        JSON.stringify({
          kind: 'Pod',
          metadata: { name: "$&\u001b[31m$'", namespace: 'a' },
          status: { podIP: '10.0.0.1' },
        }),
      ).names,
      { rulesets: [] },
    );
    const show = (words: string): string => words.replaceAll('\u001b', '?');
    expect(besideIn(evil, 'a 10.0.0.1 b', { chains: true, show })).toBe("a 10.0.0.1 (pod a/$&?[31m$') b");
  });

  it('mentions each thing once', () => {
    const texts = ['10.244.1.5, 10.244.1.5', `-A ${policyChain}`, '10.244.1.5'];
    expect(mentionsIn(naming, texts).map(({ kind, raw }) => [kind, raw])).toEqual([
      ['address', '10.244.1.5'],
      ['chain', policyChain],
    ]);
  });
});

it('two that fit are both told', () => {
  const twice = ['a', 'b'].map(
    (name) =>
      `{"kind": "Pod", "metadata": {"name": "${name}", "namespace": "n"}, "status": {"podIP": "10.0.0.1"}}`,
  );
  const both = namingOf(readTexts(...twice).names, { rulesets: [] });
  expect(besideIn(both, '10.0.0.1', { chains: true, show: (words) => words })).toBe(
    '10.0.0.1 (pod n/a, pod n/b)',
  );
});

it('a long list is cut, and says so', () => {
  const pods = ['a', 'b', 'c', 'd', 'e'].map((name) => ({ kind: 'pod', namespace: 'n', name }) as const);
  expect(namedWords(pods)).toBe('pod n/a, pod n/b, pod n/c and 2 more');
});

describe('what a chain is for', () => {
  const words = namedChains(naming);
  const rules = ruleset.tables.flatMap(({ chains }) => [...(chains.get('FORWARD')?.rules ?? [])]);

  it('tells a policy by its own name', () => {
    expect(words.describeChain(ruleset, 'filter', policyChain)?.purpose).toBe(
      'NetworkPolicy shop/only-the-web-may-call-the-api, ingress',
    );
    expect(rules.map((rule) => words.describeRule(ruleset, rule))).toEqual([
      `workload ${webInterface} (pod shop/web-1), traffic to it`,
      'NetworkPolicy shop/only-the-web-may-call-the-api, ingress',
    ]);
  });

  it('tells a service where no comment does', () => {
    expect(words.describeChain(ruleset, 'nat', `KUBE-SVC-${hash}`)?.purpose).toBe(
      'pick an endpoint of an unnamed service (service shop/web:http)',
    );
  });
});

it('knows whose dump it is by the pods that have chains in it', () => {
  expect(naming.ownNode()).toBe('worker-1');
  expect(namingOf(clusterNames(), { rulesets: [] }).ownNode()).toBeUndefined();
});
