// Bundles the command line: importing the packages one by one would cost every start about 0.2 s. `dist/calitrace.cjs` starts the program,
// which is a few packs in `dist/parts`, each with what V8 compiled it to. `dist/library` holds the library.
import { spawnSync } from 'node:child_process';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const { build } = await import('esbuild').catch(() => {
  console.error('The bundle is built by esbuild, a development package: npm ci, without --omit=dev.');
  process.exit(1);
});
const { bundleOptions } = await import('./bundleOptions.mjs');
const { bundlePacks } = await import('./bundlePacks.mjs');
const { bundleLibrary } = await import('./bundleLibrary.mjs');

const root = new URL('../', import.meta.url);
const dist = new URL('dist/', root);
const parts = new URL('parts/', dist);
const library = new URL('library/', dist);

const packs = await bundlePacks();
const start = await build({
  ...(await bundleOptions()),
  entryPoints: ['src/cli/start.ts'],
  define: { CALITRACE_PACKS: JSON.stringify(packs.map(({ name, chunks }) => ({ name, chunks }))) },
});

// Renamed into place, the start last, so that a program started meanwhile never reads half a file or misses a part.
await mkdir(parts, { recursive: true });
await mkdir(library, { recursive: true });
for (const { name, text } of packs) await put(new URL(`${name}.cjs`, parts), text);
await put(new URL('calitrace.cjs', dist), start.outputFiles[0].contents);
await put(new URL('calitrace.js', library), await bundleLibrary());

// What is compiled is of this Node alone, so only a process like those that will run the program can make it.
const compiling = spawnSync(process.execPath, [fileURLToPath(new URL('compile.mjs', import.meta.url))], {
  cwd: fileURLToPath(root),
  encoding: 'utf8',
  stdio: ['ignore', 'ignore', 'pipe'],
});
if (compiling.status !== 0) {
  console.error(compiling.stderr);
  process.exit(1);
}

// Those of builds before stay for a minute: a program that was started before may still load them.
const isFresh = (file) =>
  ['calitrace.cjs', 'parts', 'library'].includes(file) || packs.some(({ name }) => file.startsWith(name));
for (const folder of [dist, parts]) {
  for (const file of await readdir(folder)) {
    const old = new URL(file, folder);
    const { mtimeMs } = await stat(old).catch(() => ({ mtimeMs: Infinity }));
    if (!isFresh(file) && Date.now() - mtimeMs > 60_000) await rm(old, { force: true });
  }
}

async function put(file, contents) {
  const half = `${fileURLToPath(file)}.${process.pid}`;
  await writeFile(half, contents);
  await rename(half, file);
}
