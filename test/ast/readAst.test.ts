import { describe, expect, test } from 'vitest';
import type { OptionNode, RuleLine } from '../../src/ast/ast.js';
import { latin1, readOne } from './support.js';

/** A rule's option in short: `! -s [10.0.0.1]`; `~` before the values where the `!` stood behind the name. */
function shortly({ negation, name, innerNegation, words, joined }: OptionNode): string {
  const values = words.map(({ text }) => `[${text}]`).join('');
  return [
    ...(negation === undefined ? [] : ['!']),
    `${name.text}${joined === true ? '=' : ''}`,
    ...(innerNegation === undefined ? [] : ['~']),
    ...(values === '' ? [] : [values]),
  ].join(' ');
}

function rule(text: string): RuleLine {
  const line = readOne(text);
  if (line.kind !== 'rule') throw new Error(`read as ${line.kind}`);
  return line;
}

describe('options of a rule', () => {
  test.each<[written: string, options: readonly string[]]>([
    ['-A C', []],
    ['-A C -j DROP', ['-j [DROP]']],
    ['-A C -s 10.0.0.1/32 -p tcp -j DROP', ['-s [10.0.0.1/32]', '-p [tcp]', '-j [DROP]']],
    ['-A C -f -j DROP', ['-f', '-j [DROP]']],
    ['-A C --tcp-flags SYN,ACK SYN -j D', ['--tcp-flags [SYN,ACK][SYN]', '-j [D]']],
    ['-A C ! -s 10.0.0.1 ! -f', ['! -s [10.0.0.1]', '! -f']],
    ['-A C -s ! 10.0.0.1', ['-s ~ [10.0.0.1]']],
    ['-A C --tcp-flags ! SYN,ACK SYN -f', ['--tcp-flags ~ [SYN,ACK][SYN]', '-f']],
    ['-A C --syn ! -s 10.0.0.1', ['--syn', '! -s [10.0.0.1]']],
    ['-A C "!" -s 10.0.0.1', ['! -s [10.0.0.1]']],
    ['-A C --dport=53 -j D', ['--dport= [53]', '-j [D]']],
    ['-A C --dport= -j D', ['--dport= []', '-j [D]']],
    ['-A C --comment="a b" -j D', ['--comment= [a b]', '-j [D]']],
    ['-A C "--comment=a b" -j D', ['--comment [a b]', '-j [D]']],
    ['-A C -ptcp -j D', ['-p= [tcp]', '-j [D]']],
    ['-A C -p"tcp" -j D', ['-p= [tcp]', '-j [D]']],
    ['-A C --tcp-flags=SYN,ACK SYN', ['--tcp-flags= [SYN,ACK][SYN]']],
    ['-A C - -j D', ['-j [D]']],
    ['-A C -j D --', ['-j [D]']],
    ['-A C -j D foo', ['-j [D][foo]']],
    ['-A C\t-j\t \tD\t', ['-j [D]']],
  ])('%s', (written, options) => {
    const line = readOne(written);
    expect(line.kind === 'rule' ? line.options.map(shortly) : []).toEqual(options);
  });
});

describe('values that look like options', () => {
  test.each<[written: string, options: readonly string[]]>([
    ['-A C --comment -j -j D', ['--comment [-j]', '-j [D]']],
    ['-A C --comment --dport -j D', ['--comment [--dport]', '-j [D]']],
    ['-A C --comment --dport=5 -j D', ['--comment [--dport=5]', '-j [D]']],
    ['-A C --comment ! -j D', ['--comment [!]', '-j [D]']],
    ['-A C --comment ! ! -s 1', ['--comment [!]', '! -s [1]']],
    ['-A C --comment -A -j D', ['--comment [-A]', '-j [D]']],
    ['-A C --comment !', ['--comment [!]']],
    ['-A C -j -x', ['-j [-x]']],
    ['-A C --comment "" -j D', ['--comment []', '-j [D]']],
    ['-A C -i "-j" -g D', ['-i [-j]', '-g [D]']],
    ['-A C "--comment" "-j" "-j" "D"', ['--comment [-j]', '-j [D]']],
  ])('%s', (written, options) => {
    expect(rule(written).options.map(shortly)).toEqual(options);
  });
});

