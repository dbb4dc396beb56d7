import { describe, expect, it } from 'vitest';
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
    ['explain -\x9b31m', `calitrace: unknown option '-\\x9b31m'\n`],
    ['\u202e\x1b[31m', `calitrace: unknown command '\\u202e\\x1b[31m'\n${hint}`],
    ['trace', 'calitrace: the packet needs --src ADDRESS (calitrace trace --help has examples)\n'],
    [
      'trace -src 10.0.0.1 -dst=10.0.0.2 dump.save',
      `calitrace: too many arguments for 'trace'. Expected 1 argument but got 2.\n(Did you mean --src, --dst?)\n`,
    ],
    [
      'trace -dport 80 --src 10.0.0.1',
      'calitrace: --dst: "port" is not an IPv4 or IPv6 address: names go into --to, with --names FILE\n(Did you mean --dport?)\n',
    ],
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
  it.each(['--help', 'trace --help', 'verify --help', 'parse --help', 'help trace', 'help verify'])(
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
