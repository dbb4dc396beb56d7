import { describe, expect, it } from 'vitest';
import { writeAddress } from '../../src/address/address.js';
import { findEnd, endWords } from '../../src/names/findEnd.js';
import { interfaceOfPod } from '../../src/names/interfaceOfPod.js';
import type { Names } from '../../src/names/names.js';
import { packetEnds, type EndsPlace, type EndsRequest } from '../../src/names/packetEnds.js';
import { clusterNames, podNamed } from './build.js';

const names = clusterNames();
const webInterface = interfaceOfPod(podNamed('shop', 'web-1')) ?? '';

describe('a name', () => {
  it.each([
    ['shop/web-1', 'pod/shop/web-1'],
    ['web-1', 'pod/shop/web-1'],
    ['pod/web-1', 'pod/shop/web-1'],
    ['svc/shop/web', 'svc/shop/web'],
    ['service/web', 'svc/shop/web'],
    ['shop/web', 'svc/shop/web'],
    ['node/worker-1', 'node/worker-1'],
    ['worker-1', 'node/worker-1'],
    ['hep/worker-1-eth0', 'hep/worker-1-eth0'],
    ['web-2', 'the names know no pod, service or node "web-2"; did you mean pod/shop/web-1?'],
    ['shop/wbe-1', 'the names know no pod, service or node "shop/wbe-1"; did you mean pod/shop/web-1?'],
    ['svc/shpo/web', 'the names know no service "shpo/web"; did you mean svc/shop/web?'],
    ['node/worker-3', 'the names know no node "worker-3"; did you mean node/worker-1?'],
    ['pod/single', 'the names know no pod "single"; did you mean svc/shop/single?'],
    ['pod/web', 'the names know no pod "web"; there is pod/shop/web-1'],
    ['other/web-1', 'the names know no pod, service or node "other/web-1"; did you mean pod/shop/web-1?'],
    [
      'a/b/c',
      '"a/b/c" is not NAMESPACE/NAME, NAME or KIND/NAMESPACE/NAME with a kind of pod, svc, node or hep',
    ],
    ['pod/', '"pod/" is not'],
    ['__proto__', 'the names know no pod, service or node "__proto__"'],
  ])('%s', (text, words) => {
    const found = findEnd(names, text);
    expect('end' in found ? endWords(found.end) : found.refusal).toContain(words);
  });

  it('that nothing is near has no hint', () => {
    expect(findEnd(names, 'nothing-like-it')).toEqual({
      refusal: 'the names know no pod, service or node "nothing-like-it"',
    });
  });

  it('that may be two is refused with both', () => {
    const again = { ...names, nodes: [...names.nodes, { name: 'web-1', addresses: [] }] };
    expect(findEnd(again, 'web-1')).toEqual({
      refusal: '"web-1" may be pod/shop/web-1 or node/web-1: say which',
    });
  });
});

const place: EndsPlace = {
  families: [4, 6],
  hasInterface: (name) => name === webInterface,
  interfaceTo: () => undefined,
  isOwnNode: ({ name }) => name === 'worker-1',
};

function told(request: Partial<EndsRequest>, given: Partial<EndsPlace> = {}, known: Names = names): string {
  const found = packetEnds(known, { comesIn: false, ...request }, { ...place, ...given });
  if ('refusal' in found) return `${found.option}: ${found.refusal}`;
  const { source, destination, inInterface, destinationPort, protocol } = found.ends;
  const address = (one: typeof source): string => (one === undefined ? '-' : writeAddress(one));
  return [
    address(source),
    inInterface ?? '-',
    address(destination),
    destinationPort ?? '-',
    protocol ?? '-',
  ].join(' ');
}

