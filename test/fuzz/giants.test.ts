import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pcap, pcapng, tcp4 } from '../observed/captures.js';
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
const withSets = `${trace} --ipset sets`;
const begin = 'version: 1\ndumps: [dump]\nflows:\n';
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
  ['many sets', withSets, { dump: usual, sets: each((at) => `create s${at} hash:ip family inet\n`) }],
  [
    'one set',
    withSets,
    { dump: usual, sets: `create s hash:ip\n${each((at) => `add s 10.${at >> 8}.${at & 255}.1\n`)}` },
  ],
  ['elements of a set that is not there', withSets, { dump: usual, sets: filled('add s 10.0.0.1\n') }],
  [
    'a comment of a set',
    withSets,
    { dump: usual, sets: `create s hash:ip comment\nadd s 10.0.0.1 comment "${filled('x')}"\n` },
  ],
  [
    'sets of sets',
    withSets,
    {
      dump: rule('-m set --match-set l0 src'),
      sets: each((at) => `create l${at} list:set size 8\n`, 20) + each((at) => `add l${at} l${at + 1}\n`, 20),
    },
  ],
  [
    'a set of ranges',
    withSets,
    { dump: usual, sets: `create s hash:net\n${filled('add s 0.0.0.1-255.255.255.254\n')}` },
  ],
  ['a bitmap', withSets, { dump: usual, sets: 'create s bitmap:ip range 0.0.0.0/0\n' }],
  ['flows', 'test flows', { dump: usual, flows: `${begin}${each((at) => `  - ${flow(at)}`, 90)}` }],
  [
    'flows in JSON',
    'test flows',
    {
      dump: usual,
      flows: `{"version":1,"dumps":["dump"],"flows":[${each((at) => `${jsonFlow(at)},`, 120)}${jsonFlow(0)}]}`,
    },
  ],
  [
    'dumps of flows',
    'test flows',
    {
      dump: usual,
      flows: `version: 1\ndumps:\n${each((at) => `- { file: d${at} }\n`)}flows:\n  - ${flow(0)}`,
    },
  ],
  [
    'a name of a flow',
    'test flows',
    { dump: usual, flows: `${begin}  - name: ${filled('x')}\n    ${flow(0)}` },
  ],
  [
    'expectations of a flow',
    'test flows',
    {
      dump: usual,
      flows: `${begin}  - ${flow(0).replace('dropped', `{ passes: [${filled('filter/FORWARD,')}] }`)}`,
    },
  ],
  [
    'keys of flows that nobody knows',
    'test flows',
    { dump: usual, flows: `${begin}${filled('  - x: 1\n')}` },
  ],
  ['nested flows', 'test flows', { dump: usual, flows: `${begin}${filled('- ')}` }],
  [
    'anchors of flows',
    'test flows',
    { dump: usual, flows: `${begin}${each((at) => `  - &a${at} [*a${at - 1}, *a${at - 1}]\n`, 30)}` },
  ],
  ['flows that are cut off', 'test flows', { dump: usual, flows: filled('{"a":[') }],
  ['frames of a capture', `trace --from-pcap capture dump`, { dump: usual, capture: pcap(101, many(tcp4)) }],
  ['frames of nothing', `trace --from-pcap capture dump`, { dump: usual, capture: pcap(101, many('')) }],
  ['one frame', `trace --from-pcap capture dump`, { dump: usual, capture: pcap(101, [tcp4 + filled('x')]) }],
  [
    'a frame that is not there',
    `trace --from-pcap capture dump`,
    { dump: usual, capture: pcap(101, [tcp4]) + '\xff'.repeat(16) },
  ],
  [
    'blocks of a capture',
    `trace --from-pcap capture dump`,
    {
      dump: usual,
      capture: pcapng(
        101,
        'eth0',
        many(tcp4).map((frame) => [frame, 2]),
      ),
    },
  ],
  [
    'a name of an interface',
    `trace --from-pcap capture dump`,
    { dump: usual, capture: pcapng(101, 'x'.repeat(65_000), [[tcp4, 1]]) },
  ],
  [
    'a redacted snapshot',
    'snapshot --redact node',
    {
      node: snapshotWith(
        each(
          (at) => `-A FORWARD -s 10.${at >> 8}.${at & 255}.1/32 -m comment --comment "of x${at}" -j DROP\n`,
        ),
      ),
    },
  ],
  [
    'words of a redacted snapshot',
    'snapshot --redact node',
    { node: snapshotWith(`-A FORWARD -m comment --comment "${filled('a1 ')}" -j DROP\n`) },
  ],
  [
    'bytes of a redacted snapshot',
    'snapshot --redact node',
    { node: snapshotWith(filled('-A FORWARD -m u32 --u32 "0xe=0x1" -j DROP\n')) },
  ],
];

