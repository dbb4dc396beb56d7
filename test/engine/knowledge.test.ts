import { describe, expect, it } from 'vitest';
import type { JsonTrace } from '../../src/format/trace/jsonTrace.js';
import { run } from '../cli/run.js';
import { endOf, filter, forwarded, table, trace } from './trace.js';

/** A path in a line: its chance, its end, and what it assumes. */
function pathsOf({ paths }: JsonTrace): readonly string[] {
  return paths.map((path) => {
    const chance = path.chance === undefined ? '?' : String(Math.round(path.chance * 1e6) / 1e6);
    const answers = path.assumptions.map(({ subject, answer }) => `${subject}=${answer}`);
    return `${chance} ${endOf(path)}${answers.length > 0 ? ` if ${answers.join(', ')}` : ''}`;
  });
}
const forward = (...rules: readonly string[]): string => filter({ FORWARD: rules });
const set = (name: string, flag = 'src'): string => `-m set --match-set ${name} ${flag}`;

describe('one unknown', () => {
  const rows: readonly (readonly [name: string, dump: string, paths: readonly string[], more?: string])[] = [
    [
      'forks',
      forward(`${set('a')} -j DROP`),
      ['? dropped by filter FORWARD rule 1 if set:a:src=yes', '? forwarded if set:a:src=no'],
    ],
    [
      'in a rule that only counts shows both ways',
      forward(set('a'), '-j DROP'),
      [
        '? dropped by filter FORWARD rule 2 if set:a:src=yes',
        '? dropped by filter FORWARD rule 2 if set:a:src=no',
      ],
    ],
    [
      'is not asked where a later match fails anyway',
      forward(`${set('a')} -i eth9 -j DROP`),
      ['1 forwarded'],
    ],
    ['is not asked where an earlier match fails', forward(`-i eth9 ${set('a')} -j DROP`), ['1 forwarded']],
    [
      'asked twice is answered once',
      forward(`${set('a')} -j LOG`, `${set('a')} -j DROP`),
      ['? dropped by filter FORWARD rule 2 if set:a:src=yes', '? forwarded if set:a:src=no'],
    ],
    [
      'asked the other way round is the same question',
      forward(`${set('a')} -j LOG`, '-m set ! --match-set a src -j DROP'),
      ['? forwarded if set:a:src=yes', '? dropped by filter FORWARD rule 2 if set:a:src=no'],
    ],
    [
      'is not asked where --assume settles it: yes',
      forward(`${set('a')} -j DROP`),
      ['1 dropped by filter FORWARD rule 1'],
      "--assume 'set:a:src=yes'",
    ],
    [
      'is not asked where --assume settles it: no',
      forward(`${set('a')} -j DROP`),
      ['1 forwarded'],
      '--assume set:a:src=no',
    ],
    [
      'other sides are another question',
      forward(`${set('a')} -j LOG`, `${set('a', 'dst')} -j DROP`),
      [
        '? dropped by filter FORWARD rule 2 if set:a:src=yes, set:a:dst=yes',
        '? forwarded if set:a:src=yes, set:a:dst=no',
        '? dropped by filter FORWARD rule 2 if set:a:src=no, set:a:dst=yes',
        '? forwarded if set:a:src=no, set:a:dst=no',
      ],
    ],
    [
      'an unread match is a question',
      forward('-m frobnicate --hard -j DROP'),
      [
        '? dropped by filter FORWARD rule 1 if unread:filter/FORWARD:1:frobnicate=yes',
        '? forwarded if unread:filter/FORWARD:1:frobnicate=no',
      ],
    ],
    [
      'a stray word behind the chain is a question',
      forward('foo -p tcp -j DROP'),
      [
        '? dropped by filter FORWARD rule 1 if unread:filter/FORWARD:1:-A=yes',
        '? forwarded if unread:filter/FORWARD:1:-A=no',
      ],
    ],
    ['only for packets that the rest of the rule takes', forward('foo -p udp -j DROP'), ['1 forwarded']],
    [
      'so is a rule without readable options, and what it does',
      forward('! foo -p tcp -j DROP'),
      [
        '? abandoned by filter FORWARD rule 1 if unread:filter/FORWARD:1:-A=yes',
        '? forwarded if unread:filter/FORWARD:1:-A=no',
      ],
    ],
    [
      'its place in the chain counts',
      forward('-p tcp -j DROP', '-t nat -j ACCEPT'),
      ['1 dropped by filter FORWARD rule 1'],
    ],
  ];
  for (const [name, dump, wanted, more = ''] of rows) {
    it(name, async () => {
      expect(pathsOf(await trace(dump, `${forwarded} ${more}`))).toEqual(wanted);
    });
  }

  it('is asked anew once nat rewrote what it reads', async () => {
    const nat = table('nat', `-A PREROUTING ${set('a', 'dst')} -j DNAT --to-destination 10.0.0.9`);
    const { paths } = await trace(`${nat}${forward(`${set('a', 'dst')} -j DROP`)}`);
    expect(paths.map((path) => `${path.packet['destination'] ?? ''} ${endOf(path)}`)).toEqual([
      '10.0.0.9 dropped by filter FORWARD rule 1',
      '10.0.0.9 forwarded',
      '203.0.113.9 forwarded',
    ]);
  });
  it('that other rewrites do not touch stays answered', async () => {
    const nat = table('nat', `-A PREROUTING ${set('a')} -j DNAT --to-destination 10.0.0.9`);
    const { paths } = await trace(`${nat}${forward(`${set('a')} -j DROP`)}`);
    expect(paths.map((path) => `${path.packet['destination'] ?? ''} ${endOf(path)}`)).toEqual([
      '10.0.0.9 dropped by filter FORWARD rule 1',
      '203.0.113.9 forwarded',
    ]);
  });
});

