import { describe, expect, it } from 'vitest';
import { explainCondition } from '../../src/condition/explain.js';
import { bind, bindLine, meaningOf } from './bind.js';

/** Where the line of a rule begins: `-A C `. */
const start = '-A C '.length;

describe('spellings that mean the same', () => {
  const rows: readonly (readonly [written: string, same: string])[] = [
    ['--protocol tcp', '-p tcp'],
    ['--proto tcp', '-p tcp'],
    ['-p 6', '-p tcp'],
    ['-p TCP', '-p tcp'],
    ['--source 10.0.0.1', '-s 10.0.0.1/32'],
    ['--src 10.0.0.1', '-s 10.0.0.1'],
    ['--sour 10.0.0.1', '-s 10.0.0.1'],
    ['--destination 10.0.0.0/255.0.0.0', '-d 10.0.0.0/8'],
    ['--dst 10.0.0.0/8', '-d 10.0.0.0/8'],
    ['-s 10.1.2.3/8', '-s 10.0.0.0/8'],
    ['--in-interface eth0', '-i eth0'],
    ['--out-interface eth0', '-o eth0'],
    ['--in-int eth0', '-i eth0'],
    ['--fragment', '-f'],
    ['-fp tcp', '-f -p tcp'],
    ['-vfp tcp', '-f -p tcp'],
    ['! -fp tcp', '! -f -p tcp'],
    ['-mtcp -p tcp --dport 80', '-m tcp -p tcp --dport 80'],
    ['-M /sbin/modprobe -j DROP', '-j DROP'],
    ['-m comment --comment a -m comment --comm b', '-m comment --comment a -m comment --comment b'],
    ['-s 10.1.2.3/+8', '-s 10.0.0.0/8'],
    ['-s 10.1', '-s 10.1.0.0'],
    ['-s 010.0x10.1', '-s 8.16.1.0'],
    ['-s 256', '-s 0.0.1.0'],
    ['-m conntrack --ctorigsrc 10.1', '-m conntrack --ctorigsrc 10.0.0.1'],
    ['-m iprange --src-range 10.1-10.2', '-m iprange --src-range 10.1.0.0-10.2.0.0'],
    ['-s 10.1.2.3/010', '-s 10.0.0.0/8'],
    ['-p " 6"', '-p tcp'],
    ['-j MARK --set-mark +1', '-j MARK --set-mark 1'],
    ['--jump DROP', '-j DROP'],
    ['--goto A', '-g A'],
    ['--match tcp -p tcp --dport 80', '-p tcp -m tcp --dport 80'],
    ['-p tcp --dport 80', '-p tcp -m tcp --dport 80'],
    ['-p tcp --destination-port 80', '-p tcp -m tcp --dport 80'],
    ['-p tcp -m tcp --destination-po 80', '-p tcp -m tcp --dport 80'],
    ['-p tcp -m tcp --dport http', '-p tcp -m tcp --dport 80'],
    ['-p tcp -m tcp --dport :1023', '-p tcp -m tcp --dport 0:1023'],
    ['-p tcp -m tcp --dport 1024:', '-p tcp -m tcp --dport 1024:65535'],
    ['-p tcp --syn', '-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN'],
    ['-p udp --sport 53', '-p udp -m udp --sport 53'],
    ['-p icmp --icmp-type echo-request', '-p icmp -m icmp --icmp-type 8'],
    ['-m state --state NEW', '-m conntrack --ctstate NEW'],
    ['-c 5 10 -j DROP', '-j DROP'],
    ['-j MARK --set-mark 0x1', '-j MARK --set-xmark 0x1/0xffffffff'],
    ['-j MARK --or-mark 0x4', '-j MARK --set-xmark 0x4/0x4'],
    ['-j MARK --and-mark 0xff', '-j MARK --set-xmark 0x0/0xffffff00'],
    ['-j MARK --xor-mark 0x4', '-j MARK --set-xmark 0x4/0x0'],
    ['-j REJECT', '-j REJECT --reject-with icmp-port-unreachable'],
    ['-p all', ''],
    ['-p 0', ''],
    ['-s 0.0.0.0/0 -d 0.0.0.0/0', ''],
  ];
  for (const [written, same] of rows) {
    it(`${written} = ${same === '' ? 'any packet' : same}`, () => {
      const [one, other] = [bindLine(written), bindLine(same)];
      expect([one.problems, other.problems]).toEqual([[], []]);
      expect(one.rules.map((rule) => pruned(meaningOf(rule)))).toEqual(
        other.rules.map((rule) => pruned(meaningOf(rule))),
      );
    });
  }
});

describe('the old place of a negation: refused by iptables, understood here', () => {
  const rows: readonly (readonly [written: string, same: string])[] = [
    ['-s ! 10.0.0.1', '! -s 10.0.0.1'],
    ['-p ! tcp', '! -p tcp'],
    ['-i ! eth0', '! -i eth0'],
    ['-p tcp -m tcp --dport ! 80', '-p tcp -m tcp ! --dport 80'],
  ];
  for (const [written, same] of rows) {
    it(written, () => {
      const { rules, problems } = bindLine(written);
      expect(problems).toEqual([`error 4:${start + written.indexOf('!') + 1} old-negation`]);
      expect(rules.map(meaningOf)).toEqual(bindLine(same).rules.map(meaningOf));
    });
  }
});

