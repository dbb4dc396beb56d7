import { describe, expect, it } from 'vitest';
import type { JsonJourneyFile } from '../../src/format/path/jsonPath.js';
import { snapshotText, type NodeText } from '../fixtures/pathNodes.js';
import { run, type Outcome } from './run.js';

/** Two workers with a pod each, and a service of three endpoints of which one is nowhere. */
const a: NodeText = {
  host: 'worker-a',
  rules: `
    *nat
    :PREROUTING ACCEPT [0:0]
    :SERVICE - [0:0]
    -A PREROUTING -d 10.96.0.10/32 -p tcp -m tcp --dport 80 -j SERVICE
    -A SERVICE -p tcp -m statistic --mode random --probability 0.5 -j DNAT --to-destination 10.244.2.7:8080
    -A SERVICE -p tcp -j DNAT --to-destination 10.244.1.6:8080
    COMMIT
    *filter
    :INPUT ACCEPT [0:0]
    :FORWARD DROP [0:0]
    :OUTPUT ACCEPT [0:0]
    -A FORWARD -m conntrack --ctstate INVALID -j DROP
    -A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
    -A FORWARD -i cali1 -p tcp -m tcp --dport 23 -j REJECT
    -A FORWARD -i cali1 -j ACCEPT
    -A FORWARD -i cali2 -d 10.244.2.9/32 -j ACCEPT
    COMMIT`,
  addresses: `
    eth0 10.0.0.11/24
    cali1
    cali2`,
  routes: `
    default via 10.0.0.1 dev eth0
    10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.11
    10.244.1.5 dev cali1 scope link
    10.244.1.6 dev cali2 scope link
    10.244.2.0/26 via 10.0.0.12 dev eth0 proto bird
    10.244.3.0/26 via 10.0.0.13 dev eth0 proto bird`,
};
const b: NodeText = {
  host: 'worker-b',
  rules: `
    *filter
    :INPUT DROP [0:0]
    :FORWARD DROP [0:0]
    :OUTPUT ACCEPT [0:0]
    -A INPUT -p tcp -m tcp --dport 22 -j ACCEPT
    -A FORWARD -m conntrack --ctstate INVALID -j DROP
    -A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
    -A FORWARD -o cali3 -p tcp -m tcp --dport 8080 -j ACCEPT
    COMMIT`,
  addresses: `
    eth0 10.0.0.12/24
    cali3`,
  routes: `
    default via 10.0.0.1 dev eth0
    10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.12
    10.244.2.7 dev cali3 scope link
    10.244.1.0/26 via 10.0.0.11 dev eth0 proto bird`,
};

const path = (line: string, nodes: readonly NodeText[] = [a, b]): Promise<Outcome> =>
  run(`path ${nodes.map(({ host }) => `${host}.calitrace`).join(' ')} ${line}`, {
    files: Object.fromEntries(nodes.map((node) => [`${node.host}.calitrace`, snapshotText(node)])),
    columns: 160,
  });

/** What `-q` prints, a line of words each. */
const ends = ({ stdout }: Outcome): readonly string[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().replaceAll(/\s+/g, ' '));

const arrives = [
  'ARRIVES at 10.244.2.7, behind cali3 of worker-b',
  'answer ARRIVES at 10.244.1.5, behind cali1 of worker-a',
];

