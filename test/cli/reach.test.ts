import { describe, expect, it } from 'vitest';
import { filter, mangle, nat, raw } from '../lint/lintCases.js';
import { snapshotText } from '../fixtures/pathNodes.js';
import { run } from './run.js';

interface JsonReach {
  readonly nodes: number;
  readonly hooks: readonly {
    readonly hook: string;
    readonly rows: readonly {
      readonly ranges: Readonly<Record<string, unknown>>;
      readonly bits: Readonly<Record<string, unknown>>;
      readonly names: Readonly<Record<string, readonly string[]>>;
      readonly interfaces: Readonly<Record<string, readonly { readonly name: string }[]>>;
      readonly answers: readonly { readonly question: string; readonly answer: boolean }[];
    }[];
  }[];
  readonly witness: { readonly options: readonly string[]; readonly end: string } | null;
}

async function reached(dump: string, line: string): Promise<JsonReach> {
  const { stdout, stderr } = await run(`reach --format json ${line}`, { stdin: dump });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as JsonReach;
}

const rules = filter(`
  -A FORWARD -s 10.0.0.0/9 -j DROP
  -A FORWARD -s 10.0.0.0/8 -p tcp -m tcp --dport 80:90 -j ACCEPT
  -A FORWARD -s 10.0.0.0/9 -j REJECT
  -A FORWARD -m mark --mark 0x1/0x3 -j MARKED
  -A FORWARD -m set --match-set blocked src -j DROP
  -A MARKED -i cali+ -j DROP`);

