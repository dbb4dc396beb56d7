import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeUtf8 } from '../../src/document/utf8.js';
import type { Surroundings } from '../cli/run.js';
import { snapshotText } from '../fixtures/pathNodes.js';
import { ethernet, pcap, pcapng, ping4, tcp4, udp4 } from '../observed/captures.js';
import { captureDoor } from './captureDoor.js';
import { mutated, terminalPieces } from './mutated.js';
import { fuzzedInputs } from './promises.js';
import { snapshotSeed } from './redactDoor.js';
import { runFault, utf8 } from './runFault.js';

const dump = `*nat
:PREROUTING ACCEPT [0:0]
:KUBE-SVC-A - [0:0]
-A PREROUTING -d 10.0.0.2/32 -j KUBE-SVC-A
-A KUBE-SVC-A -p tcp -j DNAT --to-destination 10.0.0.3:80
COMMIT
*filter
:FORWARD DROP [0:0]
:cali-fw-cali1 - [0:0]
-A FORWARD -m comment --comment "a comment" -j cali-fw-cali1
-A FORWARD -m mark --mark 0x10000/0x10000 -j ACCEPT
-A cali-fw-cali1 -m set --match-set cali40s:blocked src -j DROP
-A cali-fw-cali1 -s 10.0.0.1/32 -j MARK --set-xmark 0x10000/0x10000
COMMIT
`;
const sets =
  'create cali40s:blocked hash:net family inet comment\nadd cali40s:blocked 10.0.0.0/30 comment "a few"\n';

const flows = `version: 1
dumps: [dump, { file: other, name: b, ipset: sets, local: [10.9.0.0/16] }]
defaults: { iif: cali1, proto: tcp }
flows:
  - name: one
    packet: { src: 10.0.0.1, dst: 10.0.0.2, dport: 80 }
    expect: { end: accepted, nat: { destination: 10.0.0.3:80 }, by: filter/FORWARD:2, passes: nat/KUBE-SVC-A, mark: 0x10000/0x10000 }
  - name: two
    packet: -s 10.0.0.1 -d 10.0.0.9 -p udp --dport 53
    expect: [accepted, dropped]
    dumps: b
    assume: { "set:cali40s:blocked:src": no }
`;

const packets = `--src 10.0.0.1 --dst 10.0.0.2 -p udp --dport 53 -i cali1 --ctstate NEW
{"src": "10.0.0.1", "dst": "10.0.0.2", "dport": 80, "reply": true, "iif": "cali1"}
[12.3] calico-packet: IN=cali1 OUT=eth0 SRC=10.0.0.1 DST=10.0.0.2 LEN=60 TOS=0x00 PREC=0x00 TTL=63 ID=1 DF PROTO=TCP SPT=40000 DPT=80 WINDOW=64240 RES=0x00 SYN URGP=0
12:00:00.000000 eth0  In  IP 10.0.0.1.40000 > 10.0.0.2.80: Flags [S], seq 1, win 64240, length 0
# a comment
`;

const capture = [
  pcap(1, [ethernet('0800', tcp4), ethernet('0800', udp4)]),
  pcapng(101, 'cali1', [[ping4, 1]]),
];

/** Two nodes on one link, with a pod each. */
const nodes = [
  { host: 'node-a', own: '192.0.2.11', pod: '10.0.0.1', other: '10.0.0.4', by: '192.0.2.12' },
  { host: 'node-b', own: '192.0.2.12', pod: '10.0.0.4', other: '10.0.0.1', by: '192.0.2.11' },
].map(({ host, own, pod, other, by }) =>
  encodeUtf8(
    snapshotText({
      host,
      rules: dump.trimEnd(),
      addresses: `eth0 ${own}/24\ncali1`,
      routes: `192.0.2.0/24 dev eth0 proto kernel scope link src ${own}\n${pod} dev cali1 scope link\n${other} via ${by} dev eth0`,
    }),
  ),
);

const names = `apiVersion: v1
kind: List
items:
- { apiVersion: v1, kind: Pod, metadata: { name: web-1, namespace: shop, labels: { app: web } }, spec: { nodeName: node-a }, status: { phase: Running, podIP: 10.0.0.1 } }
- { apiVersion: v1, kind: Service, metadata: { name: api, namespace: shop }, spec: { clusterIP: 10.0.0.2, ports: [{ name: http, port: 80 }] } }
- { apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: { name: few, namespace: shop }, spec: { podSelector: { matchLabels: { app: web } } } }
`;

/** What is asked of explain, one word a line. */
const asked = [
  'cali-fw-cali1',
  'filter/FORWARD:2',
  'rule',
  '9',
  'mark',
  '0x10000/0x10000',
  'marks',
  'ipset',
  'cali40s:blocked',
];