/** `0.0.0.0/0` and nothing are both always true, whatever they look like. */
function pruned(meaning: unknown): unknown {
  return JSON.parse(
    JSON.stringify(meaning)
      .replaceAll('{"kind":"in","field":"source","set":[[0,4294967295]]}', '')
      .replaceAll('{"kind":"in","field":"destination","set":[[0,4294967295]]}', '')
      .replace('[,]', '[]'),
  );
}

describe('lists of addresses', () => {
  const rows: readonly (readonly [rule: string, conditions: readonly string[]])[] = [
    ['-s 10.0.0.1,10.0.0.2', ['source is 10.0.0.1', 'source is 10.0.0.2']],
    [
      '-s 10.0.0.1,10.0.0.2 -d 192.0.2.0/24,198.51.100.1',
      [
        'source is 10.0.0.1 and destination is 192.0.2.0/24',
        'source is 10.0.0.1 and destination is 198.51.100.1',
        'source is 10.0.0.2 and destination is 192.0.2.0/24',
        'source is 10.0.0.2 and destination is 198.51.100.1',
      ],
    ],
  ];
  for (const [rule, conditions] of rows) {
    it(rule, () => {
      const { rules, problems } = bindLine(`${rule} -j DROP`);
      expect(problems).toEqual([]);
      expect(
        rules.map(({ matches }) => matches.map(({ condition }) => explainCondition(condition)).join('; ')),
      ).toEqual(conditions);
      expect(rules.map(({ number, line }) => [number, line])).toEqual(
        conditions.map((_, index) => [index + 1, 4]),
      );
    });
  }
});

describe('what a rule does', () => {
  const rows: readonly (readonly [rule: string, action: object])[] = [
    ['', { kind: 'none' }],
    ['-j A', { kind: 'jump', to: 'A' }],
    ['-g A', { kind: 'goto', to: 'A' }],
    ['-j DROP', { kind: 'target', name: 'DROP' }],
    ['-j B', { kind: 'jump', to: 'B' }],
    ['-j FROB --x 1', { kind: 'unread', name: 'FROB' }],
    ['-j MARK --set-mark red', { kind: 'unread', name: 'MARK' }],
  ];
  for (const [rule, action] of rows) {
    it(rule === '' ? 'nothing' : rule, () => {
      expect(bindLine(rule).rules.map((each) => each.action)).toEqual([expect.objectContaining(action)]);
    });
  }
});

/** Of a word of the rule, or of its chain. */
function columnOf(rule: string, word: string): number {
  return word === 'C ' ? '-A '.length + 1 : start + rule.lastIndexOf(word) + 1;
}