describe('how a path ends', () => {
  it.each<[title: string, line: string, ends: readonly string[]]>([
    ['a pod of another node', '--from 10.244.1.5 --to 10.244.2.7 --dport 8080', arrives],
    ['who is behind an interface', '--from cali1 --to 10.244.2.7 --dport 8080', arrives],
    ['the same of a node', '--from worker-a:cali1 --to 10.244.2.7 --dport 8080', arrives],
    [
      'a rule of the first node',
      '--from 10.244.1.5 --to 10.244.2.7 --dport 23',
      ['REJECTED at worker-a, by filter FORWARD rule 3, line 14 of the dump: icmp-port-unreachable'],
    ],
    [
      'a policy of the second node',
      '--from 10.244.1.5 --to 10.244.2.7 --dport 8081',
      ['DROPPED at worker-b, by the policy of filter FORWARD'],
    ],
    [
      'a pod of the same node',
      '--from 10.244.1.5 --to 10.244.1.6 --dport 80',
      [
        'ARRIVES at 10.244.1.6, behind cali2 of worker-a',
        'answer ARRIVES at 10.244.1.5, behind cali1 of worker-a',
      ],
    ],
    [
      'a service with endpoints on both nodes',
      '--from 10.244.1.5 --to 10.96.0.10 --dport 80',
      [
        'way 1 chance 1/2 ARRIVES at 10.244.2.7, behind cali3 of worker-b',
        'answer ARRIVES at 10.244.1.5, behind cali1 of worker-a',
        'way 2 chance 1/2 ARRIVES at 10.244.1.6, behind cali2 of worker-a',
        'answer ARRIVES at 10.244.1.5, behind cali1 of worker-a',
        'ARRIVES on all 2 ways',
      ],
    ],
    [
      'the node itself',
      '--from 10.244.1.5 --to worker-b --dport 22',
      [
        'ARRIVES at worker-b itself, which has 10.0.0.12',
        'answer ARRIVES at 10.244.1.5, behind cali1 of worker-a',
      ],
    ],
    [
      'INPUT of a node',
      '--from 10.244.1.5 --to 10.0.0.12 --dport 80',
      ['DROPPED at worker-b, by the policy of filter INPUT'],
    ],
    [
      'from a node',
      '--from node/worker-a --to 10.244.2.7 --dport 8080',
      [
        'ARRIVES at 10.244.2.7, behind cali3 of worker-b',
        'answer ARRIVES at worker-a itself, which has 10.0.0.11',
      ],
    ],
    [
      'the world outside',
      '--from 10.244.1.5 --to 203.0.113.9 --dport 443',
      [
        'LEAVES the known nodes: worker-a sends it out of eth0 to 10.0.0.1, which is none of them',
        'answer ARRIVES at 10.244.1.5, behind cali1 of worker-a',
      ],
    ],
    [
      'a neighbour that is no node',
      '--from 10.244.1.5 --to 10.0.0.99 --dport 443',
      [
        'LEAVES the known nodes: worker-a sends it out of eth0 to 10.0.0.99, which is none of them',
        'answer ARRIVES at 10.244.1.5, behind cali1 of worker-a',
      ],
    ],
    [
      'a node that is not given',
      '--from 10.244.1.5 --to 10.244.3.9 --dport 80',
      ['NOT KNOWN behind worker-a: next hop 10.0.0.13 is none of the nodes'],
    ],
    [
      'from outside',
      '--from worker-b:203.0.113.9 --to 10.244.2.7 --dport 8080',
      [
        'ARRIVES at 10.244.2.7, behind cali3 of worker-b',
        'answer LEAVES the known nodes: worker-b sends it out of eth0 to 10.0.0.1, which is none of them',
      ],
    ],
  ])('%s', async (_title, line, expected) => {
    const outcome = await path(`${line} -q`);
    expect(outcome.stderr).toBe('');
    expect(ends(outcome)).toEqual(expected);
  });
});

/** With what is changed in the text of a node. */
const changed = (
  node: NodeText,
  key: 'rules' | 'routes' | 'addresses',
  from: string,
  to: string,
): NodeText => {
  expect(node[key]).toContain(from);
  return { ...node, [key]: node[key].replace(from, to) };
};

describe('from a node', () => {
  it('to itself with the source that its local table has', async () => {
    // A secondary address.
    const second = changed(a, 'addresses', 'eth0 10.0.0.11/24', 'eth0 10.0.0.11/24 10.0.0.21/24');
    const own = ['11', '21'].map(
      (end) => `local 10.0.0.${end} dev eth0 table local proto kernel scope host src 10.0.0.11`,
    );
    const told = { ...second, routes: `${second.routes}\n${own.join('\n')}` };
    const { stdout } = await path('--from worker-a --to 10.0.0.21 --dport 22 --no-reply', [told, b]);
    expect(stdout).toMatch(/^packet +tcp 10\.0\.0\.11:40000 → 10\.0\.0\.21:22/);
  });
});

describe('a node without any rules of iptables', () => {
  const bare = { ...b, rules: '' };

  it('lets packets pass', async () => {
    const { stdout, stderr, status } = await path('--from 10.244.1.5 --to 10.244.2.7 --dport 8081', [
      a,
      bare,
    ]);
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    expect(stdout).toContain('worker-b: tables raw, mangle, nat, filter are not loaded on the node');
    expect(stdout).toMatch(/^ARRIVES +at 10\.244\.2\.7, behind cali3 of worker-b$/m);
  });

  it('is not one whose other backend alone is asked for', async () => {
    const line = '--from 10.244.1.5 --to 10.244.2.7 --dport 8081 --backend legacy';
    expect(await path(line, [a, bare])).toMatchObject({
      stdout: '',
      stderr: expect.stringContaining('has no rules of iptables-legacy') as unknown,
      status: 2,
    });
  });
});

