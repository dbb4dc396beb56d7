// Bundles the benchmark and runs it, where this user may make one in a network namespace of its own: that is what
// iptables-restore asks the kernel about.
import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../', import.meta.url));
const outfile = 'node_modules/.cache/calitrace/bench.js';

await build({
  entryPoints: ['bench/main.ts'],
  absWorkingDir: root,
  outfile,
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node20',
  logLevel: 'warning',
});

const ways = [
  ['unshare', '--net'],
  ['unshare', '--map-root-user', '--net'],
];
const namespace = ways.find(([command, ...options]) => spawnSync(command, [...options, 'true']).status === 0);
const [command, ...args] = [...(namespace ?? []), process.execPath, outfile, ...process.argv.slice(2)];
const done = spawnSync(command, args, {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, CALITRACE_BENCH_NAMESPACE: namespace === undefined ? '0' : '1' },
});
process.exitCode = done.status ?? 1;
