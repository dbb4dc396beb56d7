import { spawnSync } from 'node:child_process';
import { cpus, loadavg, release, totalmem } from 'node:os';
import process from 'node:process';

/** Where it was measured. */
export interface Machine {
  readonly processor: string;
  readonly processors: number;
  /** GiB. */
  readonly memory: number;
  /** Its version, without the names that builders add. */
  readonly kernel: string;
  readonly node: string;
  /** Its version; undefined where there is none. */
  readonly iptables: string | undefined;
  /** Year, month, day. */
  readonly date: string;
  /** The load average of the last minute. */
  readonly load: string;
}

/** This machine, now. */
export function thisMachine(restore: readonly string[]): Machine {
  const [first] = cpus();
  const [program] = restore;
  const said = program === undefined ? '' : spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout;
  return {
    processor: first?.model.trim() ?? 'unknown processor',
    processors: cpus().length,
    memory: Math.round(totalmem() / 2 ** 30),
    kernel: /^\d+\.\d+/.exec(release())?.[0] ?? release(),
    node: process.version,
    iptables: /v([\d.]+)/.exec(said)?.[1],
    date: new Date().toISOString().slice(0, 10),
    load: (loadavg()[0] ?? 0).toFixed(1),
  };
}
