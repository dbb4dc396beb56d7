// Builds one executable file that needs no Node.js: build/calitrace-linux-x64 (as the platform is called), or the file that is named. It is
// the Node.js that runs this script, with the program and what its V8 compiled it to inside.
// https://nodejs.org/docs/latest-v20.x/api/single-executable-applications.html
import { spawnSync } from 'node:child_process';
import { chmod, copyFile, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundleOptions } from './bundleOptions.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const executable = resolve(
  process.argv[2] ?? join(root, `build/calitrace-${process.platform}-${process.arch}`),
);
await mkdir(dirname(executable), { recursive: true });
const folder = await mkdtemp(`${executable}-`);
const inFolder = (file) => join(folder, file);

try {
  run('scripts/build.mjs');
  const { packs, packFile, compiledFile } = createRequire(import.meta.url)('../dist/calitrace.cjs');
  await build({
    ...(await bundleOptions()),
    entryPoints: ['scripts/binaryStart.cjs'],
    outfile: inFolder('start.cjs'),
    write: true,
    define: { CALITRACE_PACKS: JSON.stringify(packs) },
  });
  const config = {
    main: inFolder('start.cjs'),
    output: inFolder('blob'),
    disableExperimentalSEAWarning: true,
    useCodeCache: true,
    assets: Object.fromEntries(
      packs.flatMap((pack) => [
        [pack.name, packFile(pack)],
        [`${pack.name}.bin`, compiledFile(pack)],
      ]),
    ),
  };
  await writeFile(inFolder('sea.json'), JSON.stringify(config));
  run('--experimental-sea-config', inFolder('sea.json'));
  await copyFile(process.execPath, inFolder('node'));
  await chmod(inFolder('node'), 0o755);
  // The mark that Node.js looks for, as its manual has it.
  const fuse = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';
  run(
    'node_modules/postject/dist/cli.js',
    inFolder('node'),
    'NODE_SEA_BLOB',
    inFolder('blob'),
    '--sentinel-fuse',
    fuse,
  );
  await rename(inFolder('node'), executable);
} finally {
  await rm(folder, { recursive: true });
}
console.log(executable);

/** Starts Node.js. What it prints is only told where it fails. */
function run(...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  if (status === 0) return;
  console.error(`${stdout}${stderr}`);
  process.exit(1);
}