/** So many pieces that differ, or as many as there is room for. */
function each(piece: (at: number) => string, share = 25): string {
  return Array.from({ length: Math.floor(size / share) }, (_, at) => piece(at)).join('');
}

function many(frame: string): readonly string[] {
  return Array.from({ length: Math.floor(size / (frame.length + 16)) }, () => frame);
}

function flow(at: number): string {
  return `packet: { src: 10.0.${(at >> 8) & 255}.${at & 255}, dst: 10.0.0.2, dport: 80, iif: eth0, oif: eth1 }\n    expect: dropped\n`;
}

function jsonFlow(at: number): string {
  return `{"packet":{"src":"10.0.${(at >> 8) & 255}.${at & 255}","dst":"10.0.0.2","dport":80,"iif":"eth0","oif":"eth1"},"expect":"dropped"}`;
}

function snapshotWith(rules: string): string {
  const lines = `${head}${rules}COMMIT`.split('\n');
  const output = { holds: 'tables', family: 4, backend: 'nft', lines };
  return JSON.stringify({ format: 'calitrace.snapshot', version: 1, outputs: [output] });
}

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'calitrace-giants-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Ended {
  readonly status: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the program with so much memory, in megabytes, and ends it where it hangs: what it takes is seconds at most. */
async function ended(line: string, files: Readonly<Record<string, string>>, memory: number): Promise<Ended> {
  for (const [name, text] of Object.entries({ 'none.json': '{}', ...files }))
    writeFileSync(join(folder, name), text, 'latin1');
  return new Promise((resolve) => {
    const program = execFile(
      process.execPath,
      [`--max-old-space-size=${memory}`, bin, ...line.split(' ')],
      { cwd: folder, encoding: 'utf8', timeout: 120_000, killSignal: 'SIGKILL', maxBuffer: 1 << 28 },
      (_, stdout, stderr) =>
        resolve({ status: program.exitCode, signal: program.signalCode, stdout, stderr }),
    );
    program.stdin?.end();
  });
}

function expectSound({ status, signal, stdout, stderr }: Ended): void {
  expect(signal).toBeNull();
  expect([0, 1, 2]).toContain(status);
  expect(stderr).not.toMatch(/^ {4}at /m);
  expect(outputFault(stdout) ?? outputFault(stderr)).toBeUndefined();
}

describe('256 KB of one thing, with 400 MB to work in', () => {
  it.each(rows)(
    '%s',
    async (_, line, files) => {
      const outcome = await ended(line, files, 400);
      expectSound(outcome);
      // However much is wrong, of each line a bounded number of problems is told.
      expect(outcome.stdout.length + outcome.stderr.length).toBeLessThan(100 * size);
    },
    150_000,
  );
});

describe('20 000 flows, 1.9 MB, with 100 MB to work in', () => {
  const count = Array.from({ length: 20_000 }, (_, at) => at);
  it.each([
    ['YAML', `${begin}${count.map((at) => `  - ${flow(at)}`).join('')}`],
    ['JSON', `{"version":1,"dumps":["dump"],"flows":[${count.map(jsonFlow).join(',\n')}]}`],
  ])(
    '%s',
    async (_, flows) => {
      const outcome = await ended('test flows -q', { dump: rule('-s 10.0.0.9/32'), flows }, 100);
      expectSound(outcome);
      expect(outcome.stdout.slice(-40)).toContain('1 passed, 19999 failed');
    },
    150_000,
  );
});
