import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

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
  it('needs five packages at run time', () => {
    const { dependencies } = JSON.parse(read('package.json')) as Locked;
    expect(Object.keys(dependencies ?? {}).sort()).toEqual([
      'chalk',
      'chevrotain',
      'cli-table3',
      'commander',
      'ip-num',
    ]);
  });

  it('holds only what runs', () => {
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
    const isPart = (path: string): boolean => /^dist\/parts\/\w+-[0-9A-Z]{8}\.js$/.test(path);
    expect(paths.filter((path) => !isPart(path)).sort()).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'bin/calitrace.js',
      'dist/calitrace.js',
      'package.json',
    ]);
    expect(paths.some(isPart)).toBe(true);
  });
});

/** A file of the bundle with all that is loaded with it. */
function loadedWith(file: string, seen = new Set<string>()): ReadonlySet<string> {
  seen.add(file);
  for (const [, part = ''] of read(`dist/${file}`).matchAll(/(?:from|import)"\.[\w./]*?([\w-]+\.js)"/g))
    if (!seen.has(`parts/${part}`)) loadedWith(`parts/${part}`, seen);
  return seen;
}

/** Whether words of the program's code stand in any of its files. */
function stands(words: string, files: ReadonlySet<string>): boolean {
  return [...files].some((file) => read(`dist/${file}`).includes(words));
}

describe('the bundle', () => {
  const start = loadedWith('calitrace.js');
  const [, tracePart = ''] =
    /import\("\.\/(parts\/traceCommand-\w+\.js)"\)/.exec(
      [...start]
        .map((file) => read(`dist/${file}`))
        .join('\n')
        .replaceAll('import("./trace', 'import("./parts/trace'),
    ) ?? [];
  const trace = loadedWith(tracePart);
  const rows = [
    ['the grammar', 'performSelfAnalysis', false, true],
    ['the sets of packets', 'BudgetExceeded', false, false],
    ['the lint rules', 'shadowed-rule', false, false],
    ['the kernel', 'unshare', false, false],
  ] as const;
  it.each(rows)('%s: who loads it', (_, words, everyStart, everyTrace) => {
    expect([stands(words, start), stands(words, trace)]).toEqual([everyStart, everyTrace]);
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
