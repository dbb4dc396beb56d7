import { spawn, spawnSync } from 'node:child_process';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
  cpSync,
  chmodSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { processPrograms } from '../../src/cli/processPrograms.js';
import type { JsonVerification } from '../../src/format/verify/json.js';
import { run, words } from '../cli/run.js';
import { snapshotText } from '../fixtures/pathNodes.js';
import { readStories } from '../examples/examples.js';
import { excerpts, isExcerpt } from '../examples/excerpts.js';
import { ethernet, pcapng, tcp4, udp4 } from '../observed/captures.js';
import { judge } from './judge/network.js';
import { requireKernel } from './judge/requireKernel.js';
import { busyNode } from './random/busyNode.js';
import { randomScenario } from './random/randomScenario.js';
import { verify } from './verified.js';

const asked = requireKernel();
const programs = processPrograms();
const program = fileURLToPath(new URL('../../bin/calitrace.js', import.meta.url));

const stories = readStories().flatMap(({ name, files, questions }) =>
  questions
    .filter(({ line }) => line.startsWith('trace ') && !line.includes('--packets'))
    .map(({ name: question, line }) => ({
      files,
      question,
      line: line.replace(/^trace/, 'verify').replace(/ (?:--format \S+|--expect \S+|-v|-q)(?= |$)/g, ''),
      name: `${name}: ${line}`,
    })),
);

/** Examples of so few steps, by name: exactly so many. All others have more than two. */
const shortWays: ReadonlyMap<string, number> = new Map([['10-lint/witness', 2]]);

describe.skipIf(!asked)('verify: the kernel agrees with the examples', () => {
  it.each(stories)('$name', async (one) => {
    const { agrees, difference, steps } = await verify(one);
    expect({ agrees, difference }).toEqual({ agrees: true });
    expect(steps.agreed).toBe(steps.of);
    const exactly = shortWays.get(one.question);
    if (exactly === undefined) expect(steps.of).toBeGreaterThan(2);
    else expect(steps.of).toBe(exactly);
  });
});

describe.skipIf(!asked)('verify --names', () => {
  const { files = {}, questions = [] } = readStories().find(({ name }) => name.startsWith('07-')) ?? {};
  const line = questions.find(({ name }) => name.endsWith('/named'))?.line.replace(/^trace/, 'verify') ?? '';

  it('sends the packet that the names describe, and tells them beside what the kernel did', async () => {
    const { stdout, status } = await run(line, { files, programs, columns: 200 });
    expect(stdout).toContain('the kernel agrees on 31 of 31 steps');
    expect(stdout).toContain(
      '10.88.0.24:40000 (pod default/frontend-8b474f47-zdqdv) → 10.101.32.166:80 (service default/db',
    );
    expect(status).toBe(0);
  });

  it('has them in its JSON', async () => {
    const { names } = (await verify({ line, files })) as JsonVerification & { readonly names?: unknown };
    expect(names).toContainEqual({
      kind: 'interface',
      raw: 'cali505cfbeac50',
      named: [{ kind: 'pod', namespace: 'default', name: 'frontend-8b474f47-zdqdv' }],
    });
  });
});

describe.skipIf(!asked)('verify --from-pcap', () => {
  it('sends the packet of a frame', async () => {
    const capture = pcapng(1, 'eth0', [
      [ethernet('0806', 'an ARP request'), 1],
      [ethernet('0800', udp4), 1],
      [ethernet('0800', tcp4), 1],
    ]);
    const around = { files: { dump, night: '' }, pieces: { night: [capture] }, programs };
    const first = await run('verify dump --from-pcap night', around);
    expect(first.stderr).toBe('calitrace: frame 2, the first packet of night; --frame takes another\n');
    expect(first.stdout).toMatch(/^packet {5}udp 10\.244\.1\.2:51020 → 192\.168\.10\.2:53 {2}in eth0/);
    expect(first.stdout).toMatch(/^AGREES /m);
    const third = await run('verify dump --from-pcap night --frame 3', around);
    expect(third.stdout).toMatch(/^packet {5}tcp 10\.244\.1\.2:51020 → 192\.168\.10\.2:8080 {2}in eth0/);
    expect(third.stdout).toMatch(/^AGREES /m);
  });
});