describe('calitrace reach', () => {
  it('tells how large its sets became', async () => {
    const { nodes } = await reached(rules, '--to filter/FORWARD:2');
    const { nodes: more } = await reached(rules, '--to filter/FORWARD:2 --src 10.1.2.3');
    expect([nodes > 100, more > 100, nodes !== more]).toEqual([true, true, true]);
  });

  it('tells the packets of a rule as ranges, without what earlier rules take', async () => {
    const { hooks, witness } = await reached(rules, '--to filter/FORWARD:2');
    expect(hooks.map(({ hook }) => hook)).toEqual(['FORWARD']);
    expect(hooks[0]?.rows.map(({ ranges }) => ranges)).toMatchObject([
      {
        protocol: [[6, 6]],
        source: [['10.128.0.0', '10.255.255.255']],
        destinationPort: [[80, 90]],
      },
    ]);
    expect(witness?.end).toMatch(/^forwarded by filter FORWARD rule 2/);
  });

  it('a packet that TPROXY gave to a socket has one from then on', async () => {
    const dump = mangle(`
      -A PREROUTING -m socket --nowildcard -j DROP
      -A PREROUTING -p tcp -j TPROXY --on-port 84 --tproxy-mark 0x1/0x1
      -A INPUT -m mark --mark 0x1/0x1 -m socket --nowildcard -j DROP`);
    const { witness } = await reached(dump, '--to mangle/INPUT:1');
    expect(witness?.end).toMatch(/^dropped by mangle INPUT rule 1/);
  });

  it('tells bits of marks, interfaces and answers', async () => {
    const { hooks } = await reached(rules, '--to filter/MARKED:1');
    expect(hooks[0]?.rows[0]).toMatchObject({
      bits: { mark: [{ mask: 3, value: 1 }] },
      interfaces: { in: [{ name: 'cali', wildcard: true }] },
    });
    const blocked = await reached(rules, '--to filter/FORWARD:5 --mark 0');
    expect(blocked.hooks[0]?.rows[0]?.answers).toContainEqual({
      question: 'member ["blocked",["src"],false]',
      answer: true,
    });
    expect(blocked.witness?.options).toContain('set:blocked:src=yes');
  });

  it.each([
    [
      'a match of a rule that then fails has put their sender into a list',
      filter(`
        -A INPUT -m recent --rcheck --name L --rsource -j ACCEPT
        -A INPUT -p tcp -m recent --set --name L --rsource -m tcp --dport 80 -j ACCEPT
        -A INPUT -p tcp -m tcp --dport 22 -m recent --rcheck --name L --rsource -j DROP`),
      '--to filter/INPUT:3 --iif eth0',
      'INPUT',
    ],
    [
      'a match of a rule that then fails has taken their frame for one of this node',
      mangle(`
        -A PREROUTING -p tcp -m pkttype --pkt-type unicast -j ACCEPT
        -A PREROUTING -p tcp -m cluster --cluster-total-nodes 2 --cluster-local-node 1 --cluster-hash-seed 7 -m tcp --dport 80
        -A PREROUTING -p tcp -m tcp --dport 22 -m pkttype --pkt-type unicast -j DROP`),
      '--to mangle/PREROUTING:3 --iif eth0',
      'PREROUTING',
    ],
    [
      'a rule that they do not match has marked the template that they are given',
      raw(`
        -A PREROUTING -j CT --zone 1
        -A PREROUTING -s 10.0.0.1 -j CONNMARK --set-xmark 0x5/0xffffffff
        -A PREROUTING -s 10.0.0.2 -m connmark --mark 0x5 -j DROP`) +
        mangle('-A PREROUTING -j CONNMARK --set-xmark 0x5/0xffffffff'),
      '--to raw/PREROUTING:3 --iif eth0',
      'PREROUTING',
    ],
  ])('finds packets that come there only as %s', async (_name, dump, line, hook) => {
    const { hooks } = await reached(dump, line);
    expect(hooks.map((found) => found.hook)).toEqual([hook]);
  });

  it('tells the interface that was asked for, though no rule that its packets meet does', async () => {
    const dump = filter('-A INPUT -i eth1 -j ACCEPT\n-A INPUT -p tcp -j DROP');
    const { hooks } = await reached(dump, '--to filter/INPUT:2 --iif eth0');
    expect(hooks[0]?.rows[0]?.interfaces['in']).toEqual([{ name: 'eth0', wildcard: false }]);
  });

  it.each([
    ['a rule that nothing comes to', '--to filter/FORWARD:3', 1],
    ['packets that do not', '--to filter/FORWARD:2 --src 10.1.0.0/16', 1],
    ['a port by its name that the rule takes', '--to filter/FORWARD:2 --dport http', 0],
    ['packets that do', '--to filter/FORWARD:1 --src 10.1.0.0/16 --iif eth0', 0],
    ['an end', '--verdict rejected', 1],
    ['another end', '--verdict dropped', 0],
    ['no such rule', '--to filter/FORWARD:9', 2],
    ['no such chain', '--to filter/X', 2],
    ['no such table', '--to x/FORWARD', 2],
    ['no target', '', 2],
    ['no prefix', '--verdict dropped --src 10.1.0.0/33', 2],
    ['another family', '--verdict dropped --src fd00::/8', 2],
    ['no interface', '--verdict dropped --iif cali+', 2],
    ['no range of ports', '--verdict dropped --dport 9:3', 2],
    ['ports of a protocol without ports', '--verdict dropped --proto icmp --dport 9', 2],
  ])('exit code: %s', async (_name, line, status) => {
    expect((await run(`reach ${line}`, { stdin: rules })).status).toBe(status);
  });

  it.each([
    ['', '-6', 0],
    ['# Generated by iptables-save v1.8.9 on Mon Jan  1 00:00:00 2024\n', '-4', 0],
    ['# Generated by iptables-save v1.8.9 on Mon Jan  1 00:00:00 2024\n', '-6', 2],
    ['# Generated by ip6tables-save v1.8.9 on Mon Jan  1 00:00:00 2024\n', '-4', 2],
  ])('%j%s: asks rules of the family that is asked for, or none', async (head, family, status) => {
    const dump = `${head}${filter('-A FORWARD -j DROP')}`;
    const ended = [`reach --verdict dropped ${family} a`, `diff ${family} a a`].map((line) =>
      run(line, { files: { a: dump } }),
    );
    expect((await Promise.all(ended)).map((one) => one.status)).toEqual([status, status]);
  });

  it.each([
    [
      'what no rule asks',
      '-p udp --sport 1:2 --dport 1:99 -s 192.0.2.4 -d 192.0.2.64/26 -i foo -o bar --mark 0x10 --ctstate INVALID',
      '--src 192.0.2.4 --dst 192.0.2.64 --proto udp --sport 1 --dport 80 --iif foo --oif bar --mark 0x10 --ctstate INVALID',
    ],
    [
      'the interface it leaves by',
      '-o eth9',
      '--src 10.244.1.5 --dst 10.244.2.9 --dport 80 --iif eth8 --oif eth9',
    ],
    [
      'both interfaces',
      '-i eth9 -o eth9',
      '--src 10.244.1.5 --dst 10.244.2.9 --dport 80 --iif eth9 --oif eth9',
    ],
  ])('the packet it shows is one of those that were asked for: %s', async (_name, limits, options) => {
    const { witness } = await reached(
      filter('-A FORWARD -m mark --mark 0x1/0x1 -j DROP'),
      `--to filter/FORWARD ${limits}`,
    );
    expect(witness?.options.join(' ')).toBe(options);
  });

  it('what has a port is no ICMP and no later fragment', async () => {
    const dump = filter('-A FORWARD -p icmp -j DROP\n-A FORWARD -f -j DROP\n-A FORWARD -j DROP');
    const statuses = [1, 2, 3].map((rule) =>
      run(`reach --to filter/FORWARD:${rule} --dport 53`, { stdin: dump }),
    );
    expect((await Promise.all(statuses)).map(({ status }) => status)).toEqual([1, 1, 0]);
  });

  it.each([
    ['are told apart where nothing joins them', '', ['none', 'first'], 0],
    [
      'come to no rule where one follows connections',
      '-A FORWARD -m conntrack --ctstate INVALID -j DROP',
      undefined,
      1,
    ],
  ])('fragments %s', async (_name, rule, kinds, status) => {
    const dump = filter(`-A FORWARD -p tcp -m tcp --dport 80 -j DROP\n-A FORWARD -f -j DROP\n${rule}`);
    const { hooks } = await reached(dump, '--to filter/FORWARD:1');
    expect(hooks[0]?.rows.map(({ names }) => names['fragment'])).toEqual([kinds]);
    expect((await run('reach --to filter/FORWARD:2', { stdin: dump })).status).toBe(status);
  });

  it('CT takes packets from INVALID in raw, and conntrack gives them back their own state', async () => {
    const dump = `${raw(`
      -A PREROUTING -j CT --zone 1
      -A PREROUTING -m conntrack --ctstate INVALID -j DROP`)}${filter(`
      -A FORWARD -m conntrack --ctstate NEW -j ACCEPT
      -A FORWARD -m conntrack --ctstate INVALID -j DROP
      -A FORWARD -m conntrack --ctstate UNTRACKED -j DROP`)}`;
    const status = async (line: string): Promise<number> =>
      (await run(`reach ${line}`, { stdin: dump })).status;
    expect(await status('--to raw/PREROUTING:2')).toBe(1);
    expect(await status('--to filter/FORWARD:1')).toBe(0);
    expect(await status('--to filter/FORWARD:2')).toBe(0);
    const { hooks } = await reached(dump, '--to filter/FORWARD:2');
    expect(hooks[0]?.rows.map(({ names }) => names['ctState'])).toEqual([['INVALID']]);
  });

  it.each([
    ['40000', 1],
    ['53', 0],
  ])('a random source port is drawn from the class of the old one: %s', async (port, status) => {
    const dump =
      nat(`-A POSTROUTING -p udp -m udp --sport ${port} -j MASQUERADE --random`) +
      mangle('-A INPUT -i lo -p udp -m udp --sport 54 -j DROP');
    const line = ['--to', 'mangle/INPUT:1', '--iif', '', '--sport', port];
    expect((await run(['reach', ...line], { stdin: dump })).status).toBe(status);
  });

  it.each([
    ['8081', 1],
    ['8080', 0],
  ])('a destination port stays as it is, also with --random: %s', async (port, status) => {
    const dump =
      nat('-A PREROUTING -p udp -j DNAT --to-destination 10.0.0.5 --random') +
      filter('-A FORWARD -p udp -m udp --dport 8080 -j DROP');
    const line = ['--to', 'filter/FORWARD:1', '--proto', 'udp', '--dport', port];
    expect((await run(['reach', ...line], { stdin: dump })).status).toBe(status);
  });

  const seen = '-A POSTROUTING -o eth0 -j LOG';
  it.each([
    ['a mark of nat', nat('-A OUTPUT -j MARK --set-mark 0x1'), mangle(seen), 1],
    ['a mark of raw', raw('-A OUTPUT -j MARK --set-mark 0x1'), mangle(seen), 1],
    ['a mark of mangle', '', mangle(`-A OUTPUT -j MARK --set-mark 0x1\n${seen}`), 0],
    ['a new destination', nat('-A OUTPUT -j DNAT --to-destination 203.0.113.10'), mangle(seen), 0],
  ])('what leaves by another interface because of %s', async (_name, before, last, status) => {
    const dump = `${before}${filter('-A OUTPUT -o eth0 -j DROP')}${last}`;
    const line = ['--to', 'mangle/POSTROUTING:1', '--dst', '203.0.113.9', '--iif', ''];
    expect((await run(['reach', ...line], { stdin: dump })).status).toBe(status);
  });

  it.each([
    ['tcp', 80, []],
    ['tcp', 8080, ['FORWARD']],
    ['dccp', 80, ['FORWARD']],
    ['dccp', 8080, ['FORWARD']],
  ])('ports behind nat: %s %i', async (protocol, port, hooks) => {
    const dump =
      nat(`-A PREROUTING -p ${protocol} -j DNAT --to-destination 203.0.113.9:8080`) +
      filter(`-A FORWARD -d 203.0.113.9/32 -p ${protocol} -m ${protocol} --dport ${port} -j DROP`);
    const reach = await reached(dump, '--to filter/FORWARD:1 --dport 80 --ctstate NEW --iif eth0');
    expect(reach.hooks.map(({ hook }) => hook)).toEqual(hooks);
  });

  it('follows packets through nat to where they are filtered', async () => {
    const dump = `${nat('-A PREROUTING -d 192.0.2.1/32 -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.65.0.2:8080')}${filter(
      '-A FORWARD -d 10.65.0.2/32 -p tcp -m tcp --dport 8080 -j DROP',
    )}`;
    const { hooks, witness } = await reached(dump, '--verdict dropped --dst 192.0.2.1 --ctstate NEW');
    expect(hooks[0]?.rows[0]?.ranges).toMatchObject({ protocol: [[6, 6]], destinationPort: [[80, 80]] });
    expect(witness?.end).toBe('dropped by filter FORWARD rule 1');
  });

  it('prints a table and a packet that trace confirms', async () => {
    const { stdout } = await run('reach --to filter/FORWARD:2', {
      stdin: rules,
      environment: { COLUMNS: '160' },
    });
    expect(stdout).toContain('packets that match filter FORWARD rule 2');
    expect(stdout).toMatch(/│ any +│ any +│ tcp +│ 10\.128\.0\.0\/9 +│ 80-90 +│/);
    const line = /calitrace (trace .*)$/m.exec(stdout)?.[1] ?? '';
    expect((await run(`${line} --expect accepted`, { stdin: rules })).status).toBe(0);
  });

  it('tells marks in as few words as they take, also where connections keep them', async () => {
    const saved = mangle(`
      -A FORWARD -j CONNMARK --save-mark
      -A FORWARD -m connmark --mark 0x2/0x2 -j DROP`);
    const { hooks } = await reached(saved, '--to mangle/FORWARD:2 --max-rows 100');
    expect(hooks[0]?.rows.map(({ bits }) => bits['mark'])).toContainEqual([{ mask: 2, value: 2 }]);
  });

  it.each([80, 100, 200])('fits %i columns, as a table where there is room', async (columns) => {
    const many = filter(`
      -A INPUT -i eth0 -s 10.0.0.0/8 -d 192.0.2.1/32 -p tcp -m tcp --sport 1024:65535 --dport 80 -j ACCEPT
      -A INPUT -i eth1 -s 172.16.0.0/12 -d 192.0.2.2/32 -p udp -m udp --sport 53 --dport 1024:65535 -j ACCEPT
      -A INPUT -m conntrack --ctstate ESTABLISHED -m mark --mark 0x1/0x1 -j ACCEPT
      -A INPUT -m rpfilter --loose -j DROP`);
    const { stdout } = await run('reach --verdict dropped', {
      stdin: many,
      environment: { COLUMNS: String(columns) },
    });
    const lines = stdout.split('\n').filter((line) => !line.includes('calitrace trace'));
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
    expect(stdout).toContain(columns === 200 ? '│ protocol' : '- in interface eth0; protocol tcp; source');
    expect(stdout.replace(/[│\s]+/g, ' ')).toContain('the way back to the source leads anywhere: yes');
  });

  it.each([
    ['filter/FORWRD', 'table filter has no chain "FORWRD": did you mean filter/FORWARD?'],
    ['nat/MARKED', 'there is no table nat in the dump: did you mean filter/MARKED?'],
    ['filter/nothing-like-it', 'table filter has no chain "nothing-like-it"\n'],
    ['MARKED', '"MARKED" is not TABLE/CHAIN[:RULE] (such as filter/MARKED)'],
  ])('names what may be meant by --to %s', async (place, sentence) => {
    expect((await run(`reach --to ${place}`, { stdin: rules })).stderr).toContain(sentence);
  });

  it('asks of which backend a chain is that both have', async () => {
    const both = ['legacy', 'nf_tables']
      .map(
        (backend) => `# Generated by iptables-save v1.8.9 (${backend}) on Mon Jan  1 00:00:00 2024\n${rules}`,
      )
      .join('');
    const { status, stderr } = await run('reach --to filter/FORWARD:2', { stdin: both });
    expect([status, stderr]).toEqual([
      2,
      expect.stringContaining('iptables-legacy and iptables-nft both have filter/FORWARD: --backend says'),
    ]);
    expect((await run('reach --to filter/FORWARD:2 --backend nft', { stdin: both })).status).toBe(0);
  });

  it.each([
    ['', 'calitrace: this is of the IPv4 rules of stdin; -6 asks its IPv6 rules\n'],
    ['-4', ''],
    ['-6', ''],
    ['--src 10.0.0.1', ''],
    ['--dst fd00::/8', ''],
  ])('says which family it is about, where nobody did: %s', async (line, said) => {
    const stdin = ['iptables', 'ip6tables']
      .map((program) => `# Generated by ${program}-save v1.8.9 on Mon Jan  1 00:00:00 2024\n${filter('')}`)
      .join('');
    expect((await run(`reach --verdict dropped ${line}`, { stdin })).stderr).toBe(said);
  });

  it('says that nothing comes there', async () => {
    const { stdout } = await run('reach --to filter/FORWARD:3', { stdin: rules });
    expect(stdout).toBe('NO PACKETS match filter FORWARD rule 3\n');
  });
});

