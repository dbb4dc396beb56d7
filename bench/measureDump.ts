import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { tasksOf } from './commands.js';
import type { CommandName, DumpFiles, Programs } from './commands.js';
import { calico } from './dumps/calico.js';
import type { BenchDump, DumpGenerator } from './dumps/benchDump.js';
import { kubeProxy } from './dumps/kubeProxy.js';
import { measureRounds } from './measure/measureRounds.js';
import type { Task } from './measure/series.js';
import type { DumpKind, MeasuredDump } from './targets.js';

/** What may be measured. */
export const generators: Readonly<Record<DumpKind, DumpGenerator>> = { 'kube-proxy': kubeProxy, calico };

/** How one dump is measured. */
export interface Plan {
  readonly folder: string;
  readonly programs: Programs;
  readonly commands: readonly CommandName[];
  readonly runs: number;
  /** Seconds that a command may take in all before it is not run again, and that one run may take. */
  readonly patience: number;
  readonly limit: number;
}

/** Makes a dump of about so many rules, measures everything of the plan on it, and removes it. */
export async function measureDump(
  kind: DumpKind,
  size: number,
  plan: Plan,
  tell: (task: Task, round: number) => void,
): Promise<MeasuredDump> {
  const file = (name: string): string => join(plan.folder, name);
  const files = {
    dump: file('dump.save'),
    changed: file('changed.save'),
    rolledOut: file('rolled-out.save'),
    packets: file('packets'),
  };
  const { tasks, ...figures } = prepare(generators[kind](size), files, plan);
  const series = await measureRounds(
    tasks,
    {
      runs: plan.runs,
      patience: plan.patience,
      seconds: plan.limit,
      outputFile: file('output'),
      // A lock of its own: nobody else waits for this, and this for nobody.
      environment: { ...process.env, XTABLES_LOCKFILE: file('xtables.lock') },
    },
    tell,
  );
  for (const path of Object.values(files)) rmSync(path);
  return { kind, size, ...figures, series };
}

/** Writes the files and keeps nothing of them but their figures. */
function prepare(
  dump: BenchDump,
  files: DumpFiles,
  { programs, commands }: Plan,
): Pick<MeasuredDump, 'rules' | 'chains' | 'length'> & { readonly tasks: readonly Task[] } {
  writeFileSync(files.dump, dump.text);
  writeFileSync(files.changed, dump.changed);
  writeFileSync(files.rolledOut, dump.rolledOut);
  writeFileSync(files.packets, `${dump.packets.lines.join('\n')}\n`);
  if (programs.restore.length > 0) loadSets(dump.sets);
  const { rules, chains, text } = dump;
  return { rules, chains, length: text.length, tasks: tasksOf(dump, files, programs, commands) };
}

/** Gives the network namespace the sets of a dump, and no others. */
function loadSets(sets: string | undefined): void {
  if (sets === undefined) return;
  spawnSync('ipset', ['destroy']);
  const { status, stderr } = spawnSync('ipset', ['restore'], { input: sets, encoding: 'utf8' });
  if (status !== 0) throw new Error(`ipset restore: ${stderr.trim()}`);
}