describe.skipIf(!asked)('docs/verify.md', () => {
  it('shows what it prints', async () => {
    const page = readFileSync(new URL('../../docs/verify.md', import.meta.url), 'utf8');
    const line = /^\$ sudo calitrace (.*)$/m.exec(page)?.[1] ?? '';
    const files = readStories().find(({ name }) => name.startsWith('02-'))?.files ?? {};
    const { stdout } = await run(line, { files, programs, columns: 100 });
    const printed = stdout.replace(/\(Linux (\d+\.\d+)\S*, iptables \S+\)/, '(Linux 6.18, iptables 1.8.9)');
    const [block = ''] = excerpts(page);
    expect(isExcerpt(block, printed), printed).toBe(true);
  });
});

describe.skipIf(!asked)('verify: the node is made up where nobody gave it', () => {
  for (let seed = 7001; seed <= 7006; seed++) {
    it(`random firewall ${seed}`, async (context) => {
      const { family, dump, ipsets = '', packets } = randomScenario(seed);
      for (const { src, dst, proto, sport, dport, iif } of packets.slice(0, 2)) {
        const given = Object.entries({ src, dst, proto, sport, dport, iif }).flatMap(([key, value]) =>
          value === undefined ? [] : [`--${key}`, String(value)],
        );
        const line = ['verify', 'dump', `-${family}`, '--ipset', 'sets', ...given];
        const { stderr, status } = await run(line, { files: { dump, sets: ipsets }, programs });
        if (/does not take|cut at|works on the whole machine/.test(stderr))
          context.skip('the kernel does not take it');
        expect({ status, stderr: stderr.replace(/^(?!calitrace:).*\n/gm, '') }).toEqual({
          status: 0,
          stderr: '',
        });
      }
    });
  }
});

describe.skipIf(!asked)('verify: a node with busy routing, built again from its files', () => {
  const seeds = Number(process.env['CALITRACE_VERIFIED'] ?? 4);
  const first = Number(process.env['CALITRACE_SEED'] ?? 7101);
  for (let seed = first; seed < first + seeds; seed++) {
    it(`random firewall ${seed}`, async (context) => {
      const scenario = randomScenario(seed);
      const { family } = scenario;
      const judged = await judge({ ...scenario, ...busyNode, name: 'busy', packets: [] }).catch(
        () => undefined,
      );
      if (judged === undefined) return context.skip('the kernel does not take it');
      const given = ['--ipset', 'ipsets', '--addrs', 'addrs', '--routes', 'routes', '--rules', 'rules'];
      // How a packet travels is the judge's own.
      for (const packet of scenario.packets.slice(0, 4)) {
        const options = Object.entries<string | number>({ ...packet }).flatMap(([key, value]) =>
          key === 'in-fragments' ? [] : [`--${key}`, String(value)],
        );
        const line = ['verify', 'dump', `-${family}`, ...given, ...options];
        const { stdout, stderr, status } = await run(line, { files: { ...judged.files }, programs });
        if (/cut at|does not take|works on the whole machine|kept no such connection/.test(stderr)) continue;
        expect({ line, stdout: status === 0 ? '' : stdout, stderr }).toEqual({
          line,
          stdout: '',
          stderr: '',
        });
      }
    });
  }
});

describe.skipIf(!asked)('verify: what cannot be heard', () => {
  it('copies that come back to TEE, and so without end, are told in a sentence', async (context) => {
    const dump = '*mangle\n-A PREROUTING -j TEE --gateway 127.0.0.1\nCOMMIT\n';
    const line = 'verify dump -s 127.0.0.1 -d 127.0.0.1 -p udp --dport 9';
    const { stdout, stderr, status } = await run(line, { files: { dump }, programs });
    if (stderr.includes('does not take')) context.skip('the kernel has no TEE');
    expect({ stdout, status }).toEqual({ stdout: '', status: 2 });
    expect(stderr).toMatch(
      /^calitrace: the kernel cannot be asked here: messages of the trace got lost: .*\n$/,
    );
  });
});

