import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { latin1, read } from './support.js';

/** What one iptables-restore says of a text, in a network namespace of its own; undefined where it cannot be run. */
function accepts(backend: 'legacy' | 'nft', text: string): boolean | undefined {
  const run = spawnSync('unshare', ['-n', `iptables-${backend}-restore`, '--test'], {
    input: Buffer.from(text, 'latin1'),
  });
  return run.error === undefined ? run.status === 0 : undefined;
}

const canAsk =
  accepts('legacy', '*filter\nCOMMIT\n') === true && accepts('nft', '*filter\nCOMMIT\n') === true;

const head = '*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n:C - [0:0]\n';
const inTable = (line: string): string => `${head}${line}\nCOMMIT\n`;

/** Texts whose structure alone is in question. */
const texts: readonly string[] = [
  '',
  '\n',
  '# x\n',
  'COMMIT\n',
  `${head}COMMIT\nCOMMIT\n`,
  `${head} COMMIT\n`,
  `${head}COMMIT \n`,
  `${head}commit\n`,
  '* filter\nCOMMIT\n',
  ' *filter\nCOMMIT\n',
  '*filter x\nCOMMIT\n',
  '*\nCOMMIT\n',
  '*filter\n:C\nCOMMIT\n',
  '*filter\n: C - [0:0]\nCOMMIT\n',
  '*filter\n :C - [0:0]\nCOMMIT\n',
  '*filter\n:INPUT ACCEPT\nCOMMIT\n',
  '*filter\n:INPUT - [0:0]\nCOMMIT\n',
  '*filter\n:INPUT REJECT [0:0]\nCOMMIT\n',
  '*filter\n:INPUT ACCEPT [a:b] x\nCOMMIT\n',
  `*filter\n:${'a'.repeat(28)} - [0:0]\nCOMMIT\n`,
  `*filter\n:${'a'.repeat(29)} - [0:0]\nCOMMIT\n`,
  '*filter\n:QUEUE - [0:0]\nCOMMIT\n',
  '*filter\n:RETURN - [0:0]\nCOMMIT\n',
  '*filter\n-N D\n-A D -j DROP\nCOMMIT\n',
  '*filter\n-P INPUT DROP\nCOMMIT\n',
  ...[
    '',
    ' ',
    '\t',
    ' # x',
    'x',
    '-A C',
    '  -A C  ',
    '-A\tC\t-j\tDROP',
    '--append C',
    '--app C',
    '--append=C',
    '-AC -j DROP',
    '-j DROP -A C',
    '-A C -j DROP --',
    '-A C x -j DROP',
    '-A C - -j DROP',
    '-A',
    '-I C',
    '-I C 1',
    '-I C x',
    '-N',
    '-N D E',
    '-P INPUT',
    '-P INPUT DROP [0:0]',
    '-A C -A C',
    '-A C -N D',
    '-A C -t filter',
    '-t filter -A C',
    '-A C --table filter',
    '-L',
    '-F C',
    '-Z',
    '[1:2] -A C',
    '[1:2]-A C',
    '[a:b] -A C',
    '[1:2:3] -A C',
    '[ 1:2 ] -A C',
    '[1] -A C',
    '[:1] -A C',
    '[1:2 -A C',
    ' [1:2] -A C',
    '[1:2]',
    '[1:2] [1:2] -A C',
    '-A C ! -s 192.0.2.1',
    '-A C "!" -s 192.0.2.1',
    '-A C -s ! 192.0.2.1',
    '-A C ! ! -s 192.0.2.1',
    '-A C !',
    '-A C ! x',
    '! -A C',
    '-A ! C',
    '"-A" "C" "-j" "DROP"',
    '-A C -p tcp --dport=53',
    '-A C -p tcp --syn ! -s 192.0.2.1',
    '-A C -m comment --comment ! -j DROP',
    '-A C -m comment --comment "-j" -j DROP',
    '-A C -m comment --comment "a"-j DROP',
    '-A C -m comment --comment a"b c" -j DROP',
    '-A C -m comment --comment "not closed',
    `-A C -m comment --comment ${latin1('Grüße')}`,
    '-A C -m comment --comment \xff',
    '-A C -j DROP\0x',
    `-A ${'a'.repeat(29)} -j DROP`,
    `-A C -m comment --comment ${'x'.repeat(1024)}`,
    `-A C${' -v'.repeat(249)}`,
    `-A C${' -v'.repeat(250)}`,
    `-A C${' '.repeat(10_300)}-j DROP`,
    'create a hash:ip',
    'iptables -A C',
  ].map(inTable),
];

describe.skipIf(!canAsk)('what iptables-restore says of the same text', () => {
  test.each(texts)('%.70j', (text) => {
    const errors = read(text).problems.filter(({ severity }) => severity === 'error');
    const verdicts = [accepts('legacy', text), accepts('nft', text)];
    if (verdicts.every((accepted) => accepted === true)) expect(errors).toEqual([]);
    if (verdicts.every((accepted) => accepted === false)) expect(errors).not.toEqual([]);
  });
});
