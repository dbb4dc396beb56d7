import { describe, expect, it } from 'vitest';
import { bind, problemWords } from './bind.js';

/** `ACCEPT: rule, rule` for each chain of each table. */
function chainsOf(text: string, family: 4 | 6 = 4): readonly string[] {
  const { bound } = bind(text, family);
  return [...bound.rulesets.values()].flatMap((ruleset) =>
    ruleset.tables.flatMap((table) =>
      [...table.chains.values()].map(({ name, policy, rules }) =>
        `IPv${table.family} ${table.name} ${name} ${policy ?? '-'}: ${rules.map((rule) => `${rule.number}@${rule.line}`).join(' ')}`.trim(),
      ),
    ),
  );
}
const problemsOf = (text: string): readonly string[] => bind(text).problems.map(problemWords);

describe('chains and rules of a dump', () => {
  const rows: readonly (readonly [name: string, text: string, chains: readonly string[]])[] = [
    ['nothing', '', []],
    ['an empty table', '*filter\nCOMMIT\n', []],
    [
      'policies',
      '*filter\n:INPUT DROP [1:2]\n:FORWARD ACCEPT [0:0]\n:A - [0:0]\nCOMMIT\n',
      ['IPv4 filter INPUT DROP:', 'IPv4 filter FORWARD ACCEPT:', 'IPv4 filter A -:'],
    ],
    [
      'rules in their order',
      '*filter\n:A - [0:0]\n-A A -j DROP\n-A A -j ACCEPT\nCOMMIT\n',
      ['IPv4 filter A -: 1@3 2@4'],
    ],
    [
      'rules of several chains, mixed',
      '*filter\n:A - [0:0]\n:B - [0:0]\n-A A\n-A B\n-A A\nCOMMIT\n',
      ['IPv4 filter A -: 1@4 2@6', 'IPv4 filter B -: 1@5'],
    ],
    ['-I puts in front', '*filter\n:A - [0:0]\n-A A\n-I A\nCOMMIT\n', ['IPv4 filter A -: 1@4 2@3']],
    ['-I at a number', '*filter\n:A - [0:0]\n-A A\n-A A\n-I A 2\nCOMMIT\n', ['IPv4 filter A -: 1@3 2@5 3@4']],
    [
      'a list of addresses takes its numbers',
      '*filter\n:A - [0:0]\n-A A -s 10.0.0.1,10.0.0.2\n-A A\nCOMMIT\n',
      ['IPv4 filter A -: 1@3 2@3 3@4'],
    ],
    ['an undeclared chain', '*filter\n-A A -j DROP\nCOMMIT\n', ['IPv4 filter A -: 1@2']],
    [
      'an undeclared built-in chain has policy ACCEPT',
      '*filter\n-A INPUT -j DROP\nCOMMIT\n',
      ['IPv4 filter INPUT ACCEPT: 1@2'],
    ],
    ['rules without a table', '-A INPUT -j DROP\n', ['IPv4 filter INPUT ACCEPT: 1@1']],
    [
      'two tables',
      '*raw\n:A - [0:0]\nCOMMIT\n*nat\n:A - [0:0]\nCOMMIT\n',
      ['IPv4 raw A -:', 'IPv4 nat A -:'],
    ],
    [
      'a table twice: the later one',
      '*raw\n:A - [0:0]\nCOMMIT\n*raw\n:B - [0:0]\nCOMMIT\n',
      ['IPv4 raw B -:'],
    ],
    [
      'a table nobody knows',
      '*broute\n:A - [0:0]\n-A A\nCOMMIT\n*raw\n:B - [0:0]\nCOMMIT\n',
      ['IPv4 raw B -:'],
    ],
    ['IPv6 by an address', '*raw\n:A - [0:0]\n-A A -s fd00::/8\nCOMMIT\n', ['IPv6 raw A -: 1@3']],
    ['IPv6 by a word', '*raw\n:A - [0:0]\n-A A -p ipv6-icmp\nCOMMIT\n', ['IPv6 raw A -: 1@3']],
    [
      'IPv6 of one table tells that of the others',
      '*raw\n:B - [0:0]\nCOMMIT\n*filter\n:A - [0:0]\n-A A -d fd00::1\nCOMMIT\n',
      ['IPv6 raw B -:', 'IPv6 filter A -: 1@6'],
    ],
    [
      'a comment tells no family',
      '*raw\n:A - [0:0]\n-A A -m comment --comment fd00::1\nCOMMIT\n',
      ['IPv4 raw A -: 1@3'],
    ],
    [
      'a chain named as a property of objects',
      '*raw\n:__proto__ - [0:0]\n:constructor - [0:0]\n-A __proto__\nCOMMIT\n',
      ['IPv4 raw __proto__ -: 1@4', 'IPv4 raw constructor -:'],
    ],
  ];
  for (const [name, text, chains] of rows) {
    it(name, () => {
      expect(chainsOf(text)).toEqual(chains);
    });
  }
});

describe('problems of the structure', () => {
  const rows: readonly (readonly [name: string, text: string, problems: readonly string[]])[] = [
    ['none', '*filter\n:INPUT ACCEPT [0:0]\n:A - [0:0]\n-A INPUT -j A\nCOMMIT\n', []],
    ['a table twice', '*raw\nCOMMIT\n*raw\nCOMMIT\n', ['warning 3: repeated-table']],
    ['a chain twice', '*raw\n:A - [0:0]\n:A - [0:0]\nCOMMIT\n', ['warning 3:2 repeated-chain']],
    ['an unknown table', '*broute\nCOMMIT\n', ['error 1:2 unknown-table']],
    ['an undeclared chain, once', '*filter\n-A A\n-A A\nCOMMIT\n', ['warning 2:4 undeclared-chain']],
    ['an undeclared built-in chain', '*filter\n-A INPUT\nCOMMIT\n', []],
    ['a policy of a user chain', '*filter\n:A DROP [0:0]\nCOMMIT\n', ['error 2:4 policy-of-user-chain']],
    ['a jump into nothing', '*filter\n:A - [0:0]\n-A A -j B\nCOMMIT\n', ['error 3:9 unknown-target']],
  ];
  for (const [name, text, problems] of rows) {
    it(name, () => {
      expect(problemsOf(text)).toEqual(problems);
    });
  }
  it('carry the line, the place in it, what was expected and a hint', () => {
    const [problem] = bind('*filter\n:A - [0:0]\n-A A -p tcp -m tcp --dport 80x -j DROP\nCOMMIT\n').problems;
    expect(problem).toMatchObject({
      severity: 'error',
      line: 3,
      column: 28,
      length: 3,
      excerpt: '-A A -p tcp -m tcp --dport 80x -j DROP',
      expected: expect.stringContaining('port') as string,
    });
  });
  it('come in the order of the dump, from all chains', () => {
    const text = '*filter\n:A - [0:0]\n:B - [0:0]\n-A B -j X\n-A A -j Y\n-A B -j Z\nCOMMIT\n';
    expect(problemsOf(text)).toEqual([
      'error 4:9 unknown-target',
      'error 5:9 unknown-target',
      'error 6:9 unknown-target',
    ]);
  });
});

describe('a name that is missing', () => {
  it('is told of one character, where it should stand', () => {
    const { problems } = bind('*filter\n:FORWARD ACCEPT [0:0]\n"-A FORWARD -j DROP\nCOMMIT\n');
    const found = problems.find(({ code }) => code === 'undeclared-chain');
    expect([found?.line, found?.column, found?.length]).toEqual([3, 20, 1]);
  });
});