describe('where interfaces lead', () => {
  const docker = (node: NodeText): NodeText => ({
    ...node,
    addresses: `${node.addresses}\n docker0 172.17.0.1/16`,
    routes: `${node.routes}\n 172.17.0.0/16 dev docker0 proto kernel scope link src 172.17.0.1`,
  });

  it('to what is behind one node, though all others have a link of the same name and addresses', async () => {
    expect(ends(await path('--from worker-a --to 172.17.0.2 --dport 80 -q', [docker(a), docker(b)]))).toEqual(
      [
        'ARRIVES at 172.17.0.2, behind docker0 of worker-a',
        'answer ARRIVES at worker-a itself, which has 172.17.0.1',
      ],
    );
  });

  it('in from routers, not to the address that was meant', async () => {
    const far = changed(b, 'addresses', 'cali3', 'cali3\ncni0 10.245.2.1/24');
    const routed = changed(
      far,
      'routes',
      '10.244.2.7 dev cali3',
      '10.245.2.0/24 dev cni0\n10.244.2.7 dev cali3',
    );
    const { stdout } = await path('--from 10.244.1.5 --to 10.245.2.1 --dport 22 --no-reply', [a, routed]);
    expect(stdout).toContain('to worker-b by its eth0');
  });
});

describe('an answer that goes astray', () => {
  it('is a stranger to a node by which the packet did not come', async () => {
    // The pod of b answers by a default route over a, which has never seen the packet.
    const outside = changed(b, 'routes', 'default via 10.0.0.1 dev eth0', 'default via 10.0.0.11 dev eth0');
    const outcome = await path('--from worker-b:203.0.113.9 --to 10.244.2.7 --dport 8080 -q', [a, outside]);
    expect(ends(outcome)).toEqual([
      'ARRIVES at 10.244.2.7, behind cali3 of worker-b',
      'answer DROPPED at worker-a, by filter FORWARD rule 1, line 12 of the dump',
    ]);
  });

  it('is no answer where it comes from another address than was asked', async () => {
    // A service of b whose endpoint is a pod of the asking node, which answers without b.
    const service = `*nat
      :PREROUTING ACCEPT [0:0]
      -A PREROUTING -d 10.96.0.20/32 -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.244.1.6:80
      COMMIT
      *filter
      :FORWARD ACCEPT [0:0]
      COMMIT`;
    const routed = changed(
      a,
      'routes',
      'default via 10.0.0.1 dev eth0',
      '10.96.0.0/16 via 10.0.0.12 dev eth0',
    );
    const open = { ...routed, rules: '*filter\n:FORWARD ACCEPT [0:0]\nCOMMIT' };
    const outcome = await path('--from 10.244.1.5 --to 10.96.0.20 --dport 80 -q', [
      open,
      { ...b, rules: service },
    ]);
    expect(ends(outcome)).toEqual([
      'ARRIVES at 10.244.1.6, behind cali2 of worker-a',
      'answer LOST behind worker-a: the sender asked another address or port than this answer comes from',
    ]);
  });

  it('is no answer where it leaves another node untranslated', async () => {
    // A node port that is not masqueraded: the pod answers by its own node, past the node that was asked.
    const port = changed(
      changed(
        a,
        'rules',
        ':SERVICE - [0:0]',
        ':SERVICE - [0:0]\n-A PREROUTING -d 10.0.0.11/32 -p tcp -m tcp --dport 30080 -j DNAT --to-destination 10.244.2.7:8080',
      ),
      'rules',
      '-A FORWARD -i cali1 -j ACCEPT',
      '-A FORWARD -j ACCEPT',
    );
    const outcome = await path('--from worker-a:203.0.113.9 --to worker-a --dport 30080 -q', [port, b]);
    expect(ends(outcome)).toEqual([
      'ARRIVES at 10.244.2.7, behind cali3 of worker-b',
      'answer LOST behind worker-b: the sender asked another address or port than this answer comes from',
    ]);
  });

  it('does not come of a pod that gets its own packet', async () => {
    const outcome = await path('--from 10.244.1.6 --to 10.96.0.10 --dport 80 -q', [
      changed(a, 'rules', '-A FORWARD -i cali1 -j ACCEPT', '-A FORWARD -j ACCEPT'),
      b,
    ]);
    expect(ends(outcome)).toContain(
      'way 2 chance 1/2 LOST behind worker-a: 10.244.1.6 gets a packet from its own address, and drops it as a martian (nothing masqueraded it)',
    );
  });
});

