import { inspect } from 'node:util';
import { writeDump } from '../../src/ast/writeDump.js';
import { readBaseline } from '../../src/cli/baseline.js';
import { readLintConfig } from '../../src/cli/lintConfig.js';
import { readPacketLine } from '../../src/cli/readPacketLine.js';
import { UsageError } from '../../src/cli/usageError.js';
import { problemAt } from '../../src/document/document.js';
import { readDocuments } from '../../src/document/readDocuments.js';
import { readSnapshot } from '../../src/snapshot/readSnapshot.js';
import { extensions, parse, parsePartly } from '../../src/index.js';
import { readNames } from '../../src/names/readNames.js';
import { readAddresses } from '../../src/node/readAddresses.js';
import { readConnection } from '../../src/node/readConnection.js';
import { readPrefix } from '../../src/node/readPrefix.js';
import { readRoutes } from '../../src/node/readRoutes.js';
import { readRules } from '../../src/node/readRules.js';
import { readSets } from '../../src/node/readSets.js';
import { readVirtualServers } from '../../src/node/readVirtualServers.js';
import { describePacket } from '../../src/packet/describePacket.js';
import { bindProblems, bindRuleset } from '../../src/ruleset/bindRuleset.js';
import { encodeUtf8 } from '../../src/document/utf8.js';
import { cluster } from '../names/build.js';
import { captureDoor } from './captureDoor.js';
import type { Answer, Door } from './door.js';
import { files } from './files.js';
import { flowsDoor } from './flowsDoor.js';
import { redactDoor, snapshotSeed } from './redactDoor.js';

const dumps = [...files('test/fixtures/dumps', '.save'), ...files('examples', '.save')].filter(
  (text) => text.length < 8_000,
);
const json = (name: string): readonly string[] => [
  ...files('examples', name),
  ...files('test/fixtures/constructs/node', '.json'),
];

const connections = [
  'tcp      6 431999 ESTABLISHED src=10.0.0.1 dst=10.96.0.10 sport=40000 dport=53 src=10.244.1.7 dst=10.0.0.1 sport=53 dport=40000 [ASSURED] mark=16384 zone=3 use=1',
  'ipv4     2 udp      17 29 src=10.0.0.1 dst=10.96.0.10 sport=40000 dport=53 [UNREPLIED] src=10.96.0.10 dst=10.0.0.1 sport=53 dport=40000 mark=0 secctx=null use=2',
  'icmp     1 29 src=10.0.0.1 dst=10.0.0.2 type=8 code=0 id=1 src=10.0.0.2 dst=10.0.0.1 type=0 code=0 id=1 use=1',
];
const { packet } = describePacket(
  { source: 0x0a000001, destination: 0x0a60000a, protocol: 6, sourcePort: 40000, destinationPort: 53 },
  false,
);

const documents = [
  '{"apiVersion": "v1", "kind": "List", "items": [{"kind": "Pod", "metadata": {"name": "a-0", "namespace": "default", "labels": {"app": "a"}}}]}',
  '[1, -2.5e3, true, null, "a\\u00e9\\n", {"a": []}]',
  'kind: Pod\nmetadata:\n  name: a-0\n  labels: {app: a, "tier": \'b\'}\nspec:\n- 1\n- 0x10\n- |\n  text\n  more\n- >-\n  folded\n---\nkind: Service\n...\n',
  'base: &base\n  a: 1\n  b: [x, y]\nother:\n  <<: *base\n  c: *base\n? complex\n: value\n# comment\n',
];

const items = Array.from({ length: 300 }, (_, at) => `- { a: ${at}, b: [x, "y"] }\n`).join('');
const longLists = [
  items,
  `version: 1\nflows:\n${items.replaceAll(/^(?=.)/gm, '  ')}more: |\n  text\n`,
  `flows:\n${items}---\n${items.replaceAll('{', '\n  - {')}`,
];
const deep = { depth: Infinity, maxArrayLength: Infinity, maxStringLength: Infinity };

const config =
  '{"$schema": "x", "lint": {"rules": {"shadowed-rule": "off", "no-target": "error"}, "failOn": "warning", "baseline": "known.json"}}';
const baseline =
  '{"format": "calitrace.lint-baseline", "version": 1, "findings": [{"rule": "shadowed-rule", "table": "filter", "chain": "INPUT", "text": "-A INPUT -j DROP", "nth": 1}]}';

const packets = [
  '[12.3] calico-packet: IN=cali1 OUT=eth0 MAC=ee:ee:ee:ee:ee:ee:02:42:0a:f4:01:02:08:00 SRC=10.0.0.1 DST=10.0.0.2 LEN=60 TOS=0x00 PREC=0x00 TTL=63 ID=1 DF PROTO=TCP SPT=40000 DPT=80 WINDOW=64240 RES=0x00 SYN URGP=0 MARK=0x10000',
  '12:00:00.000000 eth0  In  IP 10.0.0.1.40000 > 10.0.0.2.80: Flags [S], seq 1, win 64240, length 0',
  ...connections,
  '--src 10.0.0.1 --dst 10.0.0.2 -p udp --dport 53 -i cali1 --ctstate NEW',
  '-s fe80::1 -d \'fe80::2\' --proto=icmpv6 --icmp-type "echo-request" --reply',
  '{"src": "10.0.0.1", "dst": "10.0.0.2", "dport": 80, "reply": true, "mark": null, "tcp-flags": "SYN,ACK"}',
];

