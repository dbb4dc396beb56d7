import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documentsOf } from './documents.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const story = join(root, 'examples/01-pod-asks-dns');
const [, ...asked] = readFileSync(join(story, 'command'), 'utf8').trim().split(' ');

/** Where the packed file is installed: a folder with nothing else, as \`npm install -g\` would have it. */
let folder = '';
let packed = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'calitrace-install-'));
  const quiet = { stdio: ['ignore', 'ignore', 'inherit'] as ['ignore', 'ignore', 'inherit'] };
  execFileSync(process.execPath, [join(root, 'scripts/package.mjs'), join(folder, 'build')], quiet);
  packed = join(
    folder,
    'build',
    readdirSync(join(folder, 'build')).find((file) => file.endsWith('.tgz')) ?? '',
  );
  mkdirSync(join(folder, 'home'));
  execFileSync(
    'npm',
    [
      'install',
      '--global',
      '--offline',
      '--ignore-scripts',
      '--silent',
      '--prefix',
      join(folder, 'there'),
      packed,
    ],
    {
      ...quiet,
      cwd: folder,
      env: { ...process.env, HOME: join(folder, 'home'), npm_config_cache: join(folder, 'cache') },
    },
  );
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs an installed program where the example is, with nothing of the clone in reach. */
function installed(
  program: string,
  ...args: readonly string[]
): ReturnType<typeof spawnSync> & { stdout: string } {
  return spawnSync(process.execPath, [join(folder, 'there/bin', program), ...args], {
    cwd: story,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], HOME: join(folder, 'home') },
  });
}

describe('the packed package', () => {
  it('holds what runs, the documents, the pages and the licences, and nothing of this machine', () => {
    const files = execFileSync('tar', ['tzf', packed], { encoding: 'utf8' }).trim().split('\n').sort();
    const isType = (file: string): boolean => /^package\/dist\/library\/types\/src\/.*\.d\.ts$/.test(file);
    expect(files.some(isType)).toBe(true);
    expect(
      files
        .filter((file) => !isType(file))
        .map((file) =>
          file
            .replace(/(start|trace|grammar|packages|rest)-[0-9a-f]{8}\.cjs$/, '$1.cjs')
            .replace(/calitrace-\w+\.1$/, 'calitrace-COMMAND.1'),
        ),
    ).toEqual(
      [
        'package/CHANGELOG.md',
        'package/LICENSE',
        'package/README.md',
        'package/THIRD-PARTY-LICENSES.txt',
        'package/bin/calitrace.js',
        'package/bin/package.json',
        'package/dist/calitrace.cjs',
        'package/dist/library/calitrace.js',
        ...documentsOf(root).map((file) => `package/${file}`),
        ...['start', 'trace', 'grammar', 'packages', 'rest'].map((pack) => `package/dist/parts/${pack}.cjs`),
        ...files
          .filter((file) => /calitrace-\w+\.1$/.test(file))
          .map(() => 'package/man/calitrace-COMMAND.1'),
        'package/man/calitrace.1',
        'package/package.json',
      ].sort(),
    );
    expect(files).toContain('package/man/calitrace-trace.1');
  });

  it('depends on no other package', () => {
    const there = join(folder, 'there/lib/node_modules');
    expect(readdirSync(there).filter((name) => !name.startsWith('.'))).toEqual(['calitrace']);
    expect(existsSync(join(there, 'calitrace/node_modules'))).toBe(false);
  });

  it('carries the licence of every package that it is built with', () => {
    const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      readonly dependencies: Readonly<Record<string, string>>;
    };
    const licenses = readFileSync(join(folder, 'build/package/THIRD-PARTY-LICENSES.txt'), 'utf8');
    for (const name of Object.keys(dependencies))
      expect(licenses).toMatch(new RegExp(`^${name} \\d+\\.`, 'm'));
    expect(licenses.match(/Apache License\s+Version 2\.0/g)).toHaveLength(1);
  });

  it('traces as the clone does', () => {
    const { stdout, stderr, status } = installed('calitrace', ...asked);
    const here = spawnSync(process.execPath, [join(root, 'bin/calitrace.js'), ...asked], {
      cwd: story,
      encoding: 'utf8',
    });
    expect([stdout, stderr, status]).toEqual([here.stdout, here.stderr, here.status]);
    expect(status).toBe(0);
  });

  it('is a library with types', () => {
    const there = join(folder, 'there/lib');
    const program = `import { lint, trace, type JsonTrace, type Packet } from 'calitrace';
const dump: string = '*filter\\n:INPUT DROP [0:0]\\nCOMMIT\\n';
const packet: Packet = { src: '192.0.2.1', dst: '192.0.2.2', dport: 22, iif: 'eth0' };
const told: JsonTrace = await trace(dump, packet, { local: ['192.0.2.2'] });
const ends: readonly string[] = told.paths.map(({ disposition }) => disposition.kind);
console.log(ends.join(), (await lint(dump)).findings.length);
// @ts-expect-error: there is no such key
await trace(dump, { source: '192.0.2.1' }).catch((error: unknown) => console.log(String(error)));
`;
    writeFileSync(join(there, 'program.mts'), program);
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const words = [
      '--target',
      'es2022',
      '--module',
      'nodenext',
      '--strict',
      '--lib',
      'es2022,dom',
      'program.mts',
    ];
    const compiled = spawnSync(process.execPath, [tsc, ...words], { cwd: there, encoding: 'utf8' });
    expect(compiled.stdout).toBe('');
    expect(execFileSync(process.execPath, ['program.mjs'], { cwd: there, encoding: 'utf8' })).toBe(
      'dropped 0\nInputError: "source" is nothing that a packet has\n',
    );
  });

  it('comes into CommonJS', () => {
    const ask = `(async ({ lint }) => console.log((await lint('*filter\\nCOMMIT\\n')).format))`;
    const canRequire = process.features.require_module;
    for (const given of ["await import('calitrace')", ...(canRequire ? ["require('calitrace')"] : [])]) {
      writeFileSync(join(folder, 'there/lib/program.cjs'), `(async () => { await ${ask}(${given}); })();`);
      expect(
        execFileSync(process.execPath, ['--no-warnings', 'program.cjs'], {
          cwd: join(folder, 'there/lib'),
          encoding: 'utf8',
        }),
      ).toBe('calitrace.lint\n');
    }
  });

  it('lints with the pages of its lint rules', () => {
    expect(installed('calitrace', 'lint', '--explain', 'shadowed-rule').stdout).toMatch(/^# shadowed-rule\n/);
  });

  it('puts its manual pages where man looks', () => {
    expect(readdirSync(join(folder, 'there/share/man/man1'))).toEqual(
      readdirSync(join(folder, 'build/package/man')),
    );
  });

  it('is a plugin of kubectl', () => {
    const { stdout } = installed('kubectl-calitrace', 'trace', '--help');
    expect(stdout).toMatch(/^Usage: kubectl calitrace trace \[options\] \[dump\]\n/);
    expect(stdout).toContain('sudo iptables-save | kubectl calitrace trace -s');
    expect(installed('calitrace', 'trace', '--help').stdout).not.toContain('kubectl calitrace');
    expect(installed('kubectl-calitrace', 'trace').stderr).toBe(
      'calitrace: the packet needs --src ADDRESS and --dst ADDRESS (kubectl calitrace trace --help has examples)\n',
    );
    expect(installed('kubectl-calitrace', ...asked).stdout).toBe(installed('calitrace', ...asked).stdout);
  });
});