describe("a cloud's own network", () => {
  const alone = (node: NodeText, route: string): NodeText => changed(node, 'routes', route, '');
  const beyond = [
    alone(a, '10.244.2.0/26 via 10.0.0.12 dev eth0 proto bird'),
    alone(b, '10.244.1.0/26 via 10.0.0.11 dev eth0 proto bird'),
  ];
  /** Pods with addresses of the link between the nodes. */
  const onLink = [a, b].map((node) => ({
    ...node,
    addresses: node.addresses.replaceAll('/24', '/8'),
    routes: node.routes.replaceAll('10.0.0.0/24', '10.0.0.0/8').replaceAll(/^.* proto bird$/gm, ''),
  }));
  const line = '--from 10.244.1.5 --to 10.244.2.7 --dport 8080';

  it.each([
    [
      'behind routers',
      beyond,
      '10.0.0.1 and what is behind it bring packets to 10.244.2.7 as they are to worker-b',
    ],
    [
      'on the link',
      onLink,
      'what is behind eth0 of worker-a brings packets to 10.244.2.7 as they are to worker-b',
    ],
  ])('brings packets where that is said: %s', async (_, nodes, premise) => {
    expect(ends(await path(`${line} --routed 10.244.0.0/16 -q`, nodes))).toEqual(arrives);
    expect((await path(`${line} --routed 10.244.0.0/16`, nodes)).stdout).toContain(premise);
  });

  it.each([
    ['behind routers', beyond, 'next hop 10.0.0.1 is none of the nodes'],
    ['on the link', onLink, 'it goes to the link behind eth0'],
  ])('is not known to where nothing says so: %s', async (_, nodes, reason) => {
    for (const said of ['', ' --routed 10.244.3.0/24 --routed 10.244.1.0/24'])
      expect(ends(await path(`${line}${said} -q`, nodes))).toEqual([
        `NOT KNOWN behind worker-a: ${reason}, and 10.244.2.7 is behind cali3 of worker-b (--routed says that it is brought there)`,
      ]);
  });

  it('is a prefix', async () => {
    const { stderr, status } = await path(`${line} --routed everywhere`);
    expect([status, stderr]).toEqual([
      2,
      'calitrace: --routed: "everywhere" is no address or prefix such as 10.0.0.1 or 10.0.0.0/24\n',
    ]);
  });
});

