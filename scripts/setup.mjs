// Makes a fresh clone ready: installs the locked packages where they are missing or others, and builds the bundle.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = new URL('../', import.meta.url);

/** The packages of a lock file by their place, or none where it cannot be read. */
function packagesOf(lock) {
  try {
    return JSON.parse(readFileSync(new URL(lock, root), 'utf8')).packages;
  } catch {
    return {};
  }
}

function isInstalled() {
  const present = packagesOf('node_modules/.package-lock.json');
  return Object.entries(packagesOf('package-lock.json')).every(
    ([place, { version, optional }]) =>
      place === '' || optional === true || present[place]?.version === version,
  );
}

function run(command, args) {
  // stdout belongs to the program that set-up prepares; progress goes to stderr.
  const done = spawnSync(command, args, {
    cwd: fileURLToPath(root),
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (done.error !== undefined) console.error(`${command}: ${done.error.message}`);
  if (done.status !== 0) process.exit(done.status ?? 1);
}

if (!isInstalled()) run('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts']);
run(process.execPath, ['scripts/build.mjs']);