describe('packets by the interface by which they leave', () => {
  const rerouted = mangle(`
    -A OUTPUT -o eth0 -j MARK --set-xmark 0x1/0x1
    -A POSTROUTING -o eth1 -m mark --mark 0x1/0x1 -j ACCEPT`);
  const dropped = filter('-A INPUT -p tcp -j DROP\n-A OUTPUT -o eth1 -p udp -j DROP');
  it.each<[name: string, dump: string, line: string, hooks: readonly string[]]>([
    [
      'whose way led to another before',
      rerouted,
      '--to mangle/POSTROUTING:1 --oif eth1 --mark 0',
      ['POSTROUTING'],
    ],
    ['whose way leads to another by now', rerouted, '--to mangle/POSTROUTING:1 --oif eth0', []],
    ['that have another as long as the rule sees them', rerouted, '--to mangle/OUTPUT:1 --oif eth1', []],
    ['none of those for the node itself', dropped, '--verdict dropped --oif eth1', ['OUTPUT']],
    ['those by none', dropped, "--verdict dropped --oif ''", ['INPUT']],
    ['what the node sends to itself', dropped, '--verdict dropped --oif lo', ['INPUT']],
  ])('%s', async (_name, dump, line, hooks) => {
    const found = await reached(dump, line);
    expect(found.hooks.map(({ hook }) => hook)).toEqual(hooks);
  });

  it('have one where their way is looked up again', async () => {
    const dump = mangle(`
      -A OUTPUT -p udp -j MARK --set-xmark 0x1/0x1
      -A POSTROUTING -o eth0 -j ACCEPT
      -A POSTROUTING -o eth1 -j ACCEPT`);
    const { hooks } = await reached(dump, '--verdict accepted --iif ""');
    const ways = hooks.flatMap(({ rows }) => rows.map(({ interfaces }) => interfaces['out']?.length));
    expect(ways).not.toContain(0);
  });
});

