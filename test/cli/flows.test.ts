import { describe, expect, it } from 'vitest';
import { readStories } from '../examples/examples.js';
import { run, type Surroundings } from './run.js';

const dump = `*nat
:PREROUTING ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
:pods - [0:0]
-A PREROUTING -d 10.96.0.10/32 -p tcp -m tcp --dport 80 -j pods
-A POSTROUTING -d 10.244.1.7/32 -j MASQUERADE
-A pods -p tcp -m statistic --mode random --probability 0.25000000000 -j DNAT --to-destination 10.244.1.6:8080
-A pods -p tcp -j DNAT --to-destination 10.244.1.7:8080
COMMIT
*filter
:INPUT DROP [0:0]
:FORWARD DROP [0:0]
:web - [0:0]
:idle - [0:0]
-A FORWARD -p tcp -j web
-A FORWARD -p udp -m set --match-set friends src -j ACCEPT
-A FORWARD -p udp -j idle
-A FORWARD -p icmp -j REJECT
-A web -d 10.244.1.6/32 -j MARK --set-xmark 0x10/0x30
-A web -d 10.244.0.0/16 -j ACCEPT
COMMIT
`;

/** A node whose routes are known. */
const files = {
  'node.save': dump,
  'addrs.json': JSON.stringify([
    {
      ifindex: 2,
      ifname: 'eth0',
      flags: ['UP'],
      addr_info: [{ family: 'inet', local: '192.0.2.1', prefixlen: 24 }],
    },
  ]),
  'routes.json': JSON.stringify([
    { dst: 'default', gateway: '192.0.2.254', dev: 'eth0' },
    { dst: '10.244.0.0/16', dev: 'pods0' },
    { type: 'local', dst: '192.0.2.1', dev: 'eth0', table: 'local' },
  ]),
  'sets.ipset': 'create friends hash:ip\nadd friends 198.51.100.1\n',
};

const node = 'addrs: addrs.json\nroutes: routes.json\n';
const service = '{ src: 198.51.100.1, dst: 10.96.0.10, dport: 80, iif: eth0 }';
const friend = '{ src: 198.51.100.1, dst: 10.244.1.9, dport: 53, proto: udp, iif: eth0 }';
const stranger = friend.replace('100.1', '100.2');

/** A file of one flow. */
function flow(packet: string, expectation: string, head = node): string {
  return `version: 1\ndumps: node.save\n${head}flows:\n  - name: it\n    packet: ${packet}\n    expect: ${expectation}\n`;
}

async function test(flows: string, line = 'flows.yaml', around: Surroundings = {}) {
  return run(`test ${line}`, { ...around, files: { ...files, 'flows.yaml': flows, ...around.files } });
}

interface JsonRun {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly dumps: readonly {
    readonly name: string;
    readonly flows: readonly {
      readonly name: string;
      readonly result: string;
      readonly reason?: string;
      readonly failures?: readonly {
        readonly what: string;
        readonly expected: string;
        readonly seen: string;
        readonly undecided: readonly { readonly asks: string; readonly settle: string }[];
      }[];
      readonly trace?: { readonly format: string };
    }[];
  }[];
}

async function tested(flows: string, line = 'flows.yaml', around: Surroundings = {}): Promise<JsonRun> {
  const { stdout, stderr } = await test(flows, `${line} --format json`, around);
  expect(stderr).toBe('');
  return JSON.parse(stdout) as JsonRun;
}

