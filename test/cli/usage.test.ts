import { describe, expect, it } from 'vitest';
import { commandHeads } from '../../src/cli/commandHeads.js';
import { run } from './run.js';

const hint = '(add --help for the options)\n';

describe('a command line that cannot be used', () => {
  it.each([
    ['tracee', `calitrace: unknown command 'tracee'\n(Did you mean trace?)\n${hint}`],
    ['help tracee', `calitrace: unknown command 'tracee'\n${hint}`],
    ['trace --sorce 10.0.0.1', `calitrace: unknown option '--sorce'\n(Did you mean --src?)\n`],
    ['trace --destination=10.0.0.1', `calitrace: unknown option '--destination'\n(Did you mean --dst?)\n`],
    ['reach --in-interface eth0', `calitrace: unknown option '--in-interface'\n(Did you mean --iif?)\n`],
    ['lint --json', `calitrace: unknown option '--json'\n(Did you mean --format json?)\n`],
    ['lint --in-interface eth0', `calitrace: unknown option '--in-interface'\n`],
    ['trace --html', `calitrace: unknown option '--html'\n(Did you mean --format html?)\n`],
    ['trace --svg', `calitrace: unknown option '--svg'\n`],
    ['trace --form text', `calitrace: unknown option '--form'\n(Did you mean --from?)\n`],
    ['path --src 10.0.0.1', `calitrace: unknown option '--src'\n(Did you mean --from?)\n`],
    ['path --live', `calitrace: unknown option '--live'\n`],
    ['lint --src 10.0.0.1', `calitrace: unknown option '--src'\n`],
    ['graph --packets x', `calitrace: unknown option '--packets'\n`],
    ['trace --port 80', `calitrace: unknown option '--port'\n(Did you mean one of --dport, --sport?)\n`],
    [
      '--color never trace dump.save',
      `calitrace: unknown option '--color'\n(options of trace stand behind it: calitrace trace --color …)\n${hint}`,
    ],
    ['-v', `calitrace: unknown option '-v'\n(Did you mean --version?)\n${hint}`],
    ['version', `calitrace: unknown command 'version'\n(Did you mean --version?)\n${hint}`],
    [
      'diff dump.save',
      "calitrace: missing required argument 'new' (calitrace diff <old> <new>; --help has examples)\n",
    ],
    [
      'explain',
      "calitrace: missing required argument 'what' (calitrace explain [chain|rule|mark|ipset] <what> [dump]; --help has examples)\n",
    ],
    [
      'snapshot node.calitrace',
      'calitrace: without --redact this machine is read: leave node.calitrace out (calitrace snapshot > FILE writes what is read into a file)\n',
    ],
    ['explain -\x9b31m', `calitrace: unknown option '-\\x9b31m'\n`],
    ['\u202e\x1b[31m', `calitrace: unknown command '\\u202e\\x1b[31m'\n${hint}`],
    [
      'trace',
      'calitrace: the packet needs --src ADDRESS and --dst ADDRESS (calitrace trace --help has examples)\n',
    ],
    [
      'trace --dst 10.0.0.1',
      'calitrace: the packet needs --src ADDRESS (calitrace trace --help has examples)\n',
    ],
    [
      'trace -src 10.0.0.1 -dst=10.0.0.2 dump.save',
      `calitrace: too many arguments for 'trace'. Expected 1 argument but got 2.\n(Did you mean --src, --dst?)\n`,
    ],
    [
      'trace -dport 80 --src 10.0.0.1',
      'calitrace: --dst: "port" is not an IPv4 or IPv6 address: names go into --to, with --names FILE\n(Did you mean --dport?)\n',
    ],
    ['lint ""', 'calitrace: cannot read "": there is no such file\n'],
    ['trace -qv --src', `calitrace: option '-s, --src <address>' argument missing\n`],
    ['trace --src', `calitrace: option '-s, --src <address>' argument missing\n`],
  ])('calitrace %s', async (line, stderr) => {
    expect(await run(line)).toEqual({ stdout: '', stderr, status: 2 });
  });

  it('without any word is answered with the commands', async () => {
    const { stdout, stderr, status } = await run('');
    expect({ stdout, status }).toEqual({ stdout: '', status: 2 });
    expect(stderr).toContain('trace [dump]');
  });
});

describe('help', () => {
  it.each(['--help', 'help trace', ...commandHeads.map(({ name }) => `${name} --help`)])(
    'calitrace %s fits its page',
    async (line) => {
      const { stdout, stderr, status } = await run(line, { columns: 80 });
      expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
      expect(stdout).toMatch(/^Usage: calitrace/);
      for (const row of stdout.split('\n')) expect(row.length, row).toBeLessThanOrEqual(80);
    },
  );

  it('shows commands that can be used', async () => {
    const { stdout } = await run('trace --help');
    expect(stdout).toContain('Examples:');
    expect(stdout).toContain('Exit code:');
  });
});