describe('what nobody knows is no end that is guessed', () => {
  it('has a pod behind another node, to which no route leads', async () => {
    const lost = changed(a, 'routes', '10.244.2.0/26 via 10.0.0.12 dev eth0 proto bird', '');
    expect(ends(await path('--from 10.244.1.5 --to 10.244.2.7 --dport 8080 -q', [lost, b]))).toEqual([
      'NOT KNOWN behind worker-a: next hop 10.0.0.1 is none of the nodes, and 10.244.2.7 is behind cali3 of worker-b (--routed says that it is brought there)',
    ]);
  });

  it('has the sender behind another node, to which no route leads back', async () => {
    const lost = changed(b, 'routes', '10.244.1.0/26 via 10.0.0.11 dev eth0 proto bird', '');
    const line = '--from 10.244.1.5 --to 10.244.2.7 --dport 8080 -q --expect accepted';
    const outcome = await path(line, [a, lost]);
    expect(ends(outcome)).toEqual([
      'ARRIVES at 10.244.2.7, behind cali3 of worker-b',
      'answer NOT KNOWN behind worker-b: next hop 10.0.0.1 is none of the nodes, and 10.244.1.5 is behind cali1 of worker-a (--routed says that it is brought there)',
    ]);
    expect(outcome.status).toBe(1);
  });

  it('has a host beside another node, which is no place behind it', async () => {
    const far = changed(b, 'addresses', 'cali3', 'cali3\neth1 10.0.9.12/24');
    const routed = changed(
      far,
      'routes',
      '10.0.0.0/24 dev eth0',
      '10.0.9.0/24 dev eth1\n10.0.0.0/24 dev eth0',
    );
    const third = { ...b, host: 'worker-c', addresses: 'eth0 10.0.9.13/24' };
    expect(
      ends(await path('--from 10.244.1.5 --to 10.0.9.99 --dport 80 --no-reply -q', [a, routed, third])),
    ).toEqual(['LEAVES the known nodes: worker-a sends it out of eth0 to 10.0.0.1, which is none of them']);
  });

  it('goes round in circles', async () => {
    const circle = [
      changed(a, 'routes', '10.244.3.0/26 via 10.0.0.13', '10.244.3.0/26 via 10.0.0.12'),
      changed(
        { ...b, rules: '*filter\n:FORWARD ACCEPT [0:0]\nCOMMIT' },
        'routes',
        'default via 10.0.0.1',
        'default via 10.0.0.11',
      ),
    ].map((node) => ({ ...node, rules: '*filter\n:FORWARD ACCEPT [0:0]\nCOMMIT' }));
    const outcome = await path('--from 10.244.1.5 --to 10.244.3.9 --dport 80 -q', circle);
    expect(outcome.stdout).toContain('the routes go round in circles');
    expect(outcome.status).toBe(0);
  });

  it('has a next hop that two nodes have', async () => {
    const twin = { ...b, host: 'worker-c' };
    const outcome = await path('--from 10.244.1.5 --to 10.244.2.7 --dport 8080 -q', [a, b, twin]);
    expect(ends(outcome)).toEqual([
      'NOT KNOWN behind worker-a: next hop 10.0.0.12 is an address of worker-b and worker-c',
    ]);
  });

  it('has routers in between, which is said', async () => {
    const far = changed(b, 'addresses', 'eth0 10.0.0.12/24', 'eth0 10.0.9.12/24');
    const outcome = await path('--from 10.244.1.5 --to 10.0.9.12 --dport 22 --no-reply', [a, far]);
    expect(outcome.stdout).toContain('ARRIVES   at worker-b itself, which has 10.0.9.12');
    expect(outcome.stdout).toContain(
      'assumed   10.0.0.1 and what is behind it bring packets to 10.0.9.12 as they are to worker-b',
    );
  });
});

describe('ways that multiply', () => {
  const unknown = Array.from({ length: 9 }, (_, bit) => {
    const mark = `0x${(1 << bit).toString(16)}/0x${(1 << bit).toString(16)}`;
    return `-A FORWARD -m set --match-set s${bit} src,dst -j MARK --set-xmark ${mark}`;
  });
  const asking = (node: NodeText): NodeText => ({
    ...node,
    rules: `*mangle\n:FORWARD ACCEPT [0:0]\n${unknown.join('\n')}\nCOMMIT`,
  });
  const line = '--from 10.244.1.5 --to 10.244.2.7 --dport 8080 -q';

  it('are followed up to the limit, those of all answers together as well', async () => {
    const { stdout } = await path(`${line} --max-paths 60 --format json`, [asking(a), asking(b)]);
    const { complete, ways } = JSON.parse(stdout) as JsonJourneyFile;
    const answers = ways.flatMap(({ answer }) => (answer !== undefined && 'ways' in answer ? [answer] : []));
    expect([complete, ways.length]).toEqual([false, 60]);
    expect(answers.flatMap((answer) => answer.ways)).toHaveLength(60 + 59);
    expect(answers.some((answer) => answer.complete)).toBe(false);
  });

  it('are said to be cut where only the answer has them', async () => {
    const many = asking(b);
    const answering = {
      ...many,
      rules: many.rules.replaceAll('src,dst', 'dst,dst').replaceAll('FORWARD -m', 'FORWARD -i cali3 -m'),
    };
    const { stdout } = await path(`${line} --max-paths 8`, [a, answering]);
    expect(stdout).toMatch(/^ARRIVES +at 10\.244\.2\.7/);
    expect(stdout).toContain('INCOMPLETE there are more ways than the limit');
    expect((await path(`${line} --max-paths 8`.replace('-q', ''), [a, answering])).stdout).toContain(
      'INCOMPLETE',
    );
  });
});