const dump = [
  '*raw',
  ':PREROUTING ACCEPT [0:0]',
  'COMMIT',
  '*nat',
  ':PREROUTING ACCEPT [0:0]',
  ':POSTROUTING ACCEPT [0:0]',
  '-A PREROUTING -d 192.0.2.1/32 -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.0.0.7:8080',
  '-A POSTROUTING -o eth1 -j MASQUERADE',
  'COMMIT',
  '*filter',
  ':INPUT DROP [0:0]',
  ':FORWARD DROP [0:0]',
  ':OUTPUT ACCEPT [0:0]',
  ':A - [0:0]',
  '-A INPUT -i $(reboot) -j ACCEPT',
  '-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
  '-A FORWARD -m conntrack --ctstate UNTRACKED -j ACCEPT',
  '-A FORWARD -m set --match-set pods src,dst -j A',
  '-A FORWARD -m mark --mark 0x5 -j DROP',
  '-A FORWARD -m limit --limit 1/min -j ACCEPT',
  '-A A -m statistic --mode random --probability 0.50000000000 -j REJECT',
  '-A A -j ACCEPT',
  'COMMIT',
  '',
].join('\n');
const question = 'verify dump -s 10.1.1.1 -d 192.0.2.1 --dport 80 -i cali1';

interface Case {
  /** What is added to the question. */
  readonly more: string;
  readonly line?: string;
  /** How the kernel's way ends. */
  readonly end?: RegExp;
  /** What is said not to be asked. */
  readonly notAsked?: RegExp;
}

const cases: readonly Case[] = [
  { more: '' },
  { more: '--oif eth1 --reply' },
  { more: '--ctstate ESTABLISHED' },
  { more: '--ctstate UNTRACKED' },
  { more: '--assume set:pods:src,dst=yes', end: /^(?:rejected by filter A rule 1|forwarded)$/ },
  { more: '--assume local:10.0.0.7=yes', end: /^dropped by policy of filter INPUT$/ },
  {
    more: '--assume limit:filter/FORWARD:5=no',
    notAsked: /^--assume limit:.*the kernel decides that itself$/,
  },
  { more: '--time 2026-05-01T08:30:00Z', notAsked: /^--time: / },
  { more: '--connmark 7', notAsked: /^--connmark: / },
  { more: '--ctstate NEW', notAsked: /^--ctstate NEW: / },
  { more: '--ttl 1', end: /^dropped by the kernel$/ },
  { more: '--tos 8 --length 900 --mac-src 02:11:22:33:44:55' },
  { more: '--tcp-flags ACK,PSH' },
  { more: '--length 9000' },
  { more: '--length 60000 --oif eth1', line: question.replace(' -i cali1', ''), end: /^sent$/ },
  { more: '--icmp-type echo-request --reply', line: question.replace(' --dport 80', '') },
  { more: '--mark 0x5 --uid 33 --oif eth1', line: question.replace(' -i cali1', ''), end: /^sent$/ },
];