it('a match that nobody knows may hold for one rule and not for the next', async () => {
  const dump = filter('-A FORWARD -m frobnicate -j ACCEPT\n-A FORWARD -m frobnicate -j DROP');
  const { hooks } = await reached(dump, '--to filter/FORWARD:2');
  expect(hooks.map(({ hook }) => hook)).toEqual(['FORWARD']);
});

it.each([
  ['its bytes, behind routing', '-m u32 --u32 "0x8>>0x18=0x40"', 'PREROUTING', 'FORWARD:1', 1],
  ['its bytes, before it', '-m u32 --u32 "0x8>>0x18=0x40"', 'PREROUTING', 'PREROUTING:2', 0],
  ['its bytes, where no hop is taken', '-m u32 --u32 "0x8>>0x18=0x40"', 'OUTPUT', 'POSTROUTING:1', 0],
  ['a program, behind routing', '-m bpf --bytecode "1,6 0 0 1"', 'PREROUTING', 'FORWARD:1', 1],
  ['a program, before it', '-m bpf --bytecode "1,6 0 0 1"', 'PREROUTING', 'PREROUTING:2', 0],
])('what asks of a packet the same again: %s', async (_name, matches, first, rule, count) => {
  const [chain = ''] = rule.split(':');
  const dump = mangle(`-A ${first} ${matches} -j DROP\n-A ${chain} ${matches} -j ACCEPT`);
  const { hooks } = await reached(dump, `--to mangle/${rule}${first === 'OUTPUT' ? ' --iif ""' : ''}`);
  expect(hooks).toHaveLength(count);
});

