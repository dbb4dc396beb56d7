import { describe, expect, test } from 'vitest';
import { eachHead } from '../../src/ast/dumpLines.js';
import { parseInPassing } from '../../src/index.js';
import { problemsOf, read } from './support.js';

const chains = ':INPUT ACCEPT [0:0]\n:C - [0:0]\n';

describe('problems between lines', () => {
  test.each<[name: string, text: string, problems: readonly string[]]>([
    ['a dump', `*filter\n${chains}-A C -j DROP\nCOMMIT\n`, []],
    ['nothing', '', []],
    ['two tables', '*filter\nCOMMIT\n*nat\nCOMMIT\n', []],
    ['two dumps of one table', '*filter\nCOMMIT\n*filter\nCOMMIT\n', []],
    ['no final newline', '*filter\nCOMMIT', []],
    ['chains behind rules', '*filter\n-A INPUT -j C\n:C - [0:0]\nCOMMIT\n', []],
    ['no COMMIT at the end', `*filter\n-A C\n`, ['warning 3:1 missing-commit']],
    ['no COMMIT between tables', '*filter\n*nat\nCOMMIT\n', ['warning 2:1 missing-commit']],
    ['COMMIT without table', 'COMMIT\n', ['error 1:1 stray-commit']],
    ['COMMIT twice', '*filter\nCOMMIT\nCOMMIT\n', ['error 3:1 stray-commit']],
    ['rules without table', '-A C\n-A C\n', ['warning 1:1 no-table']],
    ['chains without table, ended', ':C - [0:0]\nCOMMIT\n', ['warning 1:1 no-table']],
    [
      'rules behind COMMIT',
      '*filter\nCOMMIT\n-A C\n*nat\nCOMMIT\n-A C\n',
      ['warning 3:1 no-table', 'warning 6:1 no-table'],
    ],
    ['unknown policy', '*filter\n:INPUT REJECT [0:0]\nCOMMIT\n', ['error 2:8 unknown-policy']],
    ['policy in small letters', '*filter\n:INPUT accept [0:0]\nCOMMIT\n', ['error 2:8 unknown-policy']],
    ['-P DROP in nat', '*nat\n-P OUTPUT DROP\nCOMMIT\n', ['error 2:11 drop-in-nat']],
    ['a policy DROP in nat', '*nat\n:OUTPUT DROP [0:0]\nCOMMIT\n', []],
    [
      'a quote that opens at the very end',
      '*filter\n-A C --comment "',
      ['error 2:16 unclosed-quote', 'warning 3:1 missing-commit'],
    ],
    ['policy of none', '*filter\n:INPUT - [0:0]\nCOMMIT\n', []],
    ['-F where nothing is', '*filter\n-F\nCOMMIT\n', ['warning 2:1 flush-command']],
    ['-F behind rules', '*filter\n-A INPUT\n-F\nCOMMIT\n', ['error 3:1 flush-command']],
    [
      '-F behind rules of another table',
      '*nat\n-A INPUT\nCOMMIT\n*filter\n-F\nCOMMIT\n',
      ['warning 5:1 flush-command'],
    ],
  ])('%s', (_name, text, problems) => {
    expect(problemsOf(text)).toEqual(problems);
  });
});

describe('a dump that ends early', () => {
  test.each([
    ['behind a line', '*filter\n-A C -j DROP\n', 'table filter is not ended; it is taken as whole'],
    [
      'in a line',
      '*filter\n-A C -j DRO',
      'table filter is not ended, nor is line 2; both are taken as whole',
    ],
    [
      'in a header',
      '*filter\nCOMMIT\n*nat',
      'table nat is not ended, nor is line 3; both are taken as whole',
    ],
  ])('%s', (_, text, message) => {
    const passing = parseInPassing(text);
    expect([...eachHead(passing.dump)]).not.toEqual([]);
    for (const problems of [read(text).problems, passing.problems()]) {
      expect(problems.map((problem) => problem.message)).toContain(message);
    }
  });
});