describe.skipIf(!asked)('verify: what it asks and what it leaves out', () => {
  it.each(cases)('$more', async ({ more, line = question, end = /^forwarded$/, notAsked }) => {
    const told = await verify({ line: `${line} ${more}`, files: { dump } });
    expect({ agrees: told.agrees, difference: told.difference }).toEqual({ agrees: true });
    expect(told.kernel.end).toMatch(end);
    expect(told.notAsked.map((one) => notAsked?.test(one))).toEqual(notAsked === undefined ? [] : [true]);
  });

  it('names of interfaces that a shell would run', async () => {
    const line = question
      .replace('cali1', "'$(reboot)'")
      .replace('-d 192.0.2.1', '-d 10.9.9.9 --local 10.9.9.9');
    const told = await verify({ line, files: { dump } });
    expect(told.kernel.end).toBe('delivered');
    expect(told.agrees).toBe(true);
  });

  it('says that a connection could not begin', async () => {
    const closed = dump
      .replace(':FORWARD DROP', ':FORWARD ACCEPT')
      .replace('--ctstate UNTRACKED -j ACCEPT', '--ctstate NEW -j DROP');
    const outcome = await run(`${question} --ctstate ESTABLISHED`, { files: { dump: closed }, programs });
    expect(outcome.stderr).toMatch(/^calitrace: the kernel kept no such connection: its first packet/m);
    expect(outcome.status).toBe(2);
  });

  it('says what the kernel refuses, and where', async () => {
    const refused = dump.replace('-m limit --limit 1/min -j ACCEPT', '-j DNAT --to-destination 10.0.0.1');
    const outcome = await run(question, { files: { dump: refused }, programs });
    expect(outcome.stderr).toMatch(/the kernel here does not take line 20 of dump: RULE_APPEND failed/);
    expect(outcome.status).toBe(2);
  });

  it.skipIf(asked && !version().includes('v1.8.9'))(
    'a rule that iptables-nft 1.8.9 loads otherwise',
    async () => {
      const rule = '-A FORWARD -p udp -m udp ! --sport 53 ! --dport 53 -j ACCEPT';
      const text = `# Generated by iptables-save v1.8.7 on x\n*filter\n:FORWARD DROP [0:0]\n${rule}\nCOMMIT\n`;
      const line = question.replace('--dport 80', '--dport 53 -p udp');
      const outcome = await run(line, { files: { dump: text }, programs, columns: 150 });
      expect(outcome.status).toBe(1);
      expect(outcome.stdout).toMatch(/^filter +≠ policy +DROP +FORWARD 1 {2}ACCEPT$/m);
      expect(outcome.stdout).toMatch(
        /^DIFFERS +the kernel agrees on 0 of 2 steps, then it goes another way/m,
      );
    },
  );
});

const openRules = '*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\nCOMMIT';
const four = {
  host: 'a',
  rules: openRules,
  addresses: 'eth0 192.0.2.1/24\neth0.7 198.51.100.1/24\nwan\ncali1',
  routes: `default via 192.0.2.254 dev eth0
    192.0.2.0/24 dev eth0 proto kernel scope link src 192.0.2.1
    198.51.100.0/24 dev eth0.7 proto kernel scope link src 198.51.100.1
    10.0.0.7 dev cali1 scope link`,
} as const;
const six = {
  host: 'a',
  family: 6,
  rules: openRules,
  addresses: 'eth0 2001:db8::1/64\ncali1',
  routes: 'default via 2001:db8::2 dev eth0\n2001:db8::/64 dev eth0\nfd00::7 dev cali1',
} as const;

