import { describe, expect, it } from 'vitest';
import { filter } from '../engine/trace.js';
import { run } from './run.js';

const commands = [
  '',
  'trace',
  'lint',
  'reach',
  'diff',
  'test',
  'explain',
  'graph',
  'verify',
  'path',
  'snapshot',
  'parse',
  'completion',
];

describe('the help of a command fits a terminal of 80 columns', () => {
  it.each(commands)('calitrace %s', async (command) => {
    const { stdout } = await run(`${command} --help`, { columns: 80 });
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(stdout).toContain('Usage: ');
  });
});

const dump = filter({
  FORWARD: ['-s 10.0.0.0/8 -j from-the-inside-of-the-house'],
  'from-the-inside-of-the-house': ['-p tcp -m tcp --dport 80 -j DROP'],
});
const rejecting = dump.replace('DROP\n', 'REJECT\n');

describe('all lines fit the terminal but commands to be copied', () => {
  it.each<[line: string, first: string]>([
    ['reach --to filter/from-the-inside-of-the-house:1 a', 'packets that match filter '],
    [
      'reach --to filter/from-the-inside-of-the-house --proto udp --dst 10.0.0.1 a',
      'packets that come to filter ',
    ],
    ['reach --to filter/from-the-inside-of-the-house:1 --proto udp a', 'NO PACKETS match filter '],
    ['diff a b', '1 difference'],
    ['diff a a', 'equivalent: '],
  ])('%s', async (line, first) => {
    for (const columns of [40, 60, 80]) {
      const { stdout } = await run(line, {
        files: { a: dump, b: rejecting },
        columns,
        stdoutIsTerminal: true,
        environment: { NO_COLOR: '1' },
      });
      expect(stdout.replaceAll('\n', ' ').startsWith(first)).toBe(true);
      const wide = stdout.split('\n').filter((row) => row.length > columns);
      expect(wide.filter((row) => !row.includes('calitrace trace '))).toEqual([]);
    }
  });

  it('pieces of a sentence keep their colours where it is broken', async () => {
    const { stdout } = await run('reach --to filter/from-the-inside-of-the-house:1 --color always a', {
      files: { a: dump },
      columns: 40,
    });
    expect(stdout.split('\n').slice(0, 4)).toEqual([
      'packets that \u001b[1mmatch filter\u001b[22m',
      '\u001b[1mfrom-the-inside-of-the-house rule 1\u001b[22m, as',
      'they come to this node or leave a socket',
      'of it',
    ]);
  });
});