interface Row {
  readonly line: string;
  readonly seeds: readonly string[];
  /** Files and words that the line is given with the changed text. */
  readonly given: (text: string) => Surroundings;
  readonly inputs?: fc.Arbitrary<string>;
  /** Words behind the line. */
  readonly words?: (text: string) => readonly string[];
}

const file =
  (name: string) =>
  (text: string): Surroundings => ({
    files: { dump, other: dump, sets, [name]: utf8(text) },
  });

const formats = (command: string, ...names: readonly string[]): readonly string[] => [
  command,
  ...names.map((name) => `${command} --format ${name}`),
];

const rows: readonly Row[] = [
  ...formats('explain cali-fw-cali1 dump', 'json').map((line) => ({
    line,
    seeds: [dump],
    given: file('dump'),
  })),
  ...[
    'explain ipset cali40s:blocked dump --ipset sets',
    'trace -s 10.0.0.1 -d 10.0.0.2 -i cali1 dump --ipset sets',
  ].map((line) => ({
    line,
    seeds: [sets],
    given: file('sets'),
  })),
  ...formats('explain --ipset sets', 'json').map((line) => ({
    line,
    seeds: [...asked, asked.slice(2, 4).join('\n'), asked.slice(4, 6).join('\n'), asked.slice(7).join('\n')],
    given: () => file('dump')(dump),
    words: (text: string) => [...text.split('\n').slice(0, 3).map(utf8), 'dump'],
  })),
  ...formats('graph dump', 'mermaid', 'svg').map((line) => ({ line, seeds: [dump], given: file('dump') })),
  ...formats('test flows', 'json', 'junit', 'github').map((line) => ({
    line,
    seeds: [flows],
    given: file('flows'),
  })),
  {
    line: 'test flows --color always -v',
    seeds: [dump],
    given: (text) => ({ files: { ...file('dump')(text).files, flows } }),
  },
  { line: 'test --init dump --ipset sets', seeds: [dump], given: file('dump') },
  ...formats('trace --packets packets dump --ipset sets', 'json').map((line) => ({
    line,
    seeds: [packets],
    given: file('packets'),
  })),
  ...formats('trace --from-pcap capture dump', 'json').map((line) => ({
    line,
    seeds: capture,
    inputs: captureDoor.inputs ?? mutated(capture),
    given: (text: string) => ({
      files: { dump, capture: 'x' },
      pieces: { capture: text.match(/.{1,997}/gs) ?? [] },
    }),
  })),
  ...formats('path --node a=node --node b=second --from 10.0.0.1 --to 10.0.0.4 --dport 80 -v', 'json').map(
    (line) => ({
      line,
      seeds: nodes,
      given: (text: string) => ({ files: { node: utf8(text), second: utf8(nodes[1] ?? '') } }),
    }),
  ),
  ...[
    'trace --from shop/web-1 --to svc/shop/api --dport http dump --names names -v --format html',
    'lint --no-config dump --names names',
    'reach --verdict dropped --from shop/web-1 dump --names names',
  ].map((line) => ({ line, seeds: [names], given: file('names') })),
  { line: 'trace -s 10.73.201.117 -d 10.0.0.2 -i cali1 node', seeds: [snapshotSeed], given: file('node') },
  { line: 'snapshot --redact --renames mine node', seeds: [snapshotSeed], given: file('node') },
];

describe('what is printed of other hostile input', () => {
  it.each(rows.map((row) => [row.line, row] as const))(
    '%s',
    async (line, { seeds, given, inputs = mutated(seeds), words }) => {
      await fc.assert(
        fc.asyncProperty(inputs, async (text) => {
          const whole = words === undefined ? line : [...line.split(' '), ...words(text)];
          expect(await runFault(whole, given(text))).toBeUndefined();
        }),
        { numRuns: Math.ceil(fuzzedInputs / 300) },
      );
    },
    3_600_000,
  );

  it.each(rows.filter(({ inputs }) => inputs === undefined).map((row) => [row.line, row] as const))(
    '%s: every piece that a terminal obeys, in each of its words',
    async (line, { seeds, given, words }) => {
      for (const seed of seeds) {
        const all = [...new Set(seed.match(/[A-Za-z][\w:-]{2,}/g) ?? [])];
        for (const [index, piece] of terminalPieces.entries()) {
          const word = all[(index * 7) % Math.max(all.length, 1)] ?? '';
          const text = seed.replaceAll(word, `${word.slice(0, 3)}${piece}${word.slice(3)}`);
          const whole = words === undefined ? line : [...line.split(' '), ...words(text)];
          expect(await runFault(whole, given(text))).toBeUndefined();
        }
      }
    },
  );

  it.each(rows.map((row) => [row.line, row] as const))(
    '%s: takes what it is given for a start',
    async (line, { seeds, given, words }) => {
      for (const seed of seeds) {
        const whole = words === undefined ? line : [...line.split(' '), ...words(seed)];
        expect(await runFault(whole, given(seed))).toBeUndefined();
      }
    },
  );
});