describe.skipIf(!asked)('verify: the kernel has the settings of the node', () => {
  const outside = '-s 203.0.113.5 -d 10.0.0.7 --dport 80';
  const all = 'net.ipv4.conf.all';
  const vlan = 'net.ipv4.conf.eth0/7';

  it.each<[string, readonly string[], string]>([
    [`${outside} -i eth0`, [], 'forwarded'],
    [
      `${outside} -i eth0`,
      ['net.ipv4.ip_forward = 0', 'net.ipv4.conf.eth0.forwarding = 0'],
      'dropped by the kernel',
    ],
    [`${outside} -i eth0.7`, ['net.ipv4.conf.eth0.forwarding = 0'], 'forwarded'],
    [`${outside} -i eth0.7`, [`${vlan}.forwarding = 0`], 'dropped by the kernel'],
    [`${outside} -i eth0`, ['net.ipv4.conf.eth0.rp_filter = 1'], 'forwarded'],
    [`${outside} -i eth0.7`, ['net.ipv4.conf.eth0.rp_filter = 1'], 'forwarded'],
    [`${outside} -i eth0.7`, [`${vlan}.rp_filter = 1`], 'dropped by the kernel'],
    [`${outside} -i eth0.7`, [`${vlan}.rp_filter = 2`], 'forwarded'],
    [`${outside} -i wan`, ['net.ipv4.conf.wan.rp_filter = 2'], 'dropped by the kernel'],
    [`${outside} -i eth0.7`, [`${all}.rp_filter = 1`], 'dropped by the kernel'],
    ['-s 192.0.2.1 -d 10.0.0.7 --dport 80 -i eth0', [], 'dropped by the kernel'],
    ['-s 192.0.2.1 -d 10.0.0.7 --dport 80 -i eth0', [`${all}.accept_local = 1`], 'forwarded'],
    [
      '-s 203.0.113.5 -d 127.0.0.1 --dport 80 -i eth0',
      [`${all}.route_localnet = 0`],
      'dropped by the kernel',
    ],
    [
      '-s 203.0.113.5 -d 127.0.0.1 --dport 80 -i eth0',
      ['net.ipv4.conf.eth0.route_localnet = 1'],
      'delivered',
    ],
  ])('%s, %j', async (packet, sysctls, end) => {
    const { agrees, difference, kernel, notAsked } = await verify({
      line: `verify node ${packet}`,
      files: { node: snapshotText({ ...four, sysctls }) },
    });
    expect({ agrees, difference, end: kernel.end, notAsked }).toEqual({ agrees: true, end, notAsked: [] });
  });

  it.each([
    [[], 'forwarded'],
    [['net.ipv6.conf.all.forwarding = 0'], 'dropped by the kernel'],
  ])('IPv6, %j', async (sysctls, end) => {
    const { agrees, difference, kernel } = await verify({
      line: 'verify node -6 -s 2001:db8:1::1 -d fd00::7 --dport 80 -i eth0',
      files: { node: snapshotText({ ...six, sysctls }) },
    });
    expect({ agrees, difference, end: kernel.end }).toEqual({ agrees: true, end });
  });

  it.each([
    [[], 'dropped by the kernel'],
    [[`${all}.route_localnet = 1`], 'sent'],
    [['net.ipv4.conf.cali1.route_localnet = 1'], 'sent'],
    [['net.ipv4.conf.eth0.route_localnet = 1'], 'dropped by the kernel'],
  ])('127.0.0.1 leaves by cali1, %j', async (sysctls, end) => {
    const nat = '*nat\n-A OUTPUT -p tcp --dport 80 -j DNAT --to-destination 10.0.0.7\nCOMMIT';
    const { agrees, difference, kernel, notAsked } = await verify({
      line: 'verify node -s 127.0.0.1 -d 127.0.0.1 --dport 80',
      files: { node: snapshotText({ ...four, rules: `${openRules}\n${nat}`, sysctls }) },
    });
    expect({ agrees, difference, end: kernel.end, notAsked }).toEqual({ agrees: true, end, notAsked: [] });
  });

  it.each([
    ['-p tcp --tcp-flags ACK', [], 'forwarded'],
    [
      '-p tcp --tcp-flags ACK',
      ['net.netfilter.nf_conntrack_tcp_loose = 0'],
      'dropped by filter FORWARD rule 1',
    ],
    ['-p tcp', ['net.netfilter.nf_conntrack_tcp_loose = 0'], 'forwarded'],
    ['-p udplite', ['net.netfilter.nf_conntrack_checksum = 1'], 'dropped by filter FORWARD rule 1'],
    ['-p udplite', ['net.netfilter.nf_conntrack_checksum = 0'], 'forwarded'],
  ])('what conntrack takes: %s, %j', async (packet, sysctls, end) => {
    const rules = openRules.replace('COMMIT', '-A FORWARD -m conntrack --ctstate INVALID -j DROP\nCOMMIT');
    const { agrees, difference, kernel, notAsked } = await verify({
      line: `verify node ${outside} ${packet} -i eth0`,
      files: { node: snapshotText({ ...four, rules, sysctls }) },
    });
    expect({ agrees, difference, end: kernel.end, notAsked }).toEqual({ agrees: true, end, notAsked: [] });
  });

  it('and those of a new kernel, where nobody told any', async () => {
    const line = 'verify dump -s 10.0.0.7 -d 10.0.0.9 --dport 80 -i eth0 --local 10.0.0.7';
    const { agrees, kernel } = await verify({ line, files: { dump: openRules } });
    expect({ agrees, end: kernel.end }).toEqual({ agrees: true, end: 'dropped by the kernel' });
  });
});

function version(): string {
  return spawnSync('iptables-nft', ['--version'], { encoding: 'utf8' }).stdout;
}

