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

it.each<[string, Parameters<typeof run>[1], widest: readonly [stdout: number, stderr: number]]>([
  ['a terminal', { stdoutIsTerminal: true, columns: 70 }, [70, 70]],
  ['two terminals', { stdoutIsTerminal: true, columns: 70, errorColumns: 50 }, [70, 50]],
  ['a pipe to a pager on a narrow terminal', { stdoutIsPipe: true, errorColumns: 60 }, [60, 60]],
  ['a pipe to a pager on a wide terminal', { stdoutIsPipe: true, errorColumns: 120 }, [100, 120]],
  ['a pipe, and no terminal', { stdoutIsPipe: true }, [100, 100]],
  ['a file, errors on a terminal', { errorColumns: 60 }, [100, 60]],
  ['COLUMNS', { stdoutIsPipe: true, errorColumns: 60, environment: { COLUMNS: '80' } }, [80, 80]],
])('text is as wide as %s', async (_name, around, widest) => {
  const long = Array.from({ length: 60 }, () => 'word').join(' ');
  const faulty = `${dump}# from the other tool\n`.replace(
    '-A FORWARD -s',
    `-A FORWARD -m comment --comment "${long}" -j ACCEPT\n-A FORWARD --nonsense ${long}\n-A FORWARD -s`,
  );
  const { stdout, stderr } = await run('trace --src 10.0.0.1 --dst 10.0.0.2 --iif eth0 --oif eth1 a', {
    ...around,
    environment: { NO_COLOR: '1', ...around?.environment },
    files: { a: faulty },
  });
  const [excerpt = ''] = /^ {4}-A .*$/m.exec(stderr) ?? [];
  const widestOf = (text: string): number => Math.max(...text.split('\n').map((line) => line.length));
  const isNear = (width: number, limit: number): boolean => width <= limit && width > limit - 12;
  expect(
    [isNear(widestOf(stdout), widest[0]), isNear(widestOf(excerpt), widest[1])],
    `${stdout}${stderr}`,
  ).toEqual([true, true]);
});