describe('problems of a rule', () => {
  const rows: readonly (readonly [
    rule: string,
    problems: readonly (readonly [word: string, code: string])[],
    more?: { table?: string; family?: 4 | 6 },
  ])[] = [
    ['-m frobnicate --hard 3 -j DROP', [['frobnicate', 'unknown-match']]],
    ['-j FROBNICATE', [['FROBNICATE', 'unknown-target']]],
    ['--dport 80', [['--dport', 'unknown-option']]],
    ['-p tcp --dports 80', [['--dports', 'unknown-option']]],
    ['-p esp --dport 80', [['--dport', 'unknown-option']]],
    ['-m tcp --dport 80', [['tcp', 'missing-protocol']]],
    ['! -p tcp -m tcp --dport 80', [['tcp', 'missing-protocol']]],
    ['-p tcp -m tcp --dport 65536', [['65536', 'bad-value']]],
    ['-p tcp -m tcp --dport 80,443', [['80,443', 'bad-value']]],
    ['-p nonsense', [['nonsense', 'bad-value']]],
    ['-p 256', [['256', 'bad-value']]],
    ['! -p all', [['all', 'never-matches']]],
    ['! -p 0', [['0', 'never-matches']]],
    ['-s 10.0.0.300', [['10.0.0.300', 'bad-value']]],
    ['-s 10.0.0.0/33', [['10.0.0.0/33', 'bad-value']]],
    ['-s 192.0.2.1 -d fd00::1', [['fd00::1', 'bad-value']]],
    ['-s 08.0.0.1', [['08.0.0.1', 'bad-value']]],
    ['-s 10.0.0.1/255.255', [['10.0.0.1/255.255', 'bad-value']]],
    ['-m iprange --src-range 256', [['256', 'bad-value']]],
    ['-i averylonginterfacename', [['averylonginterfacename', 'bad-value']]],
    ['-s 10.0.0.1 -s 10.0.0.2', [['-s 10.0.0.2', 'repeated-option']]],
    ['! -j DROP', [['!', 'not-invertible']]],
    [
      '! -p ! tcp',
      [
        ['! tcp', 'old-negation'],
        ['! tcp', 'double-negation'],
      ],
    ],
    ['-m limit ! --limit 5/sec', [['!', 'not-invertible']]],
    ['! -s 10.0.0.1,10.0.0.2', [['C ', 'negated-list']]],
    ['-j MARK --set-mark red', [['red', 'bad-value']]],
    ['-j MARK', [['MARK', 'bad-combination']]],
    ['-j DROP -g A', [['C ', 'option-conflict']]],
    [
      '-p tcp -m multiport --dports 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16',
      [['1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16', 'bad-value']],
    ],
    ['-f', [['-f', 'ipv4-only']], { family: 6 }],
    ['-n', [['-n', 'unknown-option']]],
    ['--in eth0', [['--in', 'unknown-option']]],
    ['-p tcp --d 80', [['--d', 'unknown-option']]],
    ['-p tcp -m tcp --d 80', [['--d', 'unknown-option']]],
    ['-jDROP', [['-j', 'joined-option']]],
    ['-s10.0.0.1', [['-s', 'joined-option']]],
    ['--source=10.0.0.1', [['--source', 'joined-option']]],
    ['-j DROP', [['DROP', 'drop-in-nat']], { table: 'nat' }],
  ];
  for (const [rule, problems, more] of rows) {
    it(rule, () => {
      const found = bindLine(rule, more).problems;
      expect(found).toEqual(problems.map(([word, code]) => `error 4:${columnOf(rule, word)} ${code}`));
    });
  }

  const unread = [
    '-m frobnicate',
    '-p tcp -m tcp --dport 80x',
    '--dport 80',
    '-p tcp -m limit --limit fast',
    '-s 10.0.0.300',
    '-d 10.0.0.0/40',
    '-p nonsense',
    '-i averylonginterfacename',
    '! -p all',
    '! -s 10.0.0.1,10.0.0.2',
    '-s 10.0.0.1 -s 10.0.0.2',
    '! -p ! tcp',
  ];
  for (const rule of unread) {
    it(`${rule}: whether it holds is a question, never a yes`, () => {
      const { rules } = bindLine(`${rule} -j ACCEPT`);
      expect(rules).not.toEqual([]);
      for (const bound of rules) {
        expect(bound.matches.some(({ condition }) => condition.kind === 'ask')).toBe(true);
      }
    });
  }
  for (const rule of [
    '-j DROP -j ACCEPT',
    '! -j ACCEPT',
    '-j ACCEPT -g A',
    '-g A -g B',
    '-j MARK --set-mark red',
  ]) {
    it(`${rule}: what it does is not known`, () => {
      expect(bindLine(rule).rules.map(({ action }) => action.kind)).toEqual(['unread']);
    });
  }
});

describe('interfaces', () => {
  it('in one word with its option, the whole word is the name', () => {
    const { rules, problems } = bindLine('-ieth0');
    expect(problems).toEqual(['warning 4:6 joined-option']);
    expect(explainCondition(rules[0]?.matches[0]?.condition ?? never())).toContain('-ieth0');
  });

  it.each([
    ['INPUT', '-o', 1],
    ['PREROUTING', '-o', 1],
    ['OUTPUT', '-i', 1],
    ['POSTROUTING', '-i', 1],
    ['FORWARD', '-i', 0],
    ['FORWARD', '-o', 0],
    ['INPUT', '-i', 0],
    ['OUTPUT', '-o', 0],
    ['C', '-o', 0],
  ])('%s %s', (chain, option, refused) => {
    const { problems } = bind(`*mangle\n:C - [0:0]\n-A ${chain} ${option} eth0\nCOMMIT\n`);
    expect(problems.filter(({ code }) => code === 'wrong-interface-side')).toHaveLength(refused);
  });
});

describe('-4 and -6', () => {
  it.each([
    ['-6 -j NOPE', 4, 0],
    ['-j DROP --ipv4', 6, 0],
    ['-4 -j DROP', 4, 1],
    ['-6 -j DROP', 6, 1],
  ] as const)('"%s" in IPv%i', (rule, family, count) => {
    const { rules, problems } = bindLine(rule, { family });
    expect(problems).toEqual([]);
    expect(rules).toHaveLength(count);
  });
});

function never(): never {
  throw new Error('there is no such rule');
}

describe('a line that would take more than it is', () => {
  it('lists of more addresses than a table has rules are a question', () => {
    const list = Array.from({ length: 40 }, (_, index) => `10.0.${index}.1`).join(',');
    const { rules, problems } = bindLine(`-s ${list} -d ${list} -j DROP`);
    expect(problems).toEqual(['error 4:4 too-many-addresses']);
    expect(rules.map(({ matches }) => matches.map(({ condition }) => condition.kind))).toEqual([
      ['all', 'ask'],
    ]);
    expect(bindLine(`-s ${list} -d 10.0.0.1,10.0.0.2 -j DROP`).rules).toHaveLength(80);
  });

  it('of many problems of a rule the first are told', () => {
    const { problems } = bindLine(`${'--nothing 1 '.repeat(60)}-j DROP`);
    expect(problems.filter((problem) => problem.endsWith('unknown-option'))).toHaveLength(20);
    expect(problems.at(-1)).toBe('warning 4: more-problems');
  });
});