it.each([
  ['for everybody on a link', '', 'INPUT:2', 1],
  ['for a group', '--dst 224.0.0.251', 'INPUT:2', 1],
  ['for a group, in IPv6', '--dst ff02::fb', 'INPUT:2', 1],
  ['forwarded', '', 'FORWARD:1', 0],
])('what the node takes in is not LOCAL to its rules where it is %s', async (_name, line, rule, count) => {
  const type = '-m addrtype --dst-type LOCAL';
  const dump = filter(`-A INPUT ${type} -j ACCEPT\n-A INPUT -j DROP\n-A FORWARD ${type} -j DROP`);
  expect((await reached(dump, `--to filter/${rule} ${line}`)).hooks).toHaveLength(count);
});

it.each([
  [
    '-m rateest --rateest r1 --rateest-gt --rateest-bps 1mbit',
    'rateest --rateest-bps2 1000000 --rateest-gt --rateest1 r1: yes',
  ],
  ['-m u32 --u32 "0x8>>0x18=0x40"', 'the header bytes pass the u32 test behind routing: yes'],
  ['-p tcp -m tcp --tcp-option 2', 'tcp options 2: yes'],
  ['-m conntrack --ctstatus ASSURED', 'ctstatus ASSURED: yes'],
  ['-m mac ! --mac-source 02:00:00:00:00:01', 'there is a source MAC: no'],
])('says what a question asks in words: %s', async (matches, words) => {
  const dump = mangle(`-A FORWARD ${matches} -j DROP`);
  const { stdout } = await run('reach --to mangle/FORWARD:1', { stdin: dump, columns: 200 });
  expect(stdout).toContain(words);
});

