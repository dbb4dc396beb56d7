// Bundles the command line: importing the packages one by one would cost every start about 0.2 s. `dist/calitrace.cjs` starts the program,
// which is one file, each command of which is evaluated when it is called, and one with what V8 compiled it to.
import { spawnSync } from 'node:child_process';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { lazyPackages } from './lazyPackages.mjs';
import { lintPages } from './lintPages.mjs';

const { build } = await import('esbuild').catch(() => {
  console.error('The bundle is built by esbuild, a development package: npm ci, without --omit=dev.');
  process.exit(1);
});

const root = new URL('../', import.meta.url);
const dist = new URL('dist/', root);
const parts = new URL('parts/', dist);
const { version } = JSON.parse(await readFile(new URL('package.json', root), 'utf8'));

const common = {
  absWorkingDir: fileURLToPath(root),
  outdir: 'dist',
  write: false,
  bundle: true,
  // Node reads every byte at every start. Names stay, so that a stack trace can be read.
  minifySyntax: true,
  minifyWhitespace: true,
  platform: 'node',
  // Loading a module as ESM takes as long as evaluating a quarter of the program.
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  target: 'node20',
  legalComments: 'none',
  logLevel: 'warning',
};

const program = await build({
  ...common,
  entryPoints: { program: 'src/cli/main.ts' },
  entryNames: 'parts/[name]-[hash]',
  plugins: [lazyPackages],
  define: {
    CALITRACE_VERSION: JSON.stringify(version),
    CALITRACE_LINT_PAGES: JSON.stringify(JSON.stringify(await lintPages())),
  },
});
const [{ path: programPath }] = program.outputFiles;
const name = basename(programPath, '.cjs');

const start = await build({
  ...common,
  entryPoints: { calitrace: 'src/cli/start.ts' },
  define: { CALITRACE_PROGRAM: JSON.stringify(name) },
});

// Renamed into place, the start last, so that a program started meanwhile never reads half a file or misses a part.
await mkdir(parts, { recursive: true });
for (const { path, contents } of [...program.outputFiles, ...start.outputFiles]) {
  const half = `${path}.${process.pid}`;
  await writeFile(half, contents);
  await rename(half, path);
}

// What is compiled is of this Node alone, so only a process like those that will run the program can make it.
const compiling = spawnSync(process.execPath, [fileURLToPath(new URL('compile.mjs', import.meta.url))], {
  cwd: fileURLToPath(root),
  stdio: ['ignore', 'ignore', 'inherit'],
});
if (compiling.status !== 0) process.exit(1);

// Those of builds before stay for a minute: a program that was started before may still load them.
const isFresh = (file) => file === 'calitrace.cjs' || file === 'parts' || file.startsWith(name);
for (const folder of [dist, parts]) {
  for (const file of await readdir(folder)) {
    const old = new URL(file, folder);
    const { mtimeMs } = await stat(old).catch(() => ({ mtimeMs: Infinity }));
    if (!isFresh(file) && Date.now() - mtimeMs > 60_000) await rm(old, { force: true });
  }
}