describe('questions', () => {
  const asking = changed(
    a,
    'rules',
    '-A FORWARD -i cali1 -j ACCEPT',
    '-A FORWARD -m set --match-set friends dst -j ACCEPT',
  );
  const line = '--from 10.244.1.5 --to 10.244.2.7 --dport 8080 -q';

  it('make ways of their own', async () => {
    expect(ends(await path(line, [asking, b]))).toContain(
      'VERDICT differs: ARRIVES on 1 of 2 ways; DROPPED on 1 of 2 ways',
    );
  });

  it.each([
    ['for a node', '--assume worker-a:set:friends:dst=yes'],
    ['for all nodes', '--assume set:friends:dst=yes'],
  ])('are answered %s', async (_title, option) => {
    const outcome = await path(`${line} ${option}`, [asking, b]);
    expect(outcome).toMatchObject({ stderr: '', status: 0 });
    expect(ends(outcome)[0]).toBe('ARRIVES at 10.244.2.7, behind cali3 of worker-b');
  });

  it('that no node asked are told, and answers that fit none are refused', async () => {
    expect((await path(`${line} --assume worker-b:set:friends:dst=yes`, [asking, b])).stderr).toBe(
      'calitrace: --assume set:friends:dst: this path did not ask that\n',
    );
    const refused = await path(`${line} --assume set:friends:dst=perhaps`, [asking, b]);
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain('does not answer set:friends:dst, which accepts yes or no');
  });
});

describe('what cannot be used', () => {
  it.each([
    ['no nodes', 'path --from 10.0.0.1 --to 10.0.0.2', /no nodes: give --node NAME=FILE/],
    ['no ends', 'path worker-a.calitrace --to 10.0.0.2', /the path needs --from/],
    ['a node without a file', 'path --node worker-a --from 10.0.0.1 --to 10.0.0.2', /is not NAME=FILE/],
    ['a file that is not there', 'path --node a=nowhere --from a --to 10.0.0.2', /cannot read nowhere/],
    [
      'two nodes of one name',
      'path --node a=worker-a.calitrace --node a=worker-b.calitrace --from a --to 10.0.0.2',
      /two nodes are called a/,
    ],
    [
      'a name without names',
      'path worker-a.calitrace --from web --to 10.0.0.2',
      /--from: "web" is no address, interface or node here; for names of pods and services give --names FILE/,
    ],
    [
      'an interface that packets go to',
      'path worker-a.calitrace --from 10.244.1.5 --to cali2',
      /--to: "cali2" is no address or node here; for names of pods and services give --names FILE/,
    ],
    [
      'a node without an address of the family',
      'path worker-a.calitrace worker-b.calitrace -6 --from worker-a --to worker-b',
      /--to: nothing tells which IPv6 address worker-b has: give the address/,
    ],
    [
      'an address that is nowhere',
      'path worker-a.calitrace worker-b.calitrace --from 192.0.2.1 --to 10.0.0.2',
      /192\.0\.2\.1 is on none of the nodes, and behind none of them: NODE:192\.0\.2\.1 says/,
    ],
    [
      'an interface of both',
      'path worker-a.calitrace worker-b.calitrace --from eth0 --to 10.0.0.2',
      /worker-a and worker-b have an interface eth0: say worker-a:eth0 or worker-b:eth0/,
    ],
    [
      'an address on a link of both',
      'path worker-a.calitrace worker-b.calitrace --from 10.0.0.7 --to 10.0.0.2',
      /10\.0\.0\.7 may be behind worker-a and worker-b: say worker-a:10\.0\.0\.7 or/,
    ],
    ['two families', 'path worker-a.calitrace --from 10.244.1.5 --to 2001:db8::1', /a packet has one family/],
    [
      'a dump of rules',
      'path dump.save --from 10.244.1.5 --to 10.0.0.2',
      /dump\.save holds rules alone: where packets go takes a snapshot of each node.*calitrace snapshot > node\.calitrace/,
    ],
  ])('%s', async (_title, line, said) => {
    const outcome = await run(line, {
      files: {
        'worker-a.calitrace': snapshotText(a),
        'worker-b.calitrace': snapshotText(b),
        'dump.save': `${a.rules}\n`,
      },
      columns: 160,
    });
    expect(outcome).toMatchObject({ status: 2, stdout: '' });
    expect(outcome.stderr).toMatch(said);
    expect(outcome.stderr.trim().split('\n')).toHaveLength(1);
  });

  it('a file that is no dump: what would be one', async () => {
    const { stderr, status } = await run('path empty --from 10.0.0.1 --to 10.0.0.2', {
      files: { empty: '' },
    });
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /the input is empty[^]*\ncalitrace: where packets go takes a snapshot of each node/,
    );
  });

  it('--strict refuses a node with an error in what is not its rules', async () => {
    const broken = changed(
      a,
      'routes',
      '10.244.1.5 dev cali1',
      '10.244.1.500 dev cali1\n10.244.1.5 dev cali1',
    );
    const line = '--from 10.244.1.5 --to 10.244.2.7 --dport 8080 -q';
    expect((await path(line, [broken, b])).status).toBe(0);
    expect(await path(`${line} --strict`, [broken, b])).toMatchObject({ status: 2, stdout: '' });
  });

  it('--strict refuses a node with an error', async () => {
    const broken = changed(a, 'rules', '--dport 23 -j REJECT', '--dport 23x -j REJECT');
    expect((await path('--from 10.244.1.5 --to 10.244.2.7 --dport 8080 -q', [broken, b])).status).toBe(0);
    expect(
      await path('--from 10.244.1.5 --to 10.244.2.7 --dport 8080 -q --strict', [broken, b]),
    ).toMatchObject({ status: 2, stdout: '' });
  });
});

