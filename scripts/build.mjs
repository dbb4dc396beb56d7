// Bundles the command line into one file: importing the packages one by one would cost every start about 0.2 s.
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { lintPages } from './lintPages.mjs';

const { build } = await import('esbuild').catch(() => {
  console.error('The bundle is built by esbuild, a development package: npm ci, without --omit=dev.');
  process.exit(1);
});

const root = new URL('../', import.meta.url);
const { version } = JSON.parse(await readFile(new URL('package.json', root), 'utf8'));

const { outputFiles } = await build({
  entryPoints: ['src/cli/main.ts'],
  absWorkingDir: fileURLToPath(root),
  outfile: 'dist/calitrace.js',
  write: false,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  define: {
    CALITRACE_VERSION: JSON.stringify(version),
    CALITRACE_LINT_PAGES: JSON.stringify(await lintPages()),
  },
  banner: {
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  },
  legalComments: 'none',
  logLevel: 'warning',
});

// Renamed into place, so that a program started meanwhile never reads half a file.
const dist = new URL('dist/', root);
const half = new URL(`calitrace.${process.pid}.js`, dist);
await mkdir(dist, { recursive: true });
await writeFile(half, outputFiles[0].contents);
await rename(half, new URL('calitrace.js', dist));