describe('a packet', () => {
  it.each([
    ['from a pod of this node', { from: 'web-1' }, `10.244.1.5 ${webInterface} - - -`],
    [
      'from a pod elsewhere',
      { from: 'api-1' },
      '--from: pod/shop/api-1 (it runs on worker-2) has no interface on this node',
    ],
    ['from there by a tunnel', { from: 'api-1', comesIn: true }, '10.244.2.7 - - - -'],
    ['from a pod with the network of its node', { from: 'proxy-1' }, '192.168.1.11 - - - -'],
    ['from a pod that has ended', { from: 'done-1' }, '--from: pod/shop/done-1 has no address'],
    ['from this node', { from: 'node/worker-1' }, '192.168.1.11 - - - -'],
    [
      'from another node',
      { from: 'node/worker-2' },
      '--from: nothing says that node/worker-2 is the node of this dump',
    ],
    ['from another node by an interface', { from: 'node/worker-2', comesIn: true }, '192.168.1.12 - - - -'],
    ['from a host endpoint', { from: 'hep/worker-1-eth0' }, '192.168.1.11 - - - -'],
    ['from a service', { from: 'svc/web' }, '--from: svc/shop/web sends nothing of its own'],
    [
      'to a service with several ports',
      { to: 'svc/web' },
      '--dport: svc/shop/web has http 80/tcp, metrics 9090/tcp: say which with --dport',
    ],
    ['to a port by its name', { to: 'svc/web', port: 'http' }, '- - 10.96.3.3 80 tcp'],
    ['to a port by its number', { to: 'svc/web', port: '9090' }, '- - 10.96.3.3 9090 tcp'],
    ['to a port that it has not', { to: 'svc/web', port: '81' }, '- - 10.96.3.3 - -'],
    [
      'to a name that it has not',
      { to: 'svc/web', port: 'ssh' },
      '--dport: svc/shop/web has no port "ssh", but http 80/tcp',
    ],
    ['to its only port', { to: 'svc/single' }, '- - 10.96.3.4 443 tcp'],
    [
      'to a port of two protocols',
      { to: 'svc/dns', port: '53' },
      '--dport: svc/kube-system/dns has dns 53/udp, dns-tcp 53/tcp: say which with --proto',
    ],
    ['to one of them', { to: 'svc/dns', port: '53', protocol: 'udp' }, '- - 10.96.0.10 53 udp'],
    ['to a service by a protocol without ports', { to: 'svc/dns', protocol: 'icmp' }, '- - 10.96.0.10 - -'],
    ['by one without a name', { to: 'svc/dns', protocol: '200' }, '- - 10.96.0.10 - -'],
    [
      'to a service that has no port of the protocol',
      { to: 'svc/single', protocol: 'udp' },
      '--dport: svc/shop/single has no port of udp, but 443/tcp: say which with --proto',
    ],
    ['to a headless service', { to: 'svc/api' }, '--to: svc/shop/api is headless'],
    ['to a name outside', { to: 'svc/outside' }, '--to: svc/shop/outside stands for the name db.example.com'],
    ['to a port of a pod by its name', { to: 'web-1', port: 'http' }, '- - 10.244.1.5 8080 tcp'],
    ['to a pod', { to: 'web-1', port: '22' }, '- - 10.244.1.5 - -'],
    [
      'of both families, to IPv4 alone',
      { from: 'web-1', to: 'svc/single' },
      `10.244.1.5 ${webInterface} 10.96.3.4 443 tcp`,
    ],
    ['from a given IPv6 address', { to: 'svc/web', port: 'http', sourceFamily: 6 }, '- - fd00:96::3 80 tcp'],
    [
      'to IPv6 from IPv4 alone',
      { from: 'api-1', comesIn: true, destinationFamily: 6 },
      '--from: both ends need an address of one family: pod/shop/api-1 has IPv4',
    ],
  ] as const)('%s', (_, request, words) => {
    expect(told(request)).toContain(words);
  });

  it.each([
    [
      'ports of two containers with one name',
      ['tcp', 9000],
      '--dport: pod/shop/two-1 has http 8000/tcp, http 9000/tcp: say which with --dport',
    ],
    [
      'one name for two protocols',
      ['udp', 8000],
      '--dport: pod/shop/two-1 has http 8000/tcp, http 8000/udp: say which with --proto',
    ],
    ['the same port told twice', ['tcp', 8000], '- - 10.244.1.5 8000 tcp'],
  ] as const)('to a pod: %s', (_, [protocol, port], words) => {
    const pod = podNamed('shop', 'two-1', {
      addresses: names.pods.flatMap(({ name, addresses }) => (name === 'web-1' ? addresses : [])),
      ports: [
        { name: 'http', protocol: 'tcp', port: 8000 },
        { name: 'http', protocol, port },
      ],
    });
    expect(told({ to: 'two-1', port: 'http' }, {}, { ...names, pods: [pod] })).toBe(words);
  });

  it('has the family that the dump has', () => {
    expect(told({ from: 'web-1', to: 'svc/web', port: 'http' }, { families: [6] })).toBe(
      `fd00:1::5 ${webInterface} fd00:96::3 80 tcp`,
    );
  });
});