describe('what is told beside the ways', () => {
  it('what a node takes for granted by which only an answer comes', async () => {
    // The pod of b answers by a default route over a, whose table is not whole.
    const outside = changed(b, 'routes', 'default via 10.0.0.1 dev eth0', 'default via 10.0.0.11 dev eth0');
    const cut = { ...a, rules: '*filter\n:FORWARD ACCEPT [0:0]' };
    const { stdout } = await path('--from worker-b:203.0.113.9 --to 10.244.2.7 --dport 8080', [cut, outside]);
    expect(stdout).toContain('worker-a: a table of the dump ends without COMMIT');
  });

  it('that nothing tells the rules of a node for the family', async () => {
    const both = changed(a, 'addresses', 'eth0 10.0.0.11/24', 'eth0 10.0.0.11/24 2001:db8::11/64');
    const line = '--from worker-a --to 2001:db8::11 --no-reply';
    expect((await path(line, [both])).stdout).toContain(
      'assumed   worker-a: nothing tells its rules for IPv6: it is taken to have none',
    );
    expect((await path(line, [{ ...both, family: 6, rules: '*raw\nCOMMIT' }])).stdout).not.toContain(
      'nothing tells',
    );
  });

  it('how many chains were not read', async () => {
    const many = Array.from(
      { length: 3000 },
      (_, index) => `-A other-${index} -s 192.0.2.1/32 -p tcp -m tcp --dport ${index} -j ACCEPT`,
    );
    const chains = Array.from({ length: 3000 }, (_, index) => `:other-${index} - [0:0]`);
    const large = changed(
      a,
      'rules',
      '-A FORWARD -m conntrack --ctstate INVALID',
      `${[...chains, ...many].join('\n')}\n-A FORWARD -m conntrack --ctstate INVALID`,
    );
    const line = '--from 10.244.1.5 --to 10.244.2.7 --dport 8080 -q';
    expect((await path(line, [large, b])).stderr).toBe(
      'calitrace: 3001 chains of worker-a not read, where the packet does not come (--strict reads all)\n',
    );
    expect((await path(`${line} --strict`, [large, b])).stderr).toBe('');
  });
});

describe('IPv6 nodes', () => {
  it('are found by their names', async () => {
    const node = (host: string, number: 1 | 2): NodeText => ({
      host,
      family: 6,
      rules: '*filter\n:INPUT ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\nCOMMIT',
      addresses: `eth0 2001:db8::1${number}/64`,
      routes: '2001:db8::/64 dev eth0 proto kernel metric 256',
    });
    const expected = [
      'ARRIVES at y itself, which has 2001:db8::12',
      'answer ARRIVES at x itself, which has 2001:db8::11',
    ];
    for (const option of ['', '-6']) {
      expect(
        ends(await path(`--from x --to y --dport 22 -q ${option}`, [node('x', 1), node('y', 2)])),
      ).toEqual(expected);
    }
  });
});

describe('--expect', () => {
  it.each([
    ['accepted', '8080', 0],
    ['dropped', '8080', 1],
    ['accepted', '8081', 1],
    ['dropped', '8081', 0],
    ['rejected', '23', 0],
  ])('%s of port %s gives %i', async (end, port, status) => {
    expect((await path(`--from 10.244.1.5 --to 10.244.2.7 --dport ${port} -q --expect ${end}`)).status).toBe(
      status,
    );
  });
});