/** A firewall that takes a while to load. */
const longDump = [
  '*filter',
  ':FORWARD ACCEPT [0:0]',
  ...Array.from(
    { length: 6000 },
    (_, at) => `-A FORWARD -s 10.${at >> 8}.${at & 255}.1/32 -p tcp -m tcp --dport 80 -j DROP`,
  ),
  'COMMIT',
  '',
].join('\n');

describe.skipIf(!asked)('verify: nothing is left, nothing is touched', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'calitrace-verify-'));
    writeFileSync(join(folder, 'dump'), dump);
    writeFileSync(join(folder, 'long'), longDump);
    chmodSync(folder, 0o755);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('leaves this machine’s rules, sets, links and namespaces as they were', async () => {
    const look = (): string =>
      [
        ['nft', 'list', 'ruleset'],
        ['ipset', 'save'],
        ['ip', 'link'],
        ['ip', 'netns'],
        ['ip', 'rule'],
      ]
        .map(([name = '', ...rest]) => spawnSync(name, rest, { encoding: 'utf8' }).stdout)
        .join('\n');
    const before = look();
    await verify({ line: `${question} --reply`, files: { dump } });
    expect(look()).toBe(before);
  });

  it.each([
    ['SIGINT', 0],
    ['SIGTERM', 250],
    ['SIGKILL', 100],
  ] as const)('%s in the middle', async (signal, wait) => {
    const given = words(question).map((word) => (word === 'dump' ? 'long' : word));
    const child = spawn(process.execPath, [program, ...given], { cwd: folder, stdio: 'ignore' });
    const ended = new Promise((resolve) => child.once('exit', (_, by) => resolve(by)));
    const helpers = await until(
      () => childrenOf(child.pid ?? 0),
      (found) => found.some(({ namespace }) => namespace !== own),
    );
    await new Promise((resolve) => setTimeout(resolve, wait));
    const all = [...helpers, ...childrenOf(child.pid ?? 0)].map(({ namespace }) => namespace);
    const namespaces = new Set(all.filter((namespace) => namespace !== own));
    child.kill(signal);
    expect(await ended).toBe(signal);
    const left = await until(
      () => processes().filter(({ namespace }) => namespaces.has(namespace)),
      (found) => found.length === 0,
    );
    expect(left).toEqual([]);
  });

  it('runs for a user who is not root', () => {
    cpSync(fileURLToPath(new URL('../../', import.meta.url)), join(folder, 'copy'), {
      recursive: true,
      filter: (path) =>
        /^(?:\/?$|\/(?:bin|dist|package\.json)(?:\/|$))/.test(path.slice(process.cwd().length)),
    });
    const { stdout, stderr, status } = spawnSync(
      'setpriv',
      [
        ...['--reuid=65534', '--regid=65534', '--clear-groups'],
        ...[process.execPath, join(folder, 'copy/bin/calitrace.js')],
        ...words(`${question} -q --reply --uid 33`.replace('-i cali1', '')),
      ],
      { cwd: folder, encoding: 'utf8' },
    );
    if (stderr.includes('user namespaces are refused')) return;
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    expect(stdout).toMatch(/^AGREES/);
  });
});

interface Process {
  readonly pid: number;
  readonly parent: number;
  /** Its network namespace. */
  readonly namespace: string;
}

const own = process.platform === 'linux' ? readlinkSync('/proc/self/ns/net') : '';

function processes(): readonly Process[] {
  return readdirSync('/proc').flatMap((name): readonly Process[] => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const parent = Number(
        readFileSync(`/proc/${name}/stat`, 'utf8')
          .replace(/^.*\) /s, '')
          .split(' ')[1],
      );
      return [{ pid: Number(name), parent, namespace: readlinkSync(`/proc/${name}/ns/net`) }];
    } catch {
      return [];
    }
  });
}

function childrenOf(pid: number): readonly Process[] {
  return processes().filter(({ parent }) => parent === pid);
}

/** Looks again and again, for twenty seconds at most. */
async function until<T>(look: () => T, enough: (found: T) => boolean): Promise<T> {
  for (let tries = 0; ; tries++) {
    const found = look();
    if (enough(found) || tries === 400) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