describe('calitrace test: what can be expected', () => {
  it.each([
    [service, 'accepted'],
    [service, 'forwarded'],
    [service, '[dropped, accepted]'],
    [service, '{ end: accepted, possible: [forwarded] }'],
    [service, '{ odds: { accepted: 1, dropped: 0 } }'],
    [service, '{ nat: { destination: [10.244.1.6:8080, 10.244.1.7:8080] } }'],
    [service, '{ nat: { destination: 10.244.1.0/24 } }'],
    [service, '{ nat: { destination: ":8080" } }'],
    [service, '{ nat: { destination: translated } }'],
    [service, '{ by: filter/web:2 }'],
    [service, '{ by: filter/web }'],
    [service, '{ passes: [nat/pods, nat/PREROUTING:1, filter/web:2], avoids: filter/idle }'],
    [service, '{ mark: 0x0/0x20, out: pods0 }'],
    [service, '{ mark: [0x10, 0x0/0x10] }'],
    [
      friend,
      '{ end: dropped, by: filter/FORWARD:policy, passes: filter/idle }',
      'assume: { "set:friends:src": no }\n',
    ],
    [friend, '{ end: dropped, by: filter/FORWARD }', 'assume: ["set:friends:src=no"]\n'],
    [friend, '{ end: accepted, nat: { source: unchanged, destination: unchanged } }', 'ipset: sets.ipset\n'],
    [stranger, 'dropped', 'ipset: sets.ipset\n'],
    [stranger, '{ possible: [accepted, dropped] }'],
    [stranger, '[accepted, dropped]'],
    ['"-s 198.51.100.1 -d 10.244.1.9 -p icmp -i eth0"', '{ end: rejected, by: filter/FORWARD:4, mark: 0 }'],
    [
      '{ src: 198.51.100.1, dst: 192.0.2.1, dport: 22, iif: eth0 }',
      '{ end: dropped, by: filter/INPUT:policy }',
    ],
    ['{ src: 198.51.100.1, dst: 192.0.2.1, dport: 22, iif: eth0, ttl: 1 }', 'dropped'],
    ['{ src: 198.51.100.1, dst: 10.244.1.9, dport: 22, iif: eth0, ttl: 1 }', '{ end: dropped, by: kernel }'],
  ])('%s: %s', async (packet, expectation, premise = '') => {
    const { passed, failed, dumps } = await tested(flow(packet, expectation, node + premise));
    const results = dumps.flatMap(({ name, flows }) => flows.map((each) => [name, each.name, each.result]));
    expect({ passed, failed, results }).toEqual({
      passed: 1,
      failed: 0,
      results: [['node.save', 'it', 'passed']],
    });
  });

  it.each([
    [service, 'dropped', 'end: dropped, not forwarded by filter/web:2 on all 2 paths'],
    [service, '{ possible: rejected }', 'possible: rejected, not only forwarded by filter/web:2'],
    [service, '{ odds: { accepted: 50 % } }', 'odds: accepted 50 %, not accepted 100 %'],
    [
      service,
      '{ nat: { destination: 10.244.1.6:8080 } }',
      'nat destination: 10.244.1.6:8080, not 10.244.1.7:8080 on 1 of 2 paths',
    ],
    [
      service,
      '{ nat: { destination: unchanged } }',
      'nat destination: unchanged, not 10.244.1.6:8080 on 1 of 2 paths, 10.244.1.7:8080 on 1 of 2 paths',
    ],
    [service, '{ nat: { source: unchanged } }', 'nat source: unchanged, not 192.0.2.1:40000 on 1 of 2 paths'],
    [service, '{ by: filter/web:1 }', 'by: filter/web:1, not forwarded by filter/web:2 on all 2 paths'],
    [service, '{ by: kernel }', 'by: kernel, not forwarded by filter/web:2 on all 2 paths'],
    [service, '{ passes: filter/web:1 }', 'passes: filter/web:1, not not passed on 1 of 2 paths'],
    [service, '{ avoids: nat/pods }', 'avoids: no nat/pods, not passed on all 2 paths'],
    [service, '{ mark: 0x10 }', 'mark: 0x10, not 0x0 on 1 of 2 paths'],
    [service, '{ mark: [0x10, 0x1/0x1] }', 'mark: 0x10 or 0x1/0x1, not 0x0 on 1 of 2 paths'],
    [service, '{ out: [eth0, eth1] }', 'out: eth0 or eth1, not pods0 on all 2 paths'],
    [
      friend,
      '{ by: filter/FORWARD:policy }',
      'by: filter/FORWARD:policy, not forwarded by filter/FORWARD:2',
      'ipset: sets.ipset\n',
    ],
  ])('%s, not %s', async (packet, expectation, words, premise = '') => {
    const { failed, dumps } = await tested(flow(packet, expectation, node + premise));
    expect(failed).toBe(1);
    const [only] = dumps[0]?.flows ?? [];
    expect(only?.failures?.map(({ what, expected, seen }) => `${what}: ${expected}, not ${seen}`)).toEqual([
      words,
    ]);
    expect(only?.trace?.format).toBe('calitrace.trace');
  });

  it('says what is undecided, and what answers it', async () => {
    const { dumps } = await tested(flow(stranger, 'dropped'));
    expect(dumps[0]?.flows[0]?.failures).toEqual([
      {
        what: 'end',
        expected: 'dropped',
        seen: 'forwarded by filter/FORWARD:2 on 1 of 2 paths',
        undecided: [
          {
            asks: "is the packet's src in set friends",
            settle: "--ipset or --assume 'set:friends:src=yes|no'",
          },
        ],
      },
    ]);
  });

  it('does not call a draw undecided', async () => {
    const { dumps } = await tested(flow(service, '{ mark: 0x10/0x30 }'));
    expect(dumps[0]?.flows[0]?.failures?.map(({ undecided }) => undecided)).toEqual([[]]);
  });

  it('fails where not every path was followed', async () => {
    const { dumps } = await tested(flow(service, 'accepted'), 'flows.yaml --max-paths 1');
    expect(dumps[0]?.flows[0]?.failures?.map(({ what }) => what)).toEqual(['paths']);
  });

  it('with reply, accepted means that the answer gets through', async () => {
    const packet = service.replace(' }', ', reply: true }');
    const answers = dump.replace(':FORWARD DROP', ':FORWARD ACCEPT');
    const blocked = answers.replace(
      '-A FORWARD -p tcp -j web',
      '-A FORWARD -s 10.244.0.0/16 -j DROP\n-A FORWARD -p tcp -j web',
    );
    expect(
      (await tested(flow(packet, 'accepted'), 'flows.yaml', { files: { 'node.save': answers } })).failed,
    ).toBe(0);
    const { dumps } = await tested(flow(packet, 'accepted'), 'flows.yaml', {
      files: { 'node.save': blocked },
    });
    expect(dumps[0]?.flows[0]?.failures?.[0]?.seen).toContain('its answer dropped by filter/FORWARD:1');
  });
});

