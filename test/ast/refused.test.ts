import { describe, expect, test } from 'vitest';
import { asRestore } from '../../src/ast/refused.js';
import { read } from './support.js';

const table = '*filter\n:C - [0:0]\n';

/** The lines at which iptables-restore refuses a text. */
function refusedAt(text: string): readonly (number | undefined)[] {
  const { problems } = read(text);
  return asRestore(problems)
    .filter(({ severity }) => severity === 'error')
    .map(({ line }) => line);
}

describe('what is only a warning, and yet refused by iptables-restore', () => {
  test.each<[name: string, text: string, lines: readonly number[]]>([
    ['a sound dump', `${table}COMMIT\n`, []],
    ['a byte order mark', `\xef\xbb\xbf${table}COMMIT\n`, [1]],
    ['no COMMIT', table, [3]],
    ['no COMMIT before the next table', `${table}*nat\nCOMMIT\n`, [3]],
    ['no table', '-A INPUT -j DROP\n', [1]],
    ['dots', `${table}...\nCOMMIT\n`, [3]],
    ['a prompt', `$ iptables-save\n${table}COMMIT\n`, [1]],
    ['carriage returns', `# a\r\n*filter\r\nCOMMIT\r\n`, [2]],
    ['a carriage return where nobody looks', `# a\r\n*filter\n:C - [0:0]\r\nCOMMIT\n`, []],
    ['a carriage return in a comment', `${table}-A C -m comment --comment a\r\nCOMMIT\n`, []],
    ['a carriage return behind a quote', `${table}-A C -m comment --comment "a b"\r\nCOMMIT\n`, [3]],
    ['a carriage return in a target', `${table}-A C -j DROP\r\nCOMMIT\n`, [3]],
    ['-F behind rules', `${table}-A C\n-F\nCOMMIT\n`, []],
  ])('%s', (_name, text, lines) => {
    expect(refusedAt(text)).toEqual(lines);
  });
});