describe('quoting', () => {
  test.each<[written: string, comment: string]>([
    ['"a b"', 'a b'],
    ['"a \\"b\\" c"', 'a "b" c'],
    ['"don\\\'t"', "don't"],
    ['"C:\\\\x"', 'C:\\x'],
    ['pre"fix and more"', 'prefix and more'],
    ['"glued"-f', 'glued'],
    ['back\\slash', 'back\\slash'],
    ['back\\"slash quoted"', 'back\\slash quoted'],
    ["'single'", "'single'"],
    ['"tab\tinside"', 'tab\tinside'],
    [latin1('"Grüße"'), latin1('Grüße')],
    ['"not closed', 'not closed'],
    ['"not closed\\', 'not closed'],
    ['"', ''],
  ])('%s', (written, comment) => {
    expect(rule(`-A C --comment ${written}`).options[0]?.words.map(({ text }) => text)).toEqual([comment]);
  });

  test('a quote that is not closed takes the newline in', () => {
    expect(rule('-A C --comment "cut\n').options[0]?.words[0]).toEqual({
      text: 'cut\n',
      raw: '"cut',
      column: 16,
    });
  });
});

describe('what stands around the options', () => {
  test.each<[written: string, read: Partial<RuleLine>]>([
    ['-A C', { command: { text: '-A', column: 1 }, chain: { text: 'C', column: 4 }, after: '' }],
    [
      '  -A  C ',
      {
        command: { text: '-A', gap: '  ', column: 3 },
        chain: { text: 'C', gap: '  ', column: 7 },
        after: ' ',
      },
    ],
    ['--append C', { command: { text: '--append', column: 1 } }],
    ['--app C', { command: { text: '--append', raw: '--app', column: 1 } }],
    ['-AC', { command: { text: '-A', column: 1 }, chain: { text: 'C', gap: '', column: 3 } }],
    ['--append=C', { chain: { text: 'C', raw: '=C', gap: '', column: 9 } }],
    ['-A "a b"', { chain: { text: 'a b', raw: '"a b"', column: 4 } }],
    ['-A -x', { chain: { text: '-x', column: 4 }, options: [] }],
    ['-I C 3', { command: { text: '-I', column: 1 }, position: { text: '3', column: 6 } }],
    ['-s 1 -A C', { command: { text: '-A', column: 6 }, commandAt: 1 }],
    [
      '[3:4] -A C',
      {
        counters: { text: '[3:4]', column: 1, value: { packets: 3n, bytes: 4n } },
        command: { text: '-A', column: 7 },
      },
    ],
    ['[3:4]-A C', { command: { text: '-A', gap: '', column: 6 } }],
    ['[x:y] -A C', { counters: { text: '[x:y]', column: 1, value: { packets: 0n, bytes: 0n } } }],
    ['-A C -j D\0x', { after: '\0x' }],
    ['-A C -j D --', { after: ' --' }],
    [
      '-A C foo "b c" -f',
      {
        stray: [
          { text: 'foo', column: 6 },
          { text: 'b c', raw: '"b c"', column: 10 },
        ],
      },
    ],
    ['-I C 3 foo', { position: { text: '3', column: 6 }, stray: [{ text: 'foo', column: 8 }] }],
    ['-s 1 -A C foo', { commandAt: 1, stray: [{ text: 'foo', column: 11 }] }],
    [
      '[3:4] -A C ! foo -j D ',
      {
        counters: { text: '[3:4]', column: 1, value: { packets: 3n, bytes: 4n } },
        command: { text: '-A', column: 7 },
        chain: { text: 'C', column: 10 },
        stray: [{ text: '! foo -j D', column: 12 }],
        options: [],
        after: ' ',
      },
    ],
    ['-A C -t nat -j D', { stray: [{ text: '-t nat -j D', column: 6 }], options: [] }],
    ['-A C -A D', { chain: { text: 'C', column: 4 }, stray: [{ text: '-A D', column: 6 }] }],
  ])('%j', (written, read) => {
    expect(rule(written)).toMatchObject(read);
  });
});