describe('calitrace test: dumps', () => {
  const two = `version: 1
dumps:
  - node.save
  - { file: other.save, name: other, ipset: sets.ipset }
${node}defaults: { iif: eth0, dport: 53, proto: udp, src: 198.51.100.2 }
flows:
  - name: everywhere
    packet: { dst: 10.244.1.9 }
    expect: { possible: dropped }
  - name: on the other
    dumps: [other]
    packet: { dst: 10.244.1.9 }
    expect: dropped
  - name: IPv6
    packet: { src: "2001:db8::1", dst: "2001:db8::2" }
    expect: dropped
`;
  const six =
    '# Generated by ip6tables-save v1.8.9 on Thu Jan  1 00:00:00 2026\n*filter\n:FORWARD DROP [0:0]\nCOMMIT\n';

  it('are those of the file, with their own premises; a family that one lacks is skipped there', async () => {
    const both = { files: { 'node.save': dump, 'other.save': `${dump}${six}` } };
    const { passed, failed, skipped, dumps } = await tested(two, 'flows.yaml', both);
    expect({ passed, failed, skipped }).toEqual({ passed: 4, failed: 0, skipped: 1 });
    expect(dumps.map(({ name, flows }) => [name, flows.map(({ result }) => result)])).toEqual([
      ['node.save', ['passed', 'skipped']],
      ['other', ['passed', 'passed', 'passed']],
    ]);
    expect(dumps[0]?.flows[1]?.reason).toContain('node.save has only IPv4 tables');
  });

  it('are those of the command line where it names some', async () => {
    const { dumps } = await tested(flow(service, 'accepted'), 'flows.yaml a.save b.save', {
      files: { 'a.save': dump, 'b.save': dump.replace('-A web -d 10.244.0.0/16', '-A web -d 10.244.0.0/24') },
    });
    expect(dumps.map(({ name, flows }) => [name, flows.map(({ result }) => result)])).toEqual([
      ['a.save', ['passed']],
      ['b.save', ['failed']],
    ]);
  });

  it('and their files stand relative to the file of flows, those of the command line to the folder', async () => {
    const around = {
      files: {
        'tests/flows.yaml': flow(friend, 'accepted', 'ipset: ../sets.ipset\n'),
        'tests/node.save': dump,
        'tests/../sets.ipset': files['sets.ipset'],
      },
    };
    const line = 'tests/flows.yaml --addrs addrs.json --routes routes.json';
    expect((await tested('', line, around)).passed).toBe(1);
  });

  it('may come from standard input, and so may the flows', async () => {
    expect((await tested(flow(service, 'accepted'), 'flows.yaml -', { stdin: dump })).dumps[0]?.name).toBe(
      'stdin',
    );
    expect((await tested('', '-', { stdin: flow(service, 'accepted') })).passed).toBe(1);
  });

  it.each([
    [
      'flows.yaml',
      { files: { 'node.save': { code: 'ENOENT' } } },
      'cannot read node.save: there is no such file',
    ],
    ['flows.yaml gone.save', {}, 'cannot read gone.save: there is no such file'],
    ['flows.yaml --ipset gone.ipset', {}, 'cannot read gone.ipset: there is no such file'],
    ['', {}, 'no flows: give a file of them (calitrace test --init node.save > flows.yaml writes one)'],
    ['- -', {}, 'standard input can be read once'],
  ])('%s %j: %s', async (line, around, sentence) => {
    const { stdout, stderr, status } = await test(flow(service, 'accepted'), line, around);
    expect({ stdout, stderr, status }).toEqual({ stdout: '', stderr: `calitrace: ${sentence}\n`, status: 2 });
  });
});

