import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import process from 'node:process';

/** One run of a program, from start to end. */
export interface ProcessRun {
  readonly seconds: number;
  /** Peak of its resident memory in MiB; undefined where /proc does not tell it or the run was too short. */
  readonly peak: number | undefined;
  /** Its exit code; undefined where it was ended by a signal. */
  readonly code: number | undefined;
  /** It took longer than it may and was ended. */
  readonly overtime: boolean;
  /** The beginning of what it printed, stdout and stderr. */
  readonly said: string;
}

export interface RunLimits {
  /** After so many seconds it is ended. */
  readonly seconds: number;
  /** Where what it prints goes; overwritten. */
  readonly outputFile: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** How often the peak so far is read. What a program takes in its last moments may be missed. */
const watchMilliseconds = 4;

/** Runs a program without a shell. Rejects where it cannot be started. */
export function runProcess(words: readonly string[], limits: RunLimits): Promise<ProcessRun> {
  const [program = '', ...args] = words;
  const output = openSync(limits.outputFile, 'w+');
  return new Promise((resolve, reject) => {
    let peak: number | undefined;
    let overtime = false;
    const start = process.hrtime.bigint();
    const child = spawn(program, args, { stdio: ['ignore', output, output], env: limits.environment });
    const watch = setInterval(() => (peak = peakOf(child.pid) ?? peak), watchMilliseconds);
    const timeout = setTimeout(() => {
      overtime = true;
      child.kill('SIGKILL');
    }, limits.seconds * 1000);
    const stop = (): void => {
      clearInterval(watch);
      clearTimeout(timeout);
    };
    child.on('error', (error) => {
      stop();
      closeSync(output);
      reject(error);
    });
    child.on('exit', (code) => {
      const seconds = Number(process.hrtime.bigint() - start) / 1e9;
      stop();
      const said = beginningOf(output);
      closeSync(output);
      resolve({ seconds, peak, code: code ?? undefined, overtime, said });
    });
  });
}

/** @see linux fs/proc/task_mmu.c task_mem */
function peakOf(pid: number | undefined): number | undefined {
  try {
    const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid ?? ''}/status`, 'latin1'))?.[1];
    return kibibytes === undefined ? undefined : Number(kibibytes) / 1024;
  } catch {
    return undefined;
  }
}

function beginningOf(file: number): string {
  const buffer = Buffer.alloc(4096);
  return buffer.toString('utf8', 0, readSync(file, buffer, 0, buffer.length, 0));
}