describe('lines that are no rules', () => {
  test.each<[written: string, read: object]>([
    ['', {}],
    ['\n', { kind: 'blank', raw: '', ending: '\n' }],
    [' \t\n', { kind: 'blank', raw: ' \t' }],
    ['# by hand', { kind: 'comment', raw: '# by hand' }],
    [
      '*filter\r\n',
      { kind: 'table', name: { text: 'filter', column: 2 }, before: '', after: '', ending: '\r\n' },
    ],
    [' * nat x', { kind: 'table', before: ' ', name: { text: 'nat', gap: ' ', column: 4 }, after: ' x' }],
    [
      ':INPUT DROP [1:2]',
      {
        kind: 'chain',
        name: { text: 'INPUT', column: 2 },
        policy: { text: 'DROP', column: 8 },
        counters: { text: '[1:2]', column: 13, value: { packets: 1n, bytes: 2n } },
      },
    ],
    [
      ':a:"b - ',
      { kind: 'chain', name: { text: 'a:"b', column: 2 }, policy: { text: '-', column: 7 }, after: ' ' },
    ],
    [
      '-N WEB',
      {
        kind: 'chain',
        command: { text: '-N', column: 1 },
        name: { text: 'WEB', column: 4 },
        policy: { text: '-', raw: '' },
      },
    ],
    [
      '-P INPUT DROP',
      {
        kind: 'chain',
        command: { text: '-P', column: 1 },
        name: { text: 'INPUT', column: 4 },
        policy: { text: 'DROP', column: 10 },
      },
    ],
    ['COMMIT', { kind: 'commit', before: '', after: '' }],
    [' COMMIT ', { kind: 'commit', before: ' ', after: ' ' }],
    ['commit', { kind: 'unread', code: 'unexpected-word', raw: 'commit' }],
    ['...', { kind: 'unread', code: 'omitted-lines' }],
    ['-F C', { kind: 'unread', code: 'flush-command' }],
  ])('%j', (written, read) => {
    if (written === '') expect(() => readOne(written)).toThrow('no line');
    else expect(readOne(written)).toMatchObject(read);
  });
});

describe('what comments say', () => {
  test.each<[written: string, says: object | undefined]>([
    [
      '# Generated by iptables-save v1.8.9 (nf_tables) on Mon',
      { kind: 'generated', family: 4, version: '1.8.9', backend: 'nft' },
    ],
    [
      '# Generated by iptables-nft-save v1.8.9 (nf_tables) on Mon',
      { kind: 'generated', family: 4, version: '1.8.9', backend: 'nft' },
    ],
    [
      '# Generated by ip6tables-save v1.8.2 (legacy) on Mon',
      { kind: 'generated', family: 6, version: '1.8.2', backend: 'legacy' },
    ],
    [
      '# Generated by iptables-save v1.4.21 on Mon',
      { kind: 'generated', family: 4, version: '1.4.21', backend: undefined },
    ],
    [
      '# Generated by xtables-save v1.8.2 on Mon',
      { kind: 'generated', family: 4, version: '1.8.2', backend: 'nft' },
    ],
    [
      '# Completed on Mon# Generated by ip6tables-save v1.8.9 on Mon',
      { kind: 'generated', family: 6, version: '1.8.9', backend: undefined },
    ],
    ['# Generated by puppet v1 on Mon', undefined],
    ['# Completed on Mon', { kind: 'completed' }],
    [
      '# Warning: iptables-legacy tables present, use iptables-legacy-save to see them',
      { kind: 'other-backend', other: 'legacy' },
    ],
    ["# Table `nat' is incompatible, use 'nft' tool.", { kind: 'incompatible-table', table: 'nat' }],
    [
      "# Table `filter' contains incompatible base-chains, use 'nft' tool to list them.",
      { kind: 'foreign-chains', table: 'filter' },
    ],
    ['# whatever', undefined],
    ['#', undefined],
  ])('%s', (written, says) => {
    const line = readOne(written);
    expect(line.kind === 'comment' ? line.says : 'no comment').toEqual(says);
  });
});
