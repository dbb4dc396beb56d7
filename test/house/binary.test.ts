import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const examples = join(root, 'examples');
const [, ...asked] = readFileSync(join(examples, '01-pod-asks-dns/command'), 'utf8').trim().split(' ');

interface Answer {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | null;
}

describe.skipIf(process.platform !== 'linux')('the single executable', () => {
  let folder = '';
  let binary = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'calitrace-binary-'));
    binary = join(folder, 'calitrace');
    execFileSync(process.execPath, [join(root, 'scripts/binary.mjs'), binary], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    symlinkSync('calitrace', join(folder, 'kubectl-calitrace'));
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Starts a program where no Node.js is in reach. */
  function start(program: string, args: readonly string[], story = '', input = ''): Answer {
    const { stdout, stderr, status } = spawnSync(program, args, {
      cwd: join(examples, story),
      encoding: 'utf8',
      input,
      env: { PATH: folder },
    });
    return { stdout, stderr, status };
  }
  const bundled = (args: readonly string[], story = '', input = ''): Answer =>
    start(process.execPath, [join(root, 'bin/calitrace.js'), ...args], story, input);

  const rows: readonly (readonly [line: string, story: string, args: readonly string[], status: number])[] = [
    ['--help', '', ['--help'], 0],
    ['--version', '', ['--version'], 0],
    ['trace', '01-pod-asks-dns', asked, 0],
    ['lint', '10-lint', ['lint', 'dump.save'], 1],
    ['lint --explain', '', ['lint', '--explain', 'shadowed-rule'], 0],
    ['completion', '', ['completion', 'bash'], 0],
    ['what cannot be used', '', ['trace', '--src', 'nobody'], 2],
  ];
  it.each(rows)('%s: as the bundle', (_, story, args, status) => {
    const found = start(binary, args, story);
    expect(found).toEqual(bundled(args, story));
    expect(found.status).toBe(status);
    expect(`${found.stdout}${found.stderr}`).not.toBe('');
  });

  it('reads a dump from standard input', () => {
    const dump = readFileSync(join(examples, '10-lint/dump.save'), 'utf8');
    expect(start(binary, ['parse'], '', dump)).toEqual({ stdout: dump, stderr: '', status: 0 });
  });

  it('is a plugin of kubectl by its name', () => {
    expect(start('kubectl-calitrace', ['trace', '--help']).stdout).toMatch(
      /^Usage: kubectl calitrace trace /,
    );
  });
});