describe('several unknowns', () => {
  it('two in one rule are two ways, not three', async () => {
    expect(pathsOf(await trace(forward(`${set('a')} ${set('b', 'dst')} -j DROP`)))).toEqual([
      '? dropped by filter FORWARD rule 1 if set:a:src=yes, set:b:dst=yes',
      '? forwarded if match:filter/FORWARD:1=no',
    ]);
  });
  it('k rules that end alike are k + 1 ways, not 2^k', async () => {
    const rules = Array.from({ length: 20 }, (_, index) => `${set(`s${index}`)} -j DROP`);
    const { paths, complete } = await trace(forward(...rules));
    expect([paths.length, complete]).toEqual([21, true]);
  });
  it('k rules with two unknowns each are k + 1 ways', async () => {
    const rules = Array.from(
      { length: 12 },
      (_, index) => `${set(`s${index}`)} ${set(`t${index}`, 'dst')} -j DROP`,
    );
    expect((await trace(forward(...rules))).paths).toHaveLength(13);
  });
  it('an answer that a joined path excludes does not come back', async () => {
    const rules = [
      `${set('a')} ${set('b', 'dst')} -j ACCEPT`,
      `${set('a')} -j LOG`,
      `${set('b', 'dst')} -j DROP`,
    ];
    const { paths } = await trace(forward(...rules));
    expect(paths.length).toBeGreaterThan(1);
    for (const path of paths) {
      const answers = new Map(path.assumptions.map(({ subject, answer }) => [subject, answer]));
      const logged = path.hops.some(
        (hop) => hop.kind === 'table' && hop.steps.some((step) => step.kind === 'rule' && step.rule === 2),
      );
      if (logged) expect(endOf(path)).toBe('forwarded');
      expect(answers.get('set:a:src') === 'yes' && answers.get('set:b:dst') === 'yes').toBe(
        path.disposition.by.kind === 'rule' && path.disposition.by.rule === 1,
      );
    }
  });
});

describe('chances', () => {
  const random = (probability: string): string => `-m statistic --mode random --probability ${probability}`;
  const chancesOf = ({ paths }: JsonTrace): readonly (number | undefined)[] =>
    paths.map(({ chance }) => (chance === undefined ? undefined : Math.round(chance * 1e6) / 1e6));
  const services = (count: number): string => {
    const chains = ['SVC', ...Array.from({ length: count }, (_, index) => `SEP${index}`)];
    const picks = Array.from({ length: count }, (_, index) =>
      index === count - 1
        ? `-A SVC -j SEP${index}`
        : `-A SVC ${random((Math.round(2 ** 31 / (count - index)) / 2 ** 31).toFixed(11))} -j SEP${index}`,
    );
    const ends = Array.from(
      { length: count },
      (_, index) => `-A SEP${index} -p tcp -j DNAT --to-destination 10.244.0.${index + 1}:8080`,
    );
    return table(
      'nat',
      ...chains.map((chain) => `:${chain} - [0:0]`),
      '-A PREROUTING -d 203.0.113.9/32 -j SVC',
      ...picks,
      ...ends,
    );
  };
  for (const count of [1, 2, 3, 5, 10]) {
    it(`a service of ${count} endpoints: 1/${count} each`, async () => {
      const { paths } = await trace(services(count));
      expect(paths.map(({ packet }) => packet['destination'])).toEqual(
        Array.from({ length: count }, (_, index) => `10.244.0.${index + 1}`),
      );
      for (const { chance } of paths) expect(chance).toBeCloseTo(1 / count, 8);
    });
  }
  it('a draw is drawn anew in each rule', async () => {
    const dump = forward(`${random('0.5')} -j DROP`, `${random('0.5')} -j DROP`);
    expect(chancesOf(await trace(dump))).toEqual([0.5, 0.25, 0.25]);
  });
  it('a draw that changes nothing is no fork', async () => {
    expect(
      pathsOf(
        await trace(table('filter', ':FORWARD ACCEPT [0:0]', `-A FORWARD ${random('0.5')} -i eth9 -j DROP`)),
      ),
    ).toEqual(['1 forwarded']);
  });
  it('probability 0 and 1 are no questions', async () => {
    expect(pathsOf(await trace(forward(`${random('0')} -j DROP`)))).toEqual(['1 forwarded']);
    expect(pathsOf(await trace(forward(`${random('1')} -j DROP`)))).toEqual([
      '1 dropped by filter FORWARD rule 1',
    ]);
  });
  it('a chance beside an unknown is omitted', async () => {
    const { paths } = await trace(forward(`${set('a')} -j DROP`, `${random('0.5')} -j DROP`));
    expect(paths.map((path) => 'chance' in path)).toEqual([false, false, false]);
  });
  it('two draws in one rule: the rest joins', async () => {
    expect(chancesOf(await trace(forward(`${random('0.5')} ${random('0.5')} -j DROP`)))).toEqual([
      0.25, 0.75,
    ]);
  });
  it('a negated draw matches where the draw fails', async () => {
    expect(
      chancesOf(await trace(forward('-m statistic --mode random ! --probability 0.25 -j DROP'))),
    ).toEqual([0.25, 0.75]);
  });
});

