import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeAddress } from '../../src/address/address.js';
import { besideIn } from '../../src/names/beside.js';
import { namingOf } from '../../src/names/naming.js';
import { cluster, readTexts } from './build.js';

const pod = (name: string, rest = ''): string =>
  `{"kind": "Pod", "metadata": {"name": ${JSON.stringify(name)}, "namespace": "shop"}, "status": {"podIP": "10.0.0.1"}${rest}}`;

describe('the names of a cluster', () => {
  const { names, problems } = readTexts(cluster);

  it('are read without a problem', () => {
    expect(problems).toEqual([]);
  });

  it('leave out the address of a pod that has ended', () => {
    expect(
      names.pods.map(({ namespace, name, addresses }) => [
        `${namespace}/${name}`,
        ...addresses.map(writeAddress),
      ]),
    ).toEqual([
      ['shop/web-1', '10.244.1.5', 'fd00:1::5'],
      ['shop/api-1', '10.244.2.7'],
      ['shop/done-1'],
      ['kube-system/proxy-1', '192.168.1.11'],
    ]);
  });

  it('tell a headless service and one that stands for a name', () => {
    expect(names.services.map(({ name, headless, externalName }) => [name, headless, externalName])).toEqual([
      ['web', false, undefined],
      ['dns', false, undefined],
      ['api', true, undefined],
      ['outside', false, 'db.example.com'],
      ['single', false, undefined],
    ]);
  });

  it('have the profile of each namespace', () => {
    expect(names.profiles.map(({ name }) => name)).toEqual(['kns.shop', 'kns.kube-system']);
  });
});

describe('a pod that several objects tell of', () => {
  it('is one, with the interface of its WorkloadEndpoint', () => {
    const endpoint =
      '{"kind": "WorkloadEndpoint", "metadata": {"name": "n-k8s-web-eth0", "namespace": "shop"}, "spec": {"pod": "web", "interfaceName": "eni123", "ipNetworks": ["10.0.0.1/32", "fd00::1/128"]}}';
    const slice =
      '{"kind": "EndpointSlice", "metadata": {"name": "s", "namespace": "shop"}, "endpoints": [{"addresses": ["10.0.0.1"], "targetRef": {"kind": "Pod", "name": "web", "namespace": "shop"}}]}';
    const { names } = readTexts(pod('web'), endpoint, slice);
    expect(
      names.pods.map(({ name, interfaceName, addresses }) => [
        name,
        interfaceName,
        addresses.map(writeAddress),
      ]),
    ).toEqual([['web', 'eni123', ['10.0.0.1', 'fd00::1']]]);
  });
});

describe('a file that is not as it should be', () => {
  it.each([
    ['a number', '7', 'error', 'this is no object of Kubernetes or Calico: it has no kind or no metadata'],
    ['no kind', '{"metadata": {"name": "x"}}', 'error', 'this is no object of Kubernetes or Calico'],
    ['a list of texts', '["a"]', 'error', 'this is no object of Kubernetes or Calico'],
    [
      'another kind',
      '{"kind": "Secret", "metadata": {"name": "x"}}',
      'warning',
      'objects of kinds that name nothing in a dump were left out: 1 Secret',
    ],
    [
      'no address',
      '{"kind": "Pod", "metadata": {"name": "x"}, "status": {"podIP": "10.0.0.300"}}',
      'warning',
      '"10.0.0.300" is no address',
    ],
  ])('%s', (_, text, severity, message) => {
    const [problem, ...others] = readTexts(text).problems;
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ severity, source: 'file1' });
    expect(problem?.message).toContain(message);
  });

  it('says where', () => {
    const text = 'kind: Pod\nmetadata: { name: x }\nstatus:\n  podIP: nowhere\n';
    expect(readTexts(text).problems).toMatchObject([{ line: 4, column: 3 }]);
  });
});

it('the first ten texts that are no address are told with their places, the others counted', () => {
  const items = Array.from({ length: 13 }, (_, index) => pod(`p${index}`).replace('10.0.0.1', '10.0.0.x'));
  const { problems } = readTexts(`[${items.join(',\n')}]`);
  expect(problems.map(({ line }) => line)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, undefined]);
  expect(problems.at(-1)?.message).toBe('3 more texts are no address');
});

it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('%s is a name like others', (name) => {
  const { names, problems } = readTexts(pod(name, `, "${name}": {"x": 1}`), pod('web'));
  expect(problems).toEqual([]);
  expect(names.pods.map((each) => each.name)).toEqual([name, 'web']);
  expect(Object.prototype).not.toHaveProperty('x');
});

it('a list of a kind tells the kind of what is in it', () => {
  const { names, problems } = readTexts(
    '{"kind": "PodList", "items": [{"metadata": {"name": "x", "namespace": "a"}}]}',
  );
  expect([problems, names.pods.map(({ name }) => name)]).toEqual([[], ['x']]);
});

describe('whatever stands in a file', () => {
  const key = fc.constantFrom(
    ...[
      'kind',
      'metadata',
      'spec',
      'status',
      'items',
      'name',
      'namespace',
      'ports',
      'port',
      'ingress',
      'from',
      'podSelector',
    ],
    ...[
      'matchLabels',
      'matchExpressions',
      'source',
      'selector',
      'subsets',
      'addresses',
      'endpoints',
      'targetRef',
      '__proto__',
    ],
  );
  const kind = fc.constantFrom(
    'Pod',
    'Service',
    'NetworkPolicy',
    'GlobalNetworkPolicy',
    'Profile',
    'Endpoints',
    'HostEndpoint',
    'List',
  );
  const { value } = fc.letrec<{ readonly value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 6 },
      fc.constantFrom(
        null,
        true,
        0,
        -1,
        80,
        '',
        '10.0.0.1',
        '::',
        'None',
        'constructor',
        "a == 'b'",
        '((',
        '\u001b[0m',
      ),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(key, tie('value'), { maxKeys: 5 }),
    ),
  }));
  const object = fc.record({
    kind,
    metadata: fc.record({ name: fc.string(), namespace: fc.string() }),
    spec: value,
    status: value,
    items: fc.option(value, { nil: undefined }),
  });

  it('is read, and names are looked up, without a crash', () => {
    fc.assert(
      fc.property(fc.oneof(object, value), (one) => {
        const { names, problems } = readTexts(JSON.stringify(one));
        expect(problems.every(({ message }) => message !== '')).toBe(true);
        const naming = namingOf(names, { rulesets: [] });
        const text =
          'cali-pi-_x cali40s:x KUBE-SVC-AAAAAAAAAAAAAAAA 10.0.0.1:80 cali0 cali-pri-kns.a cali-fh-eth0';
        expect(besideIn(naming, text, { chains: true, show: (words) => words })).toContain('cali-pi-_x');
        expect(Object.prototype).not.toHaveProperty('kind');
      }),
      { numRuns: 2000 },
    );
  });
});
