import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { outputFault } from './promises.js';

const bin = fileURLToPath(new URL('../../bin/calitrace.js', import.meta.url));
const size = 256 * 1024;
const filled = (piece: string): string => piece.repeat(Math.floor(size / piece.length));

const head = '*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n';
const rule = (words: string): string => `${head}-A FORWARD ${words} -j DROP\nCOMMIT\n`;
/** A dump with so many chains, of which packets come to the first; `rules` of each but the last. */
const chains = (count: number, rules: (at: number) => readonly string[]): string => {
  const all = Array.from({ length: count }, (_, at) => at);
  const lines = [
    ...all.map((at) => `:c${at} - [0:0]`),
    '-A FORWARD -j c0',
    ...all.slice(1).flatMap((at) => rules(at - 1)),
  ];
  return `${head}${lines.filter((line) => line !== '').join('\n')}\nCOMMIT\n`;
};
const usual = rule('-s 10.0.0.9/32');

/** What is large, the files and the words of the command line. */
const lint = 'lint --config none.json dump';
const trace = 'trace -s 10.0.0.1 -d 10.0.0.2 -i eth0 -o eth1 -p tcp --dport 80 dump';
const rows: readonly (readonly [name: string, line: string, files: Readonly<Record<string, string>>])[] = [
  ['one word', lint, { dump: rule(`-m comment --comment ${filled('x')}`) }],
  ['many options', 'parse --format json dump', { dump: rule(filled('-p tcp ')) }],
  ['many options that nobody knows', lint, { dump: rule(filled('! --zzz ')) }],
  ['many matches', lint, { dump: rule(filled('-m tcp ')) }],
  ['many quotes', lint, { dump: rule(filled('"')) }],
  ['a list of addresses', lint, { dump: rule(`-s ${filled('1.2.3.4,')}1.2.3.4`) }],
  [
    'two lists of addresses',
    trace,
    { dump: rule(`-s ${'1.2.3.4,'.repeat(1200)}1.2.3.4 -d ${'1.2.3.4,'.repeat(1200)}1.2.3.4`) },
  ],
  ['lines that are none', lint, { dump: filled('\x1b[2J\n') }],
  ['NUL bytes', lint, { dump: filled('\0') }],
  ['tables', lint, { dump: filled('*filter\nCOMMIT\n') }],
  [
    'ranges of two dimensions',
    `${trace} --ipset sets`,
    {
      dump: usual,
      sets: `create s hash:net,net\n${filled('add s 0.0.0.1-255.255.255.254,0.0.0.1-255.255.255.254\n')}`,
    },
  ],
  [
    'a nested configuration',
    'lint --config config dump',
    { dump: usual, config: `${filled('{"a":')}1${filled('}')}` },
  ],
  ['a nested list of addresses', `${trace} --addrs addrs`, { dump: usual, addrs: filled('[') }],
  ['a deep row of chains', trace, { dump: chains(5000, (at) => [`-A c${at} -j c${at + 1}`]) }],
  [
    'chains that call one another',
    lint,
    { dump: chains(2, () => '-A c0 -j c1\n-A c1 -j c0\n'.repeat(3000).split('\n')) },
  ],
  ['chains without rules', trace, { dump: chains(100_000, () => []) }],
  ['a line of packets', `${trace} --packets packets`, { dump: usual, packets: filled('--src ') }],
];

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'calitrace-giants-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('256 KB of one thing, with 400 MB to work in', () => {
  it.each(rows)(
    '%s',
    (_, line, files) => {
      for (const [name, text] of Object.entries({ 'none.json': '{}', ...files }))
        writeFileSync(join(folder, name), text, 'latin1');
      // Ended where it hangs: what it takes is seconds at most.
      const { status, signal, stdout, stderr } = spawnSync(
        process.execPath,
        ['--max-old-space-size=400', bin, ...line.split(' ')],
        { cwd: folder, encoding: 'utf8', timeout: 120_000, killSignal: 'SIGKILL', maxBuffer: 1 << 28 },
      );
      expect(signal).toBeNull();
      expect([0, 1, 2]).toContain(status);
      expect(stderr).not.toMatch(/^ {4}at /m);
      expect(outputFault(stdout) ?? outputFault(stderr)).toBeUndefined();
      // However much is wrong, of each line a bounded number of problems is told.
      expect(stdout.length + stderr.length).toBeLessThan(100 * size);
    },
    150_000,
  );
});