describe('calitrace test: nothing that would be green by mistake', () => {
  const other = flow(service, 'accepted').replace(
    'dumps: node.save',
    'dumps: [{ file: node.save, name: other }]',
  );
  const forOther = other.replace('packet:', 'dumps: other\n    packet:');

  it.each(['', ' -q', ' --format github', ' --format junit', ' --format json'])(
    'a run in which no flow was tested is none%s',
    async (format) => {
      const { stdout, stderr, status } = await test(forOther, `flows.yaml node.save${format}`);
      expect(status).toBe(2);
      expect(stderr).toBe('calitrace: no flow was tested: 1 skipped, the first since it is for other\n');
      if (format === '') expect(stdout).toContain('0 passed, 0 failed, 1 skipped');
      expect((await test(forOther, `flows.yaml${format}`)).status).toBe(0);
    },
  );

  it('one that was tested is enough', async () => {
    const both = forOther.replace('flows:\n', `flows:\n  - packet: ${service}\n    expect: accepted\n`);
    expect((await test(both, 'flows.yaml node.save')).status).toBe(0);
  });

  it.each([
    ['node.save', dump, 'calitrace test flows.yaml node.save'],
    ['node.save flows.yaml', dump, 'calitrace test flows.yaml node.save'],
    ['node.save', dump.replaceAll('\n', '\r\n'), 'calitrace test flows.yaml node.save'],
    ['node.save tests/a.yaml', '{"format": "calitrace.snapshot"}', 'calitrace test tests/a.yaml node.save'],
  ])('a dump is no file of flows: %s', async (line, text, right) => {
    const { stdout, stderr, status } = await test(flow(service, 'accepted'), line, {
      files: { 'node.save': text },
    });
    expect({ stdout, status }).toEqual({ stdout: '', status: 2 });
    expect(stderr).toBe(
      `calitrace: node.save is a dump, and no file of flows, which stands before it: ${right} (calitrace test --init node.save > flows.yaml writes one)\n`,
    );
  });
});

