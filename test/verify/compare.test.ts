import { describe, expect, it } from 'vitest';
import type { JsonHop, JsonPath, JsonTrace } from '../../src/format/trace/jsonTrace.js';
import type { JsonPacket } from '../../src/format/trace/packetJson.js';
import { failedLines } from '../../src/kernel/askKernel.js';
import { compare } from '../../src/verify/compare.js';
import { cutPaths } from '../../src/verify/cutPaths.js';
import type { ToldHop, ToldPath } from '../../src/verify/told.js';
import { disagreements } from '../../src/verify/disagreements.js';
import type { KernelPacket, KernelTrace } from '../../src/kernel/kernelTrace.js';

const kernelPacket: KernelPacket = {
  protocol: 6,
  source: '10.0.0.1',
  destination: '10.0.0.2',
  sourcePort: 1,
  destinationPort: 80,
  inInterface: 'eth0',
  outInterface: '',
  mark: 0,
  tos: 0,
  ttl: 64,
  length: 40,
};
const forwardedPacket = { ...kernelPacket, outInterface: 'eth1', mark: 4, ttl: 63 };

const kernel: KernelTrace = {
  hops: [
    {
      hook: 'PREROUTING',
      table: 'mangle',
      packet: kernelPacket,
      steps: [
        { kind: 'rule', chain: 'PREROUTING', rule: 2, verdict: 'CONTINUE' },
        { kind: 'policy', chain: 'PREROUTING', verdict: 'ACCEPT' },
      ],
    },
    {
      hook: 'FORWARD',
      table: 'filter',
      packet: forwardedPacket,
      steps: [{ kind: 'rule', chain: 'FORWARD', rule: 1, verdict: 'ACCEPT' }],
    },
  ],
  end: { kind: 'forwarded', packet: forwardedPacket },
};

const packet: JsonPacket = {
  family: 4,
  protocol: 'tcp',
  source: '10.0.0.1',
  destination: '10.0.0.2',
  sourcePort: 1,
  destinationPort: 80,
  inInterface: 'eth0',
  mark: 0,
  tos: 0,
  ttl: 64,
  length: 40,
  fragment: 'none',
  packetType: 'unicast',
};

interface Told {
  readonly markTo?: number;
  readonly rule?: number;
  readonly ttlTo?: number;
  readonly leaves?: Partial<JsonPacket>;
  readonly kind?: 'forwarded' | 'dropped';
}

function path({ markTo = 4, rule = 1, ttlTo = 63, leaves = {}, kind = 'forwarded' }: Told = {}): JsonPath {
  const decider = { chain: 'FORWARD', rule, line: 1, text: '' };
  const hops: readonly JsonHop[] = [
    {
      kind: 'table',
      hook: 'PREROUTING',
      table: 'mangle',
      backend: 'nft',
      steps: [
        {
          kind: 'rule',
          chain: 'PREROUTING',
          rule: 2,
          line: 1,
          text: '',
          depth: 0,
          verdict: 'CONTINUE',
          changes: { mark: { from: 0, to: markTo } },
        },
        { kind: 'policy', chain: 'PREROUTING', verdict: 'ACCEPT', because: 'end' },
      ],
    },
    {
      kind: 'routing',
      hook: 'PREROUTING',
      decision: 'forward',
      outInterface: 'eth1',
      text: '',
      changes: { ttl: { from: 64, to: ttlTo } },
    },
    {
      kind: 'table',
      hook: 'FORWARD',
      table: 'filter',
      backend: 'nft',
      steps: [
        { kind: 'return', chain: 'A', depth: 1, because: 'end', to: { chain: 'FORWARD', rule: 1 } },
        { kind: 'rule', ...decider, depth: 0, verdict: 'ACCEPT', changes: {} },
      ],
    },
  ];
  return {
    assumptions: [],
    disposition: { kind, by: { kind: 'rule', table: 'filter', ...decider } },
    packet: { ...packet, outInterface: 'eth1', mark: 4, ttl: 63, ...leaves },
    dependsOn: [],
    hops,
  };
}

const trace = (...paths: readonly JsonPath[]): JsonTrace => ({
  format: 'calitrace.trace',
  version: 1,
  complete: true,
  packet,
  assumed: [],
  premises: [],
  paths,
  problems: [],
});

