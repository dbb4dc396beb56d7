import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('helper.pl', import.meta.url));

/** A running helper.pl: sends packets for one network namespace, which lives as long as its first helper does. */
export interface Helper {
  readonly pid: number;
  /** Runs one command; the reason where it failed, as `Operation not permitted`. */
  command(line: string): Promise<string | undefined>;
  /** Called with each trace message that arrives, in order. Set before `listen` is sent. */
  onEvent: (message: Buffer) => void;
  close(): Promise<void>;
}

/**
 * Starts a helper.
 * @param launcher what to put before `perl`: `unshare -n`, `nsenter -t PID -n`.
 */
export async function startHelper(launcher: readonly string[]): Promise<Helper> {
  const child = spawn(launcher[0] ?? 'perl', [...launcher.slice(1), 'perl', script], { stdio: 'pipe' });
  const waiting: { resolve(reason: string | undefined): void; reject(error: Error): void }[] = [];
  let errors = '';
  let ready: (() => void) | undefined;
  child.stderr.on('data', (data: Buffer) => (errors += data.toString('latin1')));

  const helper: Helper = {
    pid: child.pid ?? 0,
    onEvent: () => undefined,
    command: (line) =>
      new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        child.stdin.write(`${line}\n`);
      }),
    close: () => closeChild(child),
  };
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line.startsWith('event ')) helper.onEvent(Buffer.from(line.slice(6), 'hex'));
    else if (line.startsWith('ready ')) ready?.();
    else if (line === 'ok') waiting.shift()?.resolve(undefined);
    else if (line.startsWith('error ')) waiting.shift()?.resolve(line.slice(6));
    else waiting.shift()?.reject(new Error(`helper said ${line}`));
  });
  await new Promise<void>((resolve, reject) => {
    ready = resolve;
    child.once('error', reject);
    child.once('exit', (code) => {
      const error = new Error(`the packet helper ended (${code ?? 'killed'}): ${errors.trim()}`);
      reject(error);
      for (const one of waiting.splice(0)) one.reject(error);
    });
  });
  return helper;
}

async function closeChild(child: ChildProcessWithoutNullStreams): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.stdin.end();
  const timer = setTimeout(() => child.kill('SIGKILL'), 1000);
  await gone;
  clearTimeout(timer);
}
