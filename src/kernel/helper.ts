import { helperScript } from './helperScript.js';
import { ProgramFailure, type Programs } from './programs.js';

/** A running helper: sends packets for one network namespace, which lives as long as its first helper does. */
export interface Helper {
  readonly pid: number;
  /** Runs one command of helperScript; the reason where it failed, as `Operation not permitted`. */
  command(line: string): Promise<string | undefined>;
  /** Called with each trace message that arrives, in order. Set before `listen` is sent. */
  onEvent: (message: Buffer) => void;
  /** Called where messages got lost: more came than were read. */
  onLost: (reason: string) => void;
  close(): Promise<void>;
}

/**
 * Starts a helper. Throws a ProgramFailure where it does not come up.
 * @param launcher what to put before `perl`: `unshare -n`, `nsenter -t PID -n`.
 */
export async function startHelper(programs: Programs, launcher: readonly string[]): Promise<Helper> {
  const waiting: { resolve(reason: string | undefined): void; reject(error: Error): void }[] = [];
  let ready: () => void = () => undefined;
  let failed: (failure: ProgramFailure) => void = () => undefined;
  let over: ProgramFailure | undefined;
  const program = programs.start([...launcher, 'perl', '-e', helperScript], {
    line: (line) => {
      if (line.startsWith('event ')) helper.onEvent(Buffer.from(line.slice(6), 'hex'));
      else if (line.startsWith('lost ')) helper.onLost(line.slice(5));
      else if (line.startsWith('ready ')) ready();
      else if (line === 'ok') waiting.shift()?.resolve(undefined);
      else if (line.startsWith('error ')) waiting.shift()?.resolve(line.slice(6));
    },
    ended: ({ said }) => {
      over = new ProgramFailure([...launcher, 'perl'], said);
      failed(over);
      for (const one of waiting.splice(0)) one.reject(over);
    },
  });
  const helper: Helper = {
    pid: program.pid,
    onEvent: () => undefined,
    onLost: () => undefined,
    command: (line) =>
      new Promise((resolve, reject) => {
        if (over !== undefined) {
          reject(over);
          return;
        }
        waiting.push({ resolve, reject });
        program.write(`${line}\n`);
      }),
    close: () => program.close(),
  };
  await new Promise<void>((resolve, reject) => {
    ready = resolve;
    failed = reject;
    if (over !== undefined) reject(over);
  });
  return helper;
}
