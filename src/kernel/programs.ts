/**
 * Other programs, as the kernel's judge runs them. What goes in and out is latin1: one character is one byte. Words are handed
 * to the program as they are, no shell reads them.
 */
export interface Programs {
  /** As Node.js names it: `linux`. */
  readonly platform: string;
  /** Of this process; undefined where there is no such thing. */
  readonly userId: number | undefined;
  /** Whether there is a program of that name. */
  has(program: string): boolean;
  /** Runs a program to its end, hands it `input`, gives what it printed. Throws a ProgramFailure. */
  run(words: readonly string[], input?: string): Promise<string>;
  /** Runs a program to its end, however that is, or to a limit. */
  finish(words: readonly string[], limits: ProgramLimits): Promise<ProgramEnd>;
  /** Starts a program that runs until its input ends, as it does at the latest with this process. */
  start(words: readonly string[], listener: ProgramListener): RunningProgram;
  /** Calls back after so many milliseconds, unless the function it gives is called before. */
  after(milliseconds: number, act: () => void): () => void;
}

export interface ProgramLimits {
  readonly milliseconds: number;
  /** Of stdout. */
  readonly bytes: number;
}

/** How a program ended. `failed`: it could not be started, or was killed, with the reason in words. */
export type ProgramEnd =
  | { readonly kind: 'ended'; readonly status: number; readonly output: string; readonly errors: string }
  | { readonly kind: 'failed'; readonly said: string };

/** Who is told what a running program does. */
export interface ProgramListener {
  /** A line it printed, without its end. */
  line(text: string): void;
  /** It ended, or could not be started; the last call. */
  ended(failure: ProgramFailure): void;
}

export interface RunningProgram {
  /** 0 where it could not be started. */
  readonly pid: number;
  write(text: string): void;
  /** Ends its input and waits until it is gone; a second later it is killed. */
  close(): Promise<void>;
}

/** A program that failed or could not be started. The message has its words and what it said. */
export class ProgramFailure extends Error {
  constructor(
    readonly words: readonly string[],
    /** What it wrote as an error, else how it ended. */
    readonly said: string,
  ) {
    super(`${words.join(' ')}: ${said}`);
  }
}

/** Resolves after so many milliseconds. */
export function sleep(programs: Programs, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    programs.after(milliseconds, resolve);
  });
}