const cluster = JSON.stringify({
  kind: 'List',
  items: [
    pod('web', '10.244.1.5', 'worker-a'),
    pod('db', '10.244.2.7', 'worker-b', { name: 'sql', containerPort: 8080, protocol: 'TCP' }),
    pod('lost', '10.244.3.3', 'worker-c'),
    {
      kind: 'Service',
      metadata: { name: 'shop', namespace: 'default' },
      spec: { clusterIP: '10.96.0.10', ports: [{ name: 'http', port: 80, protocol: 'TCP' }] },
    },
    {
      kind: 'Node',
      metadata: { name: 'b' },
      status: { addresses: [{ type: 'InternalIP', address: '10.0.0.12' }] },
    },
  ],
});

function pod(name: string, podIP: string, nodeName: string, ...ports: readonly object[]): object {
  return {
    kind: 'Pod',
    metadata: { name, namespace: 'default' },
    spec: { nodeName, containers: [{ name, ports }] },
    status: { phase: 'Running', podIP },
  };
}

describe('names of the cluster', () => {
  const named = (line: string): Promise<Outcome> =>
    run(`path worker-a.calitrace worker-b.calitrace --names cluster.json ${line} -q`, {
      files: {
        'worker-a.calitrace': snapshotText(a),
        'worker-b.calitrace': snapshotText(b),
        'cluster.json': cluster,
      },
      columns: 200,
    });

  it.each([
    ['a pod by the name of its port', '--from web --to default/db --dport sql'],
    ['a service, whose port is told', '--from pod/default/web --to svc/default/shop'],
    ['a name beside an address', '--from 10.244.1.5 --to db --dport 8080'],
    ['a name on a node', '--from worker-a:web --to 10.244.2.7 --dport 8080'],
  ])('%s', async (_title, line) => {
    const outcome = await named(line);
    expect(outcome).toMatchObject({ stderr: '', status: 0 });
    expect(outcome.stdout).toContain('at 10.244.2.7 (pod default/db), behind cali3 of worker-b');
  });

  it('of a node that goes by another name here', async () => {
    expect((await named('--from web --to node/b --dport 22')).stdout).toContain(
      'ARRIVES   at worker-b itself',
    );
  });

  it.each([
    ['a pod of no node', '--from lost --to db', /10\.244\.3\.3 is on none of the nodes/],
    ['a pod on another node', '--from worker-b:web --to db', /10\.244\.1\.5 is on worker-a, not on worker-b/],
    [
      'a service that sends',
      '--from svc/default/shop --to db',
      /svc\/default\/shop sends nothing of its own/,
    ],
    ['nothing of that name', '--from nobody --to db', /the names know no pod, service or node "nobody"/],
  ])('refuses %s', async (_title, line, said) => {
    const { stdout, stderr } = await named(line);
    expect(stdout + stderr).toMatch(said);
  });
});

describe('--format json', () => {
  it('has every leg, how it goes on, and the end', async () => {
    const { stdout } = await path('--from 10.244.1.5 --to 10.244.2.7 --dport 8080 --format json');
    const json = JSON.parse(stdout) as JsonJourneyFile;
    expect(json).toMatchObject({
      format: 'calitrace.path',
      version: 1,
      nodes: [
        { name: 'worker-a', source: 'worker-a.calitrace' },
        { name: 'worker-b', source: 'worker-b.calitrace' },
      ],
      complete: true,
      packet: { source: '10.244.1.5', destinationPort: 8080, inInterface: 'cali1' },
      ways: [
        {
          chance: 1,
          end: { kind: 'arrives', node: 'worker-b', outInterface: 'cali3' },
          legs: [
            {
              node: 'worker-a',
              onward: {
                kind: 'link',
                outInterface: 'eth0',
                nextHop: '10.0.0.12',
                node: 'worker-b',
                inInterface: 'eth0',
              },
            },
            { node: 'worker-b', packet: { inInterface: 'eth0', ttl: 63 } },
          ],
          answer: { ways: [{ end: { kind: 'arrives', node: 'worker-a', outInterface: 'cali1' } }] },
        },
      ],
      problems: [],
    });
    expect(json.ways[0]?.legs[1]).not.toHaveProperty('onward');
  });

  it('has what decided where it is stopped', async () => {
    const { stdout } = await path('--from 10.244.1.5 --to 10.244.2.7 --dport 23 --format json');
    expect((JSON.parse(stdout) as JsonJourneyFile).ways[0]).toMatchObject({
      end: {
        kind: 'rejected',
        node: 'worker-a',
        by: { kind: 'rule', table: 'filter', chain: 'FORWARD', rule: 3 },
      },
      answer: { none: 'the packet does not get through' },
    });
  });
});
