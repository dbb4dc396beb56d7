import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { documentsOf } from './documents.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (file: string): string => readFileSync(`${root}${file}`, 'utf8');

interface Locked {
  readonly version?: string;
  readonly resolved?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const lock = (
  JSON.parse(read('package-lock.json')) as { readonly packages: Readonly<Record<string, Locked>> }
).packages;

/** Whether Node would find a package from a place of the lock file. */
function isReachable(place: string, name: string): boolean {
  for (let from = place; ; from = from.slice(0, Math.max(0, from.lastIndexOf('node_modules/') - 1))) {
    if (lock[`${from === '' ? '' : `${from}/`}node_modules/${name}`] !== undefined) return true;
    if (from === '') return false;
  }
}

describe('the package', () => {
  it('needs ten packages at run time', () => {
    const { dependencies } = JSON.parse(read('package.json')) as Locked;
    expect(Object.keys(dependencies ?? {}).sort()).toEqual([
      '@dagrejs/dagre',
      '@noble/hashes',
      '@scure/base',
      'chalk',
      'chevrotain',
      'cli-table3',
      'commander',
      'get-east-asian-width',
      'ip-num',
      'yaml',
    ]);
  });

  it('holds only what runs, and the documents to which it points', () => {
    const told = execFileSync(
      'npm',
      ['pack', '--dry-run', '--json', '--ignore-scripts', '--loglevel=error'],
      {
        cwd: root,
        encoding: 'utf8',
      },
    );
    const [packed] = JSON.parse(told) as readonly { readonly files: readonly { readonly path: string }[] }[];
    const paths = packed?.files.map(({ path }) => path) ?? [];
    const isPart = (path: string): boolean =>
      /^dist\/parts\/(?:start|trace|grammar|packages|rest)-[0-9a-f]{8}(?:\.cjs|-v[\d.]+-\w+\.bin)$/.test(
        path,
      );
    const isType = (path: string): boolean => /^dist\/library\/types\/src\/.*\.d\.ts$/.test(path);
    const others = paths.filter((path) => !isPart(path) && !isType(path));
    expect(others.sort()).toEqual(
      [
        'CHANGELOG.md',
        'LICENSE',
        'README.md',
        'bin/calitrace.js',
        'bin/package.json',
        'dist/calitrace.cjs',
        'dist/library/calitrace.js',
        ...documentsOf(root),
        'package.json',
      ].sort(),
    );
    expect(paths.some(isPart)).toBe(true);
  });
});

/** Our own files that are evaluated with a file, which the bundler knows. */
function evaluatedWith(
  file: string,
  inputs: Metafile['inputs'],
  seen = new Set<string>(),
): ReadonlySet<string> {
  seen.add(file);
  for (const { path, kind } of inputs[file]?.imports ?? [])
    if (kind === 'import-statement' && !seen.has(path)) evaluatedWith(path, inputs, seen);
  return seen;
}

describe('the bundle', async () => {
  const { inputs } = (
    await build({
      absWorkingDir: root,
      entryPoints: ['src/cli/main.ts'],
      bundle: true,
      packages: 'external',
      platform: 'node',
      format: 'cjs',
      write: false,
      metafile: true,
    })
  ).metafile;
  const start = [...evaluatedWith('src/cli/main.ts', inputs)];
  const trace = [...evaluatedWith('src/cli/traceCommand.ts', inputs)];
  const rows = [
    ['grammar/', false, true],
    ['src/matches/', false, true],
    ['src/packetset/', false, false],
    ['src/lint/', false, false],
    ['src/kernel/', false, false],
  ] as const;
  it.each(rows)('%s: who evaluates it', (room, everyStart, everyTrace) => {
    const isRoom = (file: string): boolean => file.startsWith(room);
    expect([start.some(isRoom), trace.some(isRoom)]).toEqual([everyStart, everyTrace]);
  });

  it('comes with what this Node compiles it to', () => {
    const script = `
      const { readFileSync } = require('node:fs');
      const { packs, prepare, packScript, compiledFile } = require('./dist/calitrace.cjs');
      prepare();
      const refused = packs.map((pack) => packScript(pack, readFileSync(compiledFile(pack))).cachedDataRejected);
      process.stdout.write(JSON.stringify(refused));`;
    const told = execFileSync(process.execPath, ['-e', script], { cwd: root, encoding: 'utf8' });
    expect(JSON.parse(told)).toEqual([false, false, false, false, false]);
  });

  const dump = 'examples/01-pod-asks-dns/dump.save';
  const opened: readonly (readonly [packs: string, args: readonly string[]])[] = [
    ['start', ['--help']],
    ['start trace', ['trace', '-s', '10.0.0.1', '-d', '10.0.0.2', '-i', 'eth0', dump]],
    [
      'start trace packages',
      ['trace', '--color', 'always', '-s', '2001:db8::1', '-d', '2001:db8::2', '-i', 'eth0', '-6', dump],
    ],
    ['start rest trace', ['lint', dump]],
    ['start rest trace grammar', ['parse', '--no-memo', dump]],
  ];
  it.each(opened)('opens %s for %j', (packs, args) => {
    const script = `
      const { loadProgram, packScript, chunksOf } = require('./dist/calitrace.cjs');
      const opened = [];
      const open = (pack) => {
        opened.push(pack.name.split('-')[0]);
        return chunksOf(packScript(pack));
      };
      loadProgram(open).main(['node', 'calitrace', ...process.argv.slice(1)]).then(() => {
        process.stderr.write('\\n' + opened.join(' '));
      });`;
    const { stderr } = spawnSync(process.execPath, ['-e', script, '--', ...args], {
      cwd: root,
      encoding: 'utf8',
    });
    expect(stderr.split('\n').at(-1)).toBe(packs);
  });
});

describe('the lock file', () => {
  it('names no download address', () => {
    expect(Object.keys(lock).filter((place) => lock[place]?.resolved !== undefined)).toEqual([]);
  });

  it('has every package of every platform, else npm ci refuses it', () => {
    const missing = Object.entries(lock).flatMap(([place, { dependencies, optionalDependencies }]) =>
      Object.keys({ ...dependencies, ...optionalDependencies })
        .filter((name) => !isReachable(place, name))
        .map((name) => `${place} needs ${name}`),
    );
    expect(missing).toEqual([]);
  });
});