it('TCPMSS changes what packets announce', async () => {
  const dump = mangle(`
    -A PREROUTING -p tcp -m tcpmss --mss 1300 -j DROP
    -A FORWARD -p tcp -m tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss 1300
    -A POSTROUTING -p tcp -m tcpmss --mss 1300 -j DROP
    -A POSTROUTING -p tcp -m tcp --tcp-option 2 -j ACCEPT`);
  for (const rule of ['POSTROUTING:1', 'POSTROUTING:2']) {
    expect((await reached(dump, `--to mangle/${rule} --iif eth0`)).hooks).toHaveLength(1);
  }
});

describe('a rule of which nobody knows what it does', () => {
  const unknown = filter(`
    -A FORWARD -p udp -j REJECT --reject-with nonsense
    -A FORWARD -p tcp -j REJECT
    -A FORWARD ! foo`);
  const known = filter('-A FORWARD -p tcp -j REJECT');
  it.each<[name: string, dump: string, line: string, status: number, unread: readonly number[]]>([
    ['none was found, and such a rule may drop', unknown, '--verdict dropped --proto udp', 2, [1, 3]],
    ['some are found', unknown, '--verdict rejected', 0, [1, 3]],
    ['packets that come to none', unknown, '--verdict rejected --proto tcp', 0, []],
    ['without such a rule', known, '--verdict dropped', 1, []],
  ])('%s', async (_name, dump, line, status, unread) => {
    const files = { a: dump };
    const json = await run(`reach --format json ${line} a`, { files });
    const { unread: told } = JSON.parse(json.stdout) as {
      readonly unread: readonly { readonly number: number }[];
    };
    expect([json.status, told.map(({ number }) => number)]).toEqual([status, unread]);
    for (const format of ['text', 'markdown', 'html']) {
      const { stdout } = await run(`reach --format ${format} ${line} a`, { files, columns: 1000 });
      const named = /nobody knows what becomes of packets that match ([^:]*):/.exec(stdout)?.[1] ?? '';
      expect([...named.matchAll(/FORWARD rule (\d)/g)].map(([, number]) => Number(number))).toEqual(unread);
      expect(/^\W*no packets/im.test(stdout)).toBe(status === 1 && format !== 'html');
    }
  });
});

