import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const bin = fileURLToPath(new URL('../../bin/calitrace.js', import.meta.url));
const dump = '*filter\n:INPUT DROP [0:0]\n:FORWARD ACCEPT [0:0]\n-A FORWARD -d 10.0.0.9/32 -j DROP\nCOMMIT\n';
const packet = '-s 10.0.0.1 -d 10.0.0.2 -i eth0 -o eth1';

let folder = '';
beforeAll(() => {
  execute('node scripts/build.mjs');
  folder = mkdtempSync(join(tmpdir(), 'calitrace-cli-'));
  writeFileSync(join(folder, 'dump.save'), dump);
  writeFileSync(
    join(folder, 'bytes.save'),
    Buffer.from(dump.replace('-j DROP', '-m comment --comment "\u00e9" -j DROP').trimEnd(), 'latin1'),
  );
  writeFileSync(
    join(folder, 'large.save'),
    Buffer.from(dump.replace('COMMIT', `${'# \u00e9\u00ff\n'.repeat(300_000)}COMMIT`), 'latin1'),
  );
  const rules = Array.from(
    { length: 20_000 },
    (_, index) => `-A FORWARD -s 10.1.${index >> 8}.${index & 255}/32 -j DROP\n`,
  ).join('');
  writeFileSync(join(folder, 'long.save'), dump.replace('COMMIT', `${rules}COMMIT`));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Runs a shell line in which `calitrace` is the program and `$D` the folder of the dumps. */
function execute(
  line: string,
  input?: string | Buffer,
): { stdout: Buffer; stderr: string; status: number | null } {
  const { stdout, stderr, status } = spawnSync(
    'bash',
    ['-c', `set -o pipefail; calitrace() { "${process.execPath}" "${bin}" "$@"; }\n${line}`],
    {
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
      env: { ...process.env, D: folder, NO_COLOR: '1' },
      timeout: 60_000,
      ...(input === undefined ? {} : { input }),
    },
  );
  return { stdout, stderr: stderr.toString(), status };
}

describe('the program as a process', () => {
  it('lints in a folder that is gone', () => {
    const { stdout, stderr, status } = execute(
      'mkdir $D/gone; cd $D/gone; rmdir $D/gone; calitrace lint $D/dump.save',
    );
    expect([status, stderr, stdout.toString()]).toEqual([0, '', 'nothing found\n']);
  });

  it.each([
    ['without', 'rm $D/copy/dist/parts/*.bin'],
    ['with another', 'for file in $D/copy/dist/parts/*.bin; do echo x > $file; done'],
  ])('starts %s compiled program', (_, change) => {
    execute(`rm -rf $D/copy; mkdir $D/copy; cp -r bin dist package.json $D/copy; ${change}`);
    const trace = `trace ${packet} -q $D/dump.save`;
    const { stdout, stderr, status } = execute(
      `HOME=/ "${process.execPath}" $D/copy/bin/calitrace.js ${trace}`,
    );
    expect([stdout.toString(), stderr, status]).toEqual([
      execute(`calitrace ${trace}`).stdout.toString(),
      '',
      0,
    ]);
  });

  const rows: readonly (readonly [line: string, status: number, stdout: RegExp, stderr: RegExp])[] = [
    ['calitrace lint --explain shadowed-rule', 0, /^# shadowed-rule\n[^]*## When to leave it off\n/, /^$/],
    [
      'cd $D; calitrace lint --config none.json dump.save',
      2,
      /^$/,
      /^calitrace: cannot read none\.json: there is/,
    ],
    [
      'cd $D; calitrace lint --baseline known.json --write-baseline dump.save',
      0,
      /^nothing found$/m,
      /^calitrace: known\.json: 0 findings written$/m,
    ],
    [`cat $D/dump.save | calitrace trace ${packet} -q`, 0, /^FORWARDED/, /^$/],
    [`calitrace trace ${packet} -q < $D/dump.save`, 0, /^FORWARDED/, /^$/],
    [`calitrace trace ${packet} -q $D/dump.save < /dev/null`, 0, /^FORWARDED/, /^$/],
    [`calitrace trace ${packet} -q $D/dump.save <&-`, 0, /^FORWARDED/, /^$/],
    [`calitrace trace ${packet} <&-`, 2, /^$/, /the input is empty/],
    [`calitrace trace ${packet} < /dev/null`, 2, /^$/, /the input is empty/],
    [`calitrace trace ${packet} < $D`, 2, /^$/, /stdin/],
    [`calitrace trace ${packet} $D`, 2, /^$/, /it is a directory/],
    [`calitrace trace ${packet} $D/none`, 2, /^$/, /there is no such file/],
    [`calitrace trace ${packet} $D/dump.save/x`, 2, /^$/, /part of the path is no directory/],
    [`head -c 4000 /dev/urandom | calitrace trace ${packet}`, 2, /^$/, /stdin/],
    [`calitrace trace ${packet} --expect dropped -q $D/dump.save`, 1, /^FORWARDED/, /^$/],
    [
      `calitrace trace ${packet} $D/dump.save 2>&1 >/dev/full`,
      2,
      /^calitrace: cannot write the output: no space is left$/m,
      /^$/,
    ],
    [
      'calitrace lint $D/dump.save --baseline /dev/full --write-baseline',
      2,
      /^$/,
      /^calitrace: cannot write \/dev\/full: no space is left$/m,
    ],
    ['calitrace lint < /dev/zero', 2, /^$/, /^calitrace: cannot read standard input: it is too large\n$/],
    ['calitrace lint /dev/zero', 2, /^$/, /^calitrace: cannot read \/dev\/zero: it is too large\n$/],
    ['calitrace parse <(cat $D/dump.save)', 0, /COMMIT\n$/, /^$/],
    ['calitrace --version', 0, /^\d+\.\d+\.\d+\n$/, /^$/],
    ['(sleep 0.2; cat $D/dump.save) | calitrace parse', 0, /COMMIT\n$/, /^$/],
  ];
  for (const [line, status, stdout, stderr] of rows) {
    it(line, () => {
      const found = execute(line);
      expect(found.stderr).toMatch(stderr);
      expect(found.stdout.toString()).toMatch(stdout);
      expect(found.status).toBe(status);
      expect(`${found.stderr}${found.stdout.toString()}`).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
    });
  }

  it('a reader that stops early ends it quietly', () => {
    const { stdout, stderr } = execute('calitrace parse $D/long.save | head -n 1');
    expect([stdout.toString(), stderr]).toEqual(['*filter\n', '']);
    const verbose = execute(`calitrace trace ${packet} -v $D/long.save | head -n 1`);
    expect(verbose.stderr).toBe('');
  });
  it('what became of what is for the owner of the file alone, and a pipe stays what it is', () => {
    const made = {
      format: 'calitrace.snapshot',
      version: 1,
      outputs: [{ holds: 'tables', family: 4, backend: 'nft', lines: dump.split('\n') }],
    };
    writeFileSync(join(folder, 'node.calitrace'), JSON.stringify(made));
    const redact = 'calitrace snapshot --redact $D/node.calitrace --renames';
    for (const before of ['rm -f $D/mine', 'echo old > $D/mine; chmod 644 $D/mine']) {
      const { stdout } = execute(
        `umask 022; ${before}; ${redact} $D/mine > /dev/null; stat -c %a $D/mine; grep -c 10.0.0.9 $D/mine; grep -c old $D/mine`,
      );
      expect(stdout.toString()).toBe('600\n1\n0\n');
    }
    expect(execute(`${redact} >(cat >&2) > /dev/null; sleep 0.3`).stderr).toMatch(/^10\.0\.0\.9\/32\t10\./);
    expect(
      execute(
        `stat -c %a /dev/null; ${redact} /dev/null > /dev/null; stat -c %a /dev/null`,
      ).stdout.toString(),
    ).toBe('666\n666\n');
  });
  it('all of a long output comes through a pipe', () => {
    const { stdout, status } = execute('calitrace parse $D/long.save | cat');
    expect([status, stdout.length]).toEqual([0, execute('cat $D/long.save').stdout.length]);
  });
  it('bytes that are no UTF-8, and a missing final newline, come out as they went in', () => {
    expect(execute('calitrace parse $D/large.save | cmp - $D/large.save').status).toBe(0);
    const { stdout, stderr } = execute('calitrace parse < $D/bytes.save');
    expect(stdout.equals(execute('cat $D/bytes.save').stdout)).toBe(true);
    expect(stderr).not.toContain('error');
  });
});