describe('problems of the text as a whole', () => {
  test.each<[name: string, text: string, problems: readonly string[]]>([
    ['byte order mark', '\xef\xbb\xbf*filter\nCOMMIT\n', ['warning 1:1 byte-order-mark']],
    ['carriage returns, told once', '*filter\r\nCOMMIT\r\n', ['warning 1:1 carriage-return']],
    ['indented, told once', ' *filter\n :C - [0:0]\n -A C\n COMMIT\n', ['error 1:1 stray-blank']],
    ['blank line with blanks', '*filter\n \nCOMMIT\n', ['error 2:1 stray-blank']],
    ['blank behind COMMIT', '*filter\nCOMMIT \n', ['error 2:1 stray-blank']],
    ['blank before a comment', ' # x\n', ['error 1:1 stray-blank']],
    ['blank before counters', '*filter\n [0:0] -A C\nCOMMIT\n', ['error 2:1 stray-blank']],
    ['blanks that iptables-restore takes', '* filter \n:  C  -  \n -A C \nCOMMIT\n', []],
  ])('%s', (_name, text, problems) => {
    expect(problemsOf(text)).toEqual(problems);
  });

  test('counts further stray blanks', () => {
    const [problem] = read(' *filter\n COMMIT\n').problems;
    expect(problem?.message).toContain('here and in 1 more lines');
  });
});

describe('problems of a line', () => {
  test.each<[line: string, problems: readonly string[]]>([
    ['foo', ['error 2:1 unexpected-word']],
    ['foo -A C', ['error 2:1 unexpected-word']],
    ['- -A C', ['error 2:1 unexpected-word']],
    ['-A C foo -j DROP', ['error 2:6 unexpected-word']],
    ['-A', ['error 2:3 missing-name']],
    ['-I', ['error 2:3 missing-name']],
    ['-I C x', ['error 2:6 bad-position']],
    ['-I C 1 2', ['error 2:8 unexpected-word']],
    ['-j DROP', ['error 2:1 no-command']],
    ['-Z C', ['warning 2:1 idle-command']],
    ['-ZA C -j DROP', ['error 2:7 unexpected-word']],
    ['-F -j DROP', ['error 2:4 unexpected-word']],
    ['-6 -j DROP', ['warning 2:1 no-command']],
    ['[1:2]', ['error 2:1 no-command']],
    ['-A C -A C', ['error 2:6 second-command']],
    ['-A C -N D', ['error 2:6 second-command']],
    ['-t nat -A C', ['error 2:1 table-option']],
    ['-A C --table nat', ['error 2:6 table-option']],
    ['-A C -tnat', ['error 2:6 table-option']],
    ['! -A C', ['error 2:1 nothing-to-negate']],
    ['-A ! C', ['error 2:4 nothing-to-negate']],
    ['-A C !', ['error 2:7 nothing-to-negate']],
    ['-A C ! ! -s 1', ['error 2:8 nothing-to-negate']],
    ['-A C ! foo', ['error 2:8 nothing-to-negate']],
    ['-A C -s ! 1', ['error 2:9 old-negation']],
    ['-A C --comment "cut', ['warning 2:16 unclosed-quote']],
    ['-A C\0-j D', ['warning 2:5 nul-byte']],
    ['[1] -A C', ['error 2:1 bad-counters']],
    ['[:1] -A C', ['error 2:1 bad-counters']],
    ['[1:2 -A C', ['error 2:1 bad-counters']],
    ['[1:x] -A C', ['warning 2:1 bad-counters']],
    ['[1:2][3:4] -A C', ['error 2:6 unexpected-word']],
    ['[99999999999999999999:0] -A C', ['warning 2:1 bad-counters']],
    ['*', ['error 2:2 missing-name']],
    [':', ['error 2:2 missing-name']],
    [':C', ['error 2:3 missing-policy']],
    [':C - x', ['warning 2:6 bad-counters']],
    [':C - [1:2', ['warning 2:6 bad-counters']],
    [':C - [1:2] x', ['warning 2:12 ignored-words']],
    [`:${'a'.repeat(28)} -`, []],
    [`:${'a'.repeat(29)} -`, ['error 2:2 chain-name-too-long']],
    [`-A ${'a'.repeat(29)}`, ['error 2:4 chain-name-too-long']],
    [':RETURN -', ['error 2:2 reserved-chain-name']],
    ['-N RETURN', ['error 2:4 reserved-chain-name']],
    ['-N', ['error 2:3 missing-name']],
    ['-N C D', ['error 2:6 unexpected-word']],
    ['-N C -j D', ['error 2:6 unexpected-word']],
    ['-P INPUT', ['error 2:9 missing-policy']],
    ['-P INPUT DROP [0:0]', ['error 2:15 unexpected-word']],
    ['-D C 1', ['error 2:1 edit-command']],
    ['-R C 1 -j D', ['error 2:1 edit-command']],
    ['-L', ['warning 2:1 idle-command']],
    ['-Z C', ['warning 2:1 idle-command']],
    ['commit', ['error 2:1 unexpected-word']],
    [`-A C --comment ${'x'.repeat(1023)}`, []],
    [`-A C --comment ${'x'.repeat(1024)}`, ['error 2:16 word-too-long']],
    [`-A C${' -f'.repeat(249)}`, []],
    [`-A C${' -f'.repeat(250)}`, ['error 2:1 too-many-words']],
    [`-A C${' ! -x'.repeat(1500)}`, ['error 2:1 too-many-words']],
    [`# ${'x'.repeat(10_236)}`, []],
    [`# ${'x'.repeat(10_237)}`, ['error 2:10240 line-too-long']],
    ['create blocked hash:ip', ['error 2:1 ipset-line']],
    ['iptables -A C', ['error 2:1 iptables-command']],
    ['12:-A C', ['error 2:1 numbered-line']],
    ['> -A C', ['error 2:1 quoted-line']],
    ['> > :C - [0:0]', ['error 2:1 quoted-line']],
    ['>COMMIT', ['error 2:1 quoted-line']],
  ])('%.60s', (line, problems) => {
    expect(problemsOf(`*filter\n${line}\nCOMMIT\n`)).toEqual(problems);
  });
});