describe('calitrace test: names', () => {
  const files07 = readStories().find(({ name }) => name === '07-network-policy')?.files ?? {};
  const named = (packet: string, names = 'names: names.json\n'): Surroundings => ({
    files: {
      ...files07,
      'flows.yaml': `version: 1
dumps: dump.save
ipset: sets.ipset
${node}${names}defaults: { dport: 80 }
flows: [{ packet: ${packet}, expect: accepted }]
`,
    },
  });
  const frontend = '{ from: default/frontend-8b474f47-zdqdv, to: svc/default/db }';

  it('stand for the ends of a packet, and beside them in its trace', async () => {
    const { stdout, status } = await run('test flows.yaml', named(frontend));
    expect(status).toBe(1);
    expect(stdout).toContain('seen dropped by filter/cali-tw-cali95aa86cbb2a:7');
    expect(stdout).toContain('(pod default/frontend-8b474f47-zdqdv)');
    const { stdout: json } = await run('test flows.yaml --format json', named(frontend));
    expect(json).toContain('"named"');
  });

  it.each([
    [frontend, '', '--from needs --names FILE, which tells what names stand for'],
    [frontend.replace('frontend', 'nobody'), undefined, '--from: the names know no pod, service or node'],
  ])('%s %j: %s', async (packet, names, sentence) => {
    const { stdout, stderr, status } = await run('test flows.yaml', named(packet, names));
    expect({ stdout, status }).toEqual({ stdout: '', status: 2 });
    expect(stderr).toMatch(/^flows\.yaml:\d+:\d+: error: /);
    expect(stderr).toContain(sentence);
  });
});