describe('fields the packet was described without', () => {
  const noPort = '-s 10.65.0.2 -d 203.0.113.9 -i cali1 -o eth1';
  const rows: readonly (readonly [name: string, dump: string, ends: readonly string[], more?: string])[] = [
    [
      'a destination port that a rule asks for',
      forward('-p tcp -m tcp --dport 80 -j DROP'),
      ['dropped by filter FORWARD rule 1', 'forwarded'],
    ],
    [
      'is one port',
      forward(
        '-p tcp -m tcp --dport 80 -j LOG',
        '-p tcp -m tcp --dport 443 -j LOG',
        '-p tcp -m multiport --dports 80,443 -j DROP',
      ),
      ['dropped by filter FORWARD rule 3', 'dropped by filter FORWARD rule 3', 'forwarded'],
    ],
    [
      'is in a range or not',
      forward(
        '-p tcp -m tcp --dport 0:1023 -j LOG',
        '-p tcp -m tcp --dport 22 -j DROP',
        '-p tcp -m tcp --dport 1024:65535 -j DROP',
      ),
      ['dropped by filter FORWARD rule 2', 'forwarded', 'dropped by filter FORWARD rule 3'],
    ],
    [
      'settled',
      forward('-p tcp -m tcp --dport 80 -j DROP', '-p tcp -m tcp --dport 443 -j DROP'),
      ['dropped by filter FORWARD rule 1'],
      "--assume 'destinationPort:80=yes'",
    ],
    [
      'settled: the port is no other then',
      forward('-p tcp -m tcp --dport 80 -j LOG', '-p tcp -m tcp --dport 443 -j DROP'),
      ['forwarded'],
      "--assume 'destinationPort:80=yes'",
    ],
    [
      'a MAC address that a rule asks for',
      forward('-m mac --mac-source 02:42:ac:11:00:02 -j DROP'),
      ['dropped by filter FORWARD rule 1', 'forwarded'],
    ],
    [
      'a MAC address that was given',
      forward('-m mac --mac-source 02:42:ac:11:00:02 -j DROP'),
      ['dropped by filter FORWARD rule 1'],
      '--mac-src 02:42:AC:11:00:02',
    ],
    [
      'everything else has a default',
      forward(
        '-m ttl --ttl-eq 63 -m tos --tos 0 -m mark --mark 0 -m pkttype --pkt-type unicast -p tcp -m tcp --sport 40000 --tcp-flags SYN,ACK SYN -j DROP',
      ),
      ['dropped by filter FORWARD rule 1'],
    ],
  ];
  for (const [name, dump, wanted, more = ''] of rows) {
    it(name, async () => {
      expect((await trace(dump, `${noPort} ${more}`)).paths.map(endOf)).toEqual(wanted);
    });
  }

  it('defaults are listed where a rule read them, and only there', async () => {
    const { assumed } = await trace(forward('-p tcp -m tcp --sport 1:1024 -j DROP'), noPort);
    expect(assumed).toEqual(expect.arrayContaining(['sourcePort']));
    expect(assumed).not.toContain('tos');
  });
});

describe('the cap', () => {
  const sets = Array.from(
    { length: 10 },
    (_, index) => `${set(`s${index}`)} -j MARK --set-xmark ${1 << index}/${1 << index}`,
  );
  it('cuts, and says so', async () => {
    const dump = forward(...sets);
    const all = await trace(dump, `${forwarded} --max-paths 2000`);
    expect([all.paths.length, all.complete]).toEqual([1024, true]);
    const cut = await trace(dump, `${forwarded} --max-paths 50`);
    expect([cut.paths.length, cut.complete]).toEqual([50, false]);
    const one = await trace(dump, `${forwarded} --max-paths 1`);
    expect([one.paths.length, one.complete]).toEqual([1, false]);
  });
  it('--expect fails on a trace that was cut, though every path ends so', async () => {
    const line = `trace ${forwarded} --expect accepted -q`;
    expect((await run(`${line} --max-paths 2000`, { stdin: forward(...sets) })).status).toBe(0);
    expect((await run(`${line} --max-paths 50`, { stdin: forward(...sets) })).status).toBe(1);
  });
});