describe('what stands around a pasted dump is passed over with a warning', () => {
  test.each<[line: string, code: string]>([
    ['...', 'omitted-lines'],
    ['[...]', 'omitted-lines'],
    ['\xe2\x80\xa6', 'omitted-lines'],
    ['<snip>', 'omitted-lines'],
    ['--', 'omitted-lines'],
    ['***', 'omitted-lines'],
    ['```', 'not-the-dump'],
    ['**********', 'not-the-dump'],
    ['** AUTHORISED USE ONLY **', 'not-the-dump'],
    ['> iptables-save', 'shell-prompt'],
    ['[root@node ~]# iptables-save', 'shell-prompt'],
    ['[root@node ~]#', 'shell-prompt'],
    ['admin@node-1:/etc/calico$ sudo iptables-save -c', 'shell-prompt'],
    ['$ iptables-save', 'shell-prompt'],
    ['sh-4.2# iptables-save', 'shell-prompt'],
    ['/ # iptables-save', 'shell-prompt'],
    ['iptables-save v1.8.9 (nf_tables): Could not fetch rule set generation id', 'tool-message'],
    ['sudo: unable to resolve host node-1', 'tool-message'],
    ['-bash: iptables: command not found', 'tool-message'],
    ['Defaulted container "calico-node" out of: calico-node', 'tool-message'],
    ['Another app is currently holding the xtables lock; waiting', 'tool-message'],
    ['Connection to 192.0.2.7 closed.', 'tool-message'],
  ])('%s', (line, code) => {
    expect(problemsOf(`*filter\n${line}\nCOMMIT\n`)).toEqual([`warning 2:1 ${code}`]);
  });
});

test('a problem carries its line, what was expected and how long the marked part is', () => {
  expect(read('*filter\n  -A C foo\nCOMMIT\n').problems).toEqual([
    {
      severity: 'error',
      code: 'unexpected-word',
      message: '"foo" does not belong to -A',
      line: 2,
      column: 8,
      length: 3,
      excerpt: '  -A C foo',
      expected: 'an option, or the end of the line',
    },
  ]);
});
