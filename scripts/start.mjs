// Sets up a clone and prints the trace of the first example: `calitrace trace` as its `command` file has it.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import './setup.mjs';

const example = new URL('../examples/01-pod-asks-dns/', import.meta.url);
const [, ...args] = readFileSync(new URL('command', example), 'utf8').trim().split(' ');
const calitrace = fileURLToPath(new URL('../bin/calitrace.js', import.meta.url));

console.error(`\n$ cd examples/01-pod-asks-dns; calitrace ${args.join(' ')}\n`);
const done = spawnSync(process.execPath, [calitrace, ...args], {
  cwd: fileURLToPath(example),
  stdio: 'inherit',
});
process.exitCode = done.status ?? 1;