describe('calitrace test: the file', () => {
  const begin = 'version: 1\ndumps: [node.save]\n';
  it.each([
    ['dumps: [node.save]\nflows: []\n', '1:1', 'this file has no version'],
    ['version: 2\nflows: []\n', '1:1', 'this version is not known here'],
    [`${begin}flow: []\n`, '3:1', '"flow" is no key here', 'hint: did you mean flows?'],
    [begin, '1:1', 'this file has no flows'],
    [`${begin}flows: []\n`, '3:1', '"flows" is no list of flows'],
    [`${begin}flows: [7]\n`, '3:9', 'a flow is a mapping'],
    [`${begin}flows: [{ packet: "-s 10.0.0.1 -d 10.0.0.2" }]\n`, '3:9', 'this flow expects nothing'],
    [`${begin}flows: [{ expect: dropped }]\n`, '3:9', 'this flow has no packet'],
    [`${begin}flows: [{ expect: {}, packet: "" }]\n`, '3:11', 'this flow expects nothing'],
    [flow(service, 'droped'), '8:5', 'no packet ends "droped"', 'hint: did you mean dropped?'],
    [flow(service, '{ ends: dropped }'), '8:15', '"ends" is no key here', 'hint: did you mean end?'],
    [flow(service, '{ end: [] }'), '8:15', '"end" is empty'],
    [flow(service, '{ by: FORWARD:3 }'), '8:15', '"FORWARD:3" is nothing that "by" takes'],
    [
      flow(service, '{ passes: [filter/FORWARD, nowhere/x] }'),
      '8:40',
      '"nowhere/x" is nothing that "passes" takes',
    ],
    [
      flow(service, '{ nat: { destination: 10.0.0.1:99999 } }'),
      '8:22',
      '"10.0.0.1:99999" is nothing that "destination" takes',
    ],
    [
      flow(service, '{ nat: { destination: "2001:db8::1:80:x" } }'),
      '8:22',
      '"2001:db8::1:80:x" is nothing that "destination" takes',
    ],
    [flow(service, '{ nat: here }'), '8:15', '"nat" is no mapping'],
    [flow(service, '{ odds: { accepted: 4/3 } }'), '8:23', '"4/3" is no chance'],
    [
      flow(service, '{ odds: { acepted: 1/3 } }'),
      '8:23',
      '"acepted" is no key here',
      'hint: did you mean accepted?',
    ],
    [flow(service, '{ mark: 0x1g }'), '8:15', '"0x1g" is nothing that "mark" takes'],
    [flow('{ src: 10.0.0.1, dts: 10.0.0.2 }', 'dropped'), '7:30', 'no option "dts" describes a packet'],
    [
      flow('{ src: 10.0.0.1, dst: 10.0.0.300 }', 'dropped'),
      '7:30',
      '--dst: "10.0.0.300" is not an IPv4 or IPv6 address',
    ],
    [flow('{ src: 10.0.0.1, dst: [10.0.0.2] }', 'dropped'), '7:30', '"dst" is a list or a mapping'],
    [flow('{ src: 10.0.0.1, dst: true }', 'dropped'), '7:30', '"dst" is true'],
    [
      flow('{ src: 10.0.0.1 }', 'dropped'),
      '7:5',
      'the packet needs --dst ADDRESS (calitrace trace --help has examples)',
    ],
    [flow('"-s 10.0.0.1 -x"', 'dropped'), '7:5', 'no option "-x" describes a packet'],
    [
      flow('"-d 10.0.0.1"', 'dropped', 'defaults: { src: nowhere }\n'),
      '3:13',
      '--src: "nowhere" is not an IPv4 or IPv6 address',
    ],
    [flow(service, 'dropped', 'dumps: [b]\n'), '3:1', '"dumps" stands here for the second time'],
    [flow(service, 'dropped', 'assume: [x]\n'), '3:10', '"x" is nothing that "assume" takes'],
    [
      flow(service, 'dropped').replace('node.save', '[a, { file: b, name: a }]'),
      '2:12',
      'two dumps are called "a"',
    ],
    [flow(service, 'dropped').replace('node.save', '{ name: a }'), '2:1', 'this dump has no file'],
    ['', '1', 'there is nothing in this file'],
    [`${flow(service, 'dropped')}---\n{}\n`, '10:1', 'a second document begins here: a file of flows is one'],
    [flow(service, 'dropped').replace('name: it', 'dumps: [gone]'), '6:13', 'no dump is called gone'],
    [
      flow(service, 'dropped').replace('name: it', 'dumps: [node.save, nod.save]'),
      '6:24',
      'no dump is called nod.save',
      'hint: did you mean node.save?',
    ],
    [flow(service, 'dropped').replace('name: it', 'dumps: gone'), '6:5', 'no dump is called gone'],
  ])('%j', async (flows, place, message, hint = '') => {
    const { stdout, stderr, status } = await test(flows);
    expect({ stdout, status }).toEqual({ stdout: '', status: 2 });
    const head = place === '1' ? message : `flows.yaml:${place}: error: ${message}`;
    expect(stderr).toContain(head);
    expect(stderr).toContain(hint);
  });

  it.each([
    [
      'of flows and packets together',
      flow('{ src: 10.0.0.1, dts: 10.0.0.2 }', 'dropped'),
      ['no option "dts" describes', '"ends" is no key here'],
    ],
    [
      'of defaults alone, which packets need',
      flow('{ src: 10.0.0.1 }', 'dropped', 'defaults: [7]\n'),
      ['"defaults" describes no packet', '"ends" is no key here'],
    ],
    [
      'of a packet once',
      flow('{ src: 10.0.0.1, dst: [10.0.0.2] }', 'dropped'),
      ['"dst" is a list or a mapping', '"ends" is no key here'],
    ],
  ])('is told all that is wrong: %s', async (_, flows, messages) => {
    const { stderr } = await test(
      `${flows}  - packet: "-s 10.0.0.1 -d 10.0.0.2"\n    expect: { ends: dropped }\n`,
    );
    expect(
      stderr
        .match(/(?<= error: ).*(?= \[)/g)
        ?.map((message) => messages.findIndex((one) => message.includes(one))),
    ).toEqual([0, 1]);
  });

  it('may be JSON', async () => {
    const flows = {
      version: 1,
      dumps: ['node.save'],
      addrs: 'addrs.json',
      routes: 'routes.json',
      flows: [
        {
          packet: { src: '198.51.100.1', dst: '10.96.0.10', dport: 80, iif: 'eth0' },
          expect: { end: 'accepted' },
        },
      ],
    };
    const { passed, dumps } = await tested(JSON.stringify(flows));
    expect([passed, dumps[0]?.flows[0]?.name]).toEqual([1, 'flow 1']);
  });

  it('is told of what is avoided because the dump lacks it', async () => {
    const avoided = '[filter/idel, "filter/web:99", filter/idle]';
    const { stderr, status } = await test(flow(service, `{ avoids: ${avoided} }`));
    expect({ stderr, status }).toEqual({
      stderr:
        'calitrace: node.save has no filter/idel, so every packet avoids it\ncalitrace: node.save has no filter/web:99, so every packet avoids it\n',
      status: 0,
    });
  });

  it.each([
    ['{ passes: filter/idel }', 'filter/idel, so no packet passes it'],
    ['{ by: "filter/web:99" }', 'filter/web:99, so it decides on no packet'],
    ['{ by: "raw/PREROUTING:policy" }', 'raw/PREROUTING, so it decides on no packet'],
  ])('is told of what fails because the dump lacks it: %s', async (expected, words) => {
    const { stderr, status } = await test(flow(service, expected));
    expect({ stderr, status }).toEqual({ stderr: `calitrace: node.save has no ${words}\n`, status: 1 });
  });

  it('is told of an answer that no flow asked', async () => {
    const { stderr, status } = await test(flow(service, 'accepted'), 'flows.yaml --assume set:x:src=no');
    expect({ stderr, status }).toEqual({
      stderr: 'calitrace: --assume set:x:src: no flow asked that\n',
      status: 0,
    });
  });

  it('takes names that every object has', async () => {
    const flows = flow(service, '{ by: filter/__proto__, passes: filter/constructor }').replace(
      'name: it',
      'name: __proto__',
    );
    const { stdout, stderr } = await test(flows, 'flows.yaml --format json');
    const { dumps } = JSON.parse(stdout) as JsonRun;
    expect(dumps[0]?.flows[0]?.failures?.map(({ what }) => what)).toEqual(['by', 'passes']);
    expect(stderr).toContain('node.save has no filter/__proto__, so it decides on no packet');
  });
});

describe('calitrace test: output', () => {
  const flows = `${flow(service, 'accepted')}  - name: "not this\\e[31m"
    packet: ${stranger}
    expect: dropped
`;

  it('is that of a test runner, with the trace of what fails', async () => {
    const { stdout, status } = await test(flows, 'flows.yaml', { columns: 100 });
    expect(status).toBe(1);
    expect(stdout).toContain(`node.save
  ✓ it
  ✗ not this\\x1b[31m
    end: expected dropped, seen forwarded by filter/FORWARD:2 on 1 of 2 paths
    undecided: is the packet's src in set friends?
    answered by --ipset

    packet    udp 198.51.100.2:40000 → 10.244.1.9:53  in eth0  NEW
`);
    expect(stdout).toMatch(/\n {4}VERDICT {3}differs: .*\n\n1 passed, 1 failed\n$/);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });

  it('is short with -q, long with -v', async () => {
    const { stdout } = await test(flows, '-q flows.yaml');
    expect(stdout).toBe(`node.save
  ✗ not this\\x1b[31m
    end: expected dropped, seen forwarded by filter/FORWARD:2 on 1 of 2 paths
    undecided: is the packet's src in set friends?
    answered by --ipset
1 passed, 1 failed
`);
    expect((await test(flows, '-v flows.yaml')).stdout).toContain('protocol is icmp? no: protocol udp');
  });

  it('has colours on a terminal', async () => {
    const { stdout } = await test(flows, 'flows.yaml', { stdoutIsTerminal: true, columns: 80 });
    expect(stdout).toContain('\u001b[32m✓');
  });

  it('may be JUnit', async () => {
    const { stdout } = await test(flows, 'flows.yaml --format junit');
    expect(stdout).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="calitrace test" tests="2" failures="1" errors="0">
  <testsuite name="node.save" tests="2" failures="1" errors="0" skipped="0">
    <testcase classname="node.save" name="it" file="flows.yaml" line="6"/>
    <testcase classname="node.save" name="not this\\x1b[31m" file="flows.yaml" line="9">
      <failure message="end: expected dropped, seen forwarded by filter/FORWARD:2 on 1 of 2 paths" type="flow">end: expected dropped, seen forwarded by filter/FORWARD:2 on 1 of 2 paths
undecided: is the packet&apos;s src in set friends?
answered by --ipset</failure>
    </testcase>
  </testsuite>
</testsuites>
`);
  });

  it('may be annotations', async () => {
    const { stdout } = await test(flows, 'flows.yaml --format github');
    expect(stdout).toBe(
      "::error file=flows.yaml,line=9,title=calitrace%3A flow failed::not this\\x1b[31m (node.save)%0Aend: expected dropped, seen forwarded by filter/FORWARD:2 on 1 of 2 paths%0Aundecided: is the packet's src in set friends?%0Aanswered by --ipset\n",
    );
  });
});