const cases: readonly (readonly [name: string, paths: readonly JsonPath[], found: readonly string[]])[] = [
  ['the same', [path()], []],
  ['another mark', [path({ markTo: 5 })], ['FORWARD filter on entry: mark: kernel 4 | calitrace 5']],
  ['no TTL taken off', [path({ ttlTo: 64 })], ['FORWARD filter on entry: ttl: kernel 63 | calitrace 64']],
  [
    'another rule',
    [path({ rule: 2 })],
    ['kernel FORWARD filter: FORWARD 1 ACCEPT | calitrace FORWARD filter: FORWARD 2 ACCEPT'],
  ],
  [
    'another end',
    [path({ kind: 'dropped' })],
    ['kernel forwarded | calitrace dropped by filter FORWARD rule 1'],
  ],
  [
    'another packet leaves',
    [path({ leaves: { outInterface: 'eth2' } })],
    ['the packet as it leaves: outInterface: kernel eth1 | calitrace eth2'],
  ],
  [
    'a hop too few',
    [{ ...path(), hops: path().hops.slice(0, 2) }],
    ['the kernel went on to: FORWARD filter: FORWARD 1 ACCEPT'],
  ],
  ['one path of several is the kernel’s', [path({ rule: 7 }), path(), path({ markTo: 1 })], []],
  [
    'no path of several',
    [path({ rule: 7 }), path({ rule: 8 })],
    [
      "none of 2 paths is the kernel's; of the closest:",
      'kernel FORWARD filter: FORWARD 1 ACCEPT | calitrace FORWARD filter: FORWARD 7 ACCEPT',
    ],
  ],
  ['no path at all', [], ['calitrace gave no path']],
];

describe('the comparison finds what differs', () => {
  it.each(cases)('%s', (_, paths, found) => {
    expect(disagreements(kernel, trace(...paths))).toEqual(found);
  });
});

/** The path without what nothing told: by which interface it leaves, which address MASQUERADE took. */
function openPath(): ToldPath {
  const { hops, packet: left, ...rest } = path();
  const told = Object.entries(left).filter(([key]) => key !== 'outInterface' && key !== 'source');
  return {
    ...rest,
    packet: Object.fromEntries(told),
    hops: hops.map((hop) =>
      hop.kind === 'routing'
        ? { kind: 'routing', hook: hop.hook, decision: hop.decision, changes: hop.changes ?? {} }
        : hop,
    ),
  };
}

describe('the comparison counts steps', () => {
  const counted: readonly (readonly [name: string, paths: readonly ToldPath[], agreed: string])[] = [
    ['the same', [path()], '4 of 4'],
    ['of the path that the kernel went', [path({ rule: 7 }), path()], '4 of 4'],
    ['another rule', [path({ rule: 2 })], '2 of 4'],
    ['another mark: no step of that table', [path({ markTo: 5 })], '2 of 4'],
    ['another end alone', [path({ kind: 'dropped' })], '3 of 4'],
    ['another packet leaves', [path({ leaves: { mark: 9 } })], '3 of 4'],
    ['a hop too few', [{ ...path(), hops: path().hops.slice(0, 2) }], '2 of 4'],
    ['a path cut before its end', [{ ...path(), hops: path().hops.slice(0, 2), cut: true }], '2 of 2'],
    ['what nothing told contradicts nothing', [openPath()], '4 of 4'],
  ];

  it.each(counted)('%s', (_, paths, agreed) => {
    const compared = compare(kernel, { packet, paths });
    expect(compared && `${compared.agreed} of ${compared.of}`).toBe(agreed);
    expect(compared?.agrees).toBe(compared?.agreed === compared?.of);
  });

  it('takes the path with the same end as the closest', () => {
    const paths = [path({ rule: 2, kind: 'dropped' }), path({ rule: 2 })];
    expect(compare(kernel, { packet, paths })?.path).toBe(1);
  });
});

describe('paths that the kernel of a namespace cannot follow', () => {
  it('are cut at IPVS, and where the trace was abandoned', () => {
    const [first, ...others] = path().hops;
    const ipvs: ToldHop = { kind: 'ipvs', hook: 'PREROUTING' };
    if (first === undefined) throw new Error('no hop');
    const abandoned = { ...path(), disposition: { kind: 'abandoned', by: { kind: 'kernel' } } } as const;
    const { paths, cut } = cutPaths({
      packet,
      paths: [path(), { ...path(), hops: [first, ipvs, ...others] }, abandoned],
    });
    expect(paths.map((one) => [one.hops.length, one.cut ?? false])).toEqual([
      [3, false],
      [1, true],
      [3, true],
    ]);
    expect(cut).toHaveLength(2);
  });
});

describe('lines that ip refused', () => {
  it('are told with its words, but for what is there already', () => {
    const said =
      'RTNETLINK answers: File exists\nCommand failed -:1\nError: Nexthop has invalid gateway.\nCommand failed -:3\n';
    expect(failedLines(said, ['route a', 'route b', 'route c'])).toEqual([
      { line: 'route c', said: 'Error: Nexthop has invalid gateway.' },
    ]);
  });
});
