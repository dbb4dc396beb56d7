// Packs what runs and the documents to which it points, and nothing else, into build/calitrace-VERSION.tgz (or into the folder that is
// named). All packages are in the bundle, so what is packed depends on none: installing it brings in one package.
import { spawnSync } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { thirdPartyLicenses } from './thirdPartyLicenses.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const destination = resolve(process.argv[2] ?? join(root, 'build'));
const folder = join(destination, 'package');

run(process.execPath, ['scripts/build.mjs'], root);
run(process.execPath, ['scripts/library.mjs'], root);
await rm(folder, { recursive: true, force: true });
await mkdir(join(folder, 'dist/parts'), { recursive: true });
for (const file of [
  'bin',
  'dist/calitrace.cjs',
  'dist/library',
  'docs',
  'LICENSE',
  'README.md',
  'CHANGELOG.md',
])
  await cp(join(root, file), join(folder, file), { recursive: true });
// The packs that the start names, without what the V8 of this machine compiled them to.
const start = await readFile(join(folder, 'dist/calitrace.cjs'), 'utf8');
const parts = (await readdir(join(root, 'dist/parts'))).filter(
  (part) => part.endsWith('.cjs') && start.includes(part.slice(0, -4)),
);
for (const part of parts) await cp(join(root, 'dist/parts', part), join(folder, 'dist/parts', part));
run(process.execPath, ['scripts/man.mjs', join(folder, 'man')], root);
await writeFile(join(folder, 'THIRD-PARTY-LICENSES.txt'), await thirdPartyLicenses());

const { name, version, description, keywords, license, engines, bin, exports } = JSON.parse(
  await readFile(join(root, 'package.json'), 'utf8'),
);
const man = (await readdir(join(folder, 'man'))).sort().map((page) => `man/${page}`);
const manifest = {
  name,
  version,
  description,
  keywords,
  license,
  type: 'module',
  engines,
  bin,
  exports,
  man,
};
await writeFile(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);

run('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', destination], folder);

function run(command, args, cwd) {
  const { status, error } = spawnSync(command, args, {
    cwd,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (error !== undefined) console.error(`${command}: ${error.message}`);
  if (status !== 0) process.exit(status ?? 1);
}