// As test/kernel/martians.test.ts sees them on the kernel.
describe('what the kernel refuses from outside for its addresses', () => {
  const text = (name: string, rules: string): string =>
    (name === 'raw' ? raw(rules) : filter(rules)).trimEnd();
  const comes = async (
    dump: string,
    line: string,
    sysctls?: readonly string[],
  ): Promise<readonly string[]> => {
    const files = {
      node: snapshotText({
        host: 'a',
        family: line.includes('-6') ? 6 : 4,
        rules: dump,
        addresses: 'eth0',
        routes: '',
        sysctls: sysctls ?? [],
      }),
    };
    const { stdout } = await run(`reach --format json ${line} node`, { files });
    const rows = (JSON.parse(stdout) as JsonReach).hooks.flatMap(({ hook, rows }) =>
      rows.map(({ interfaces, ranges }) => {
        const names = interfaces['in']?.map(({ name }) => (name === '' ? 'none' : name)).join() ?? 'any';
        return `${hook} in ${names} ${JSON.stringify(ranges['source'] ?? 'any')}`;
      }),
    );
    return [...new Set(rows)];
  };
  const off = ['all', 'eth0'].map((name) => `net.ipv4.conf.${name}.route_localnet = 0`);
  const all127 = '[["127.0.0.0","127.255.255.255"]]';
  const groups = '[["224.0.0.0","239.255.255.255"]]';

  it.each<[string, string, string, readonly string[], readonly string[]]>([
    ['filter', '-A INPUT -s 224.0.0.0/4 -j DROP', '--to filter/INPUT:1 --iif eth0', [], []],
    ['filter', '-A FORWARD -s 255.255.255.255 -j DROP', '--to filter/FORWARD:1 --iif eth0', [], []],
    ['filter', '-A FORWARD -s 0.0.0.0 -j DROP', '--to filter/FORWARD:1 --iif eth0', [], []],
    [
      'filter',
      '-A INPUT -s 0.0.0.0 -j DROP',
      '--to filter/INPUT:1 --iif eth0',
      [],
      ['INPUT in eth0 [["0.0.0.0","0.0.0.0"]]'],
    ],
    [
      'raw',
      '-A PREROUTING -s 224.0.0.0/4 -j DROP',
      '--to raw/PREROUTING:1 --iif eth0',
      [],
      [`PREROUTING in eth0 ${groups}`],
    ],
    [
      'filter',
      '-A INPUT -p tcp --dport 80 -j DROP',
      '--to filter/INPUT:1 --iif eth0',
      [],
      ['INPUT in eth0 "any"'],
    ],
    [
      'filter',
      '-A INPUT -s 127.0.0.0/8 -j DROP',
      '--to filter/INPUT:1 --iif eth0',
      [],
      [`INPUT in eth0 ${all127}`],
    ],
    [
      'filter',
      '-A INPUT -s 127.0.0.0/8 -j DROP',
      '--to filter/INPUT:1 --iif lo',
      off,
      [`INPUT in lo ${all127}`],
    ],
    ['filter', '-A FORWARD -s 127.0.0.0/8 -j DROP', '--to filter/FORWARD:1 --iif eth0', off, []],
    [
      'filter',
      '-A FORWARD -s 127.0.0.0/8 -j DROP',
      '--to filter/FORWARD:1 --iif eth0',
      [...off, 'net.ipv4.conf.eth1.route_localnet = 1'],
      [`FORWARD in eth0 ${all127}`],
    ],
    [
      'filter',
      '-A FORWARD ! -s 10.0.0.0/8 -j DROP',
      '--to filter/FORWARD:1 --iif eth0',
      off,
      ['FORWARD in eth0 [["0.0.0.0","9.255.255.255"],["11.0.0.0","255.255.255.255"]]'],
    ],
    [
      'filter',
      '-A INPUT -s 203.0.113.0/24 -p udp -j DROP\n-A INPUT -s 192.0.2.10/32 -p tcp -j DROP',
      '--verdict dropped --iif eth0',
      [],
      ['INPUT in eth0 [["192.0.2.10","192.0.2.10"]]', 'INPUT in eth0 [["203.0.113.0","203.0.113.255"]]'],
    ],
    [
      'filter',
      '-A INPUT -p udp -j DROP\n-A FORWARD -j DROP',
      '--verdict dropped --src 203.0.113.9 --iif eth0',
      off,
      ['INPUT in eth0 [["203.0.113.9","203.0.113.9"]]', 'FORWARD in eth0 [["203.0.113.9","203.0.113.9"]]'],
    ],
    [
      'filter',
      '-A INPUT -s 192.0.0.0/2 -j DROP',
      '--to filter/INPUT:1 --iif eth0',
      [],
      ['INPUT in eth0 [["192.0.0.0","255.255.255.255"]]'],
    ],
    [
      'filter',
      '-A INPUT -d 127.0.0.0/8 -j DROP',
      '--to filter/INPUT:1 --iif eth0',
      [],
      ['INPUT in eth0 "any"'],
    ],
    ['filter', '-A INPUT -d 127.0.0.0/8 -j DROP', '--to filter/INPUT:1 --iif eth0', off, []],
    ['raw', '-A PREROUTING -s ::1/128 -j DROP', '-6 --to raw/PREROUTING:1 --iif eth0', [], []],
    ['raw', '-A PREROUTING -d ff01::1/128 -j DROP', '-6 --to raw/PREROUTING:1 --iif eth0', [], []],
    [
      'raw',
      '-A PREROUTING -d ff02::1/128 -j DROP',
      '-6 --to raw/PREROUTING:1 --iif eth0',
      [],
      ['PREROUTING in eth0 "any"'],
    ],
    [
      'filter',
      '-A INPUT -s ::1/128 -j DROP',
      '-6 --to filter/INPUT:1',
      [],
      ['INPUT in none [["::1","::1"]]', 'INPUT in lo [["::1","::1"]]'],
    ],
  ])('%s %s, %s, %j: %j', async (table, rule, line, sysctls, found) => {
    expect(await comes(text(table, rule), line, sysctls)).toEqual(found);
  });
});

