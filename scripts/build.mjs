// Bundles the command line: importing the packages one by one would cost every start about 0.2 s. `dist/calitrace.js` has what every
// start needs; each command brings in its parts.
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
const { version } = JSON.parse(await readFile(new URL('package.json', root), 'utf8'));

const { outputFiles } = await build({
  entryPoints: { calitrace: 'src/cli/main.ts' },
  absWorkingDir: fileURLToPath(root),
  outdir: 'dist',
  chunkNames: 'parts/[name]-[hash]',
  write: false,
  bundle: true,
  splitting: true,
  // Node reads every byte at every start. Names stay, so that a stack trace can be read.
  minifySyntax: true,
  minifyWhitespace: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  plugins: [lazyPackages],
  define: {
    CALITRACE_VERSION: JSON.stringify(version),
    CALITRACE_LINT_PAGES: JSON.stringify(JSON.stringify(await lintPages())),
  },
  banner: {
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  },
  legalComments: 'none',
  logLevel: 'warning',
});

// Renamed into place, the entry last, so that a program started meanwhile never reads half a file or misses a part.
const dist = new URL('dist/', root);
const parts = new URL('parts/', dist);
await mkdir(parts, { recursive: true });
const byEntryLast = outputFiles.toSorted((a, b) => Number(isEntry(a)) - Number(isEntry(b)));
for (const { path, contents } of byEntryLast) {
  const half = `${path}.${process.pid}`;
  await writeFile(half, contents);
  await rename(half, path);
}

// Those of builds before stay for a minute: a program that was started before may still load them.
const fresh = new Set(outputFiles.map(({ path }) => basename(path)));
for (const name of await readdir(parts)) {
  const part = new URL(name, parts);
  const { mtimeMs } = await stat(part).catch(() => ({ mtimeMs: Infinity }));
  if (!fresh.has(name) && Date.now() - mtimeMs > 60_000) await rm(part, { force: true });
}

function isEntry({ path }) {
  return basename(path) === 'calitrace.js';
}