/** All readers. */
export const doors: readonly Door[] = [
  { name: 'dump', share: 0.25, seeds: dumps, read: readDump },
  { name: 'ipset save', share: 1, seeds: files('examples', '.ipset'), read: readSets },
  {
    name: 'ip addr',
    share: 1,
    seeds: [...json('addrs.json'), '2: eth0    inet 10.0.0.1/24 brd 10.0.0.255 scope global eth0\n'],
    read: readAddresses,
  },
  ...([4, 6] as const).flatMap((family): readonly Door[] => [
    {
      name: `ip route, IPv${family}`,
      share: 1,
      seeds: [
        ...json('routes.json'),
        'default via 10.0.0.1 dev eth0 proto dhcp metric 100\nlocal fe80::1 dev eth0 table local metric 0\nunreachable 10.9.0.0/16 metric 5\n',
      ],
      read: (text) => readRoutes(text, family),
    },
    {
      name: `ip rule, IPv${family}`,
      share: 1,
      seeds: [
        ...json('rules.json'),
        '0:\tfrom all lookup local\n100:\tnot from 10.0.0.0/8 fwmark 0x1/0xff iif eth0 lookup 100\n32766:\tfrom all lookup main\n',
      ],
      read: (text) => readRules(text, family),
    },
  ]),
  { name: 'ipvsadm', share: 1, seeds: files('examples', '.ipvs'), read: readVirtualServers },
  {
    name: 'conntrack',
    share: 1,
    seeds: connections,
    read: (text) => {
      const connection = readConnection(text, packet);
      if (typeof connection === 'string') return { problems: [], sentences: [connection] };
      const numbers = [connection.mark, connection.zone];
      const isUsable = numbers.every((each) => Number.isInteger(each) && each >= 0 && each <= 0xffffffff);
      return { problems: [], fault: isUsable ? undefined : `mark and zone are ${numbers.join(', ')}` };
    },
  },
  {
    name: 'prefix',
    share: 1,
    seeds: ['10.0.0.0/8', 'fe80::/64', '::ffff:10.0.0.1/120'],
    read: (text) => {
      readPrefix(text);
      return { problems: [] };
    },
  },
  {
    name: 'packet line',
    share: 1,
    seeds: packets,
    read: (text) => {
      const [line = ''] = text.split('\n');
      const found = readPacketLine(
        { line: 1, text: line.replace(/\r$/, ''), tooLong: false, end: line.length },
        { src: '10.9.9.9', color: 'never', maxPaths: 10, memo: true },
      );
      if (found?.kind === 'problem') return { problems: [found.problem] };
      if (found === undefined) return { problems: [] };
      if (found.kind === 'other') return { problems: [], sentences: [found.what] };
      const isPlain = Object.getPrototypeOf(found.options) === Object.prototype;
      return {
        problems: [found.problemOf(new UsageError('it is wrong', '--src'))],
        fault: isPlain ? undefined : 'the options are no plain object',
      };
    },
  },
  {
    name: 'snapshot',
    share: 1,
    seeds: [snapshotSeed],
    read: (text) => {
      const reading = readSnapshot(text);
      return { problems: reading.kind === 'none' ? [reading.problem] : [] };
    },
  },
  {
    name: 'names',
    share: 1,
    seeds: [...documents, encodeUtf8(cluster)],
    read: (text) => {
      const { documents: found, problems } = readDocuments(text);
      return { problems: [...problems, ...readNames([{ source: 'names', documents: found }]).problems] };
    },
  },
  {
    name: 'lint configuration',
    share: 1,
    seeds: [config],
    read: (text) => {
      const { problems } = readLintConfig({ name: 'calitrace.config.json', text }, [
        'shadowed-rule',
        'no-target',
      ]);
      return { problems };
    },
  },
  {
    name: 'baseline',
    share: 1,
    seeds: [baseline],
    read: (text) => {
      const { problems } = readBaseline(text);
      return { problems };
    },
  },
  {
    name: 'JSON and YAML',
    share: 1,
    seeds: [...documents, config, baseline],
    read: (text) => {
      const reading = readDocuments(text);
      const [document] = reading.documents;
      if (document === undefined) return reading;
      const [key = 'x'] =
        document.value instanceof Map ? [...(document.value as ReadonlyMap<string, unknown>).keys()] : ['x'];
      const told = problemAt(document, [key, 'name', 0], {
        severity: 'error',
        code: 'x',
        message: 'x',
      });
      return { problems: [...reading.problems, told] };
    },
  },
  {
    name: 'long lists in YAML',
    share: 0.05,
    seeds: longLists,
    read: (text) => {
      const inPortions = readDocuments(text);
      // What this comment holds might reach anywhere, so that nothing is read in portions.
      const isYaml = !/^(?:\xef\xbb\xbf|\s*[[{])/.test(text);
      const whole = isYaml ? readDocuments(`# see &anchor\n${text}`) : inPortions;
      const values = [inPortions, whole].map(({ documents }) =>
        inspect(
          documents.map(({ value }) => value),
          deep,
        ),
      );
      const errors = [inPortions, whole].map(({ problems }) =>
        problems.some(({ severity }) => severity === 'error'),
      );
      const same = values[0] === values[1] && errors[0] === errors[1];
      return { ...inPortions, fault: same ? undefined : 'in portions it is another' };
    },
  },
  flowsDoor,
  captureDoor,
  redactDoor,
];

/** Reads a dump as a whole with and without shortcuts, and partly; binds it; prints it back. */
function readDump(text: string): Answer {
  const { dump, problems } = parse(text);
  const printed = writeDump(dump);
  const plain = parse(text, { memo: false });
  const bound = bindRuleset(dump, { extensions, family: 4 });
  const partly = parsePartly(text);
  if (partly !== undefined) bindRuleset(partly.dump, { extensions, family: 4 });
  return {
    problems: [...problems, ...bindProblems(bound)],
    fault:
      printed !== text
        ? 'it is not printed back as it was'
        : plain.problems.length !== problems.length
          ? 'with the grammar alone other problems are found'
          : undefined,
  };
}