it.each<[string, readonly string[]]>([
  ['-A INPUT -p udp -j DROP\n-A FORWARD -p udp -j DROP', ['INPUT "any" yes', 'FORWARD "any" no']],
  ['-A INPUT -d 127.0.0.1/32 -j DROP', ['INPUT [["127.0.0.1","127.0.0.1"]] yes']],
  ['-A FORWARD -d 127.0.0.1/32 -j DROP', []],
  [
    '-A FORWARD ! -d 10.0.0.0/8 -j DROP',
    ['FORWARD [["0.0.0.0","9.255.255.255"],["11.0.0.0","255.255.255.255"]] no'],
  ],
])('addresses of every node are LOCAL, and no row of their own: %s', async (rules, rows) => {
  const { stdout } = await run('reach --verdict dropped --iif eth0 --format json a', {
    files: { a: filter(rules) },
  });
  const found = (JSON.parse(stdout) as JsonReach).hooks.flatMap(({ hook, rows }) =>
    rows.map(({ ranges, answers }) => {
      const to = JSON.stringify(ranges['destination'] ?? 'any');
      return `${hook} ${to} ${answers.map(({ answer }) => (answer ? 'yes' : 'no')).join()}`;
    }),
  );
  expect(found).toEqual(rows);
});

it('an address of every node that is translated has one row', async () => {
  const rules = `*nat
:PREROUTING ACCEPT [0:0]
-A PREROUTING -d 127.0.0.1/32 -p udp -m udp --dport 53 -j DNAT --to-destination 10.0.0.1
COMMIT
${filter('-A FORWARD -p udp -m udp --dport 53 -j DROP')}`;
  const { stdout } = await run('reach --verdict dropped --iif eth0 --ctstate NEW --format json a', {
    files: { a: rules },
  });
  const rows = (JSON.parse(stdout) as JsonReach).hooks.flatMap(({ rows }) =>
    rows.map(({ ranges, answers }) => [ranges['destination'], answers.map(({ answer }) => answer)]),
  );
  const others = [
    ['0.0.0.0', '127.0.0.0'],
    ['127.0.0.2', '255.255.255.255'],
  ];
  expect(rows).toEqual([
    [others, [false]],
    [[['127.0.0.1', '127.0.0.1']], [true, false]],
  ]);
});

it.each<[string, string, string]>([
  ['INPUT', '-A INPUT -s 192.0.2.10/32 -j DROP', '--src 192.0.2.10 --dst 10.244.2.9 --dport 80 --iif eth9'],
  ['OUTPUT', '-A OUTPUT -s 192.0.2.10/32 -j DROP', '--src 192.0.2.10 --dst 10.244.2.9 --dport 80 --oif eth9'],
])('an example comes from outside where one can: %s', async (chain, rule, options) => {
  const { stdout } = await run(`reach --to filter/${chain}:1 a`, {
    files: { a: filter(rule) },
    columns: 200,
  });
  expect(stdout).toContain(`calitrace trace ${options}`);
});
