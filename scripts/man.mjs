// Writes the manual pages of the commands, from what their --help is made of, into build/man or the folder that is named.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundleOptions } from './bundleOptions.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const folder = resolve(process.argv[2] ?? join(root, 'build/man'));
const bundle = join(root, `build/man-${process.pid}.cjs`);

await build({
  ...(await bundleOptions()),
  entryPoints: ['src/cli/manualPages.ts'],
  outfile: bundle,
  write: true,
});
try {
  const { manualPages } = createRequire(import.meta.url)(bundle);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const [file, text] of await manualPages({ columns: undefined }))
    await writeFile(join(folder, file), text);
} finally {
  await rm(bundle);
}
