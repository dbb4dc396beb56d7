import { spawn } from 'node:child_process';
import { accessSync, constants, readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { ProgramFailure, type Programs } from '../kernel/programs.js';

/** The world as the commands see it. Text from files is latin1: one character is one byte. */
export interface Io {
  /** Throws what the file system throws. */
  readFile(path: string): string;
  /** Writes UTF-8 over whatever is there. Throws what the file system throws. */
  writeFile(path: string, text: string): void;
  /** Absolute. */
  workingDirectory(): string;
  readStdin(): Promise<string>;
  readonly stdinIsTerminal: boolean;
  readonly stdoutIsTerminal: boolean;
  readonly stderrIsTerminal: boolean;
  /** Columns of the terminal; undefined where stdout is none. */
  readonly columns: number | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** `encoding` says what each character is: text to be written as UTF-8, or one byte. */
  write(text: string, encoding?: 'utf8' | 'latin1'): void;
  writeError(text: string): void;
  readonly programs: Programs;
}

/** This process. A reader that closes our output early (`| head`) ends us quietly; a full disk is one sentence, exit code 2. */
export function processIo(): Io {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') return;
      if (stream === process.stdout) {
        process.stderr.write(`calitrace: cannot write the output: ${error.code ?? error.message}\n`);
      }
      process.once('exit', () => {
        process.exitCode = 2;
      });
    });
  }
  return {
    readFile: (path) => readFileSync(path, 'latin1'),
    writeFile: (path, text) => writeFileSync(path, text),
    workingDirectory: () => process.cwd(),
    readStdin: async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk as Uint8Array));
      return Buffer.concat(chunks).toString('latin1');
    },
    stdinIsTerminal: process.stdin.isTTY,
    stdoutIsTerminal: process.stdout.isTTY,
    stderrIsTerminal: process.stderr.isTTY,
    columns: process.stdout.isTTY ? process.stdout.columns : undefined,
    environment: process.env,
    write: (text, encoding = 'utf8') => {
      process.stdout.write(text, encoding);
    },
    writeError: (text) => {
      process.stderr.write(text);
    },
    programs: processPrograms(),
  };
}

/** Child processes of this one. Their messages are in English; administrators' programs are found without being root. */
export function processPrograms(): Programs {
  const path = [process.env['PATH'] ?? '', '/usr/sbin', '/sbin'].filter((folder) => folder !== '').join(':');
  const options = { stdio: 'pipe', env: { ...process.env, PATH: path, LC_ALL: 'C' } } as const;
  return {
    platform: process.platform,
    userId: process.getuid?.(),
    has: (program) => path.split(':').some((folder) => isExecutable(`${folder}/${program}`)),
    run: (words, input = '') =>
      new Promise((resolve, reject) => {
        const [program = '', ...rest] = words;
        const child = spawn(program, rest, options);
        const output: Buffer[] = [];
        const errors: Buffer[] = [];
        child.stdout.on('data', (data: Buffer) => output.push(data));
        child.stderr.on('data', (data: Buffer) => errors.push(data));
        // A program that ends before it has read everything says why itself.
        child.stdin.on('error', () => undefined);
        child.once('error', (error) => reject(new ProgramFailure(words, error.message)));
        child.once('close', (code, signal) => {
          if (code === 0) resolve(Buffer.concat(output).toString('latin1'));
          else reject(new ProgramFailure(words, endWords(errors, code, signal)));
        });
        child.stdin.end(Buffer.from(input, 'latin1'));
      }),
    start: (words, listener) => {
      const [program = '', ...rest] = words;
      const child = spawn(program, rest, options);
      const errors: Buffer[] = [];
      const gone = new Promise<void>((resolve) => {
        const end = (said: string): void => {
          listener.ended(new ProgramFailure(words, said));
          resolve();
        };
        child.once('error', (error) => end(error.message));
        child.once('close', (code, signal) => end(endWords(errors, code, signal)));
      });
      child.stderr.on('data', (data: Buffer) => errors.push(data));
      child.stdin.on('error', () => undefined);
      createInterface({ input: child.stdout }).on('line', (line) => listener.line(line));
      return {
        pid: child.pid ?? 0,
        write: (text) => child.stdin.write(text, 'latin1'),
        close: async () => {
          child.stdin.end();
          const timer = setTimeout(() => child.kill('SIGKILL'), 1000);
          await gone;
          clearTimeout(timer);
        },
      };
    },
    after: (milliseconds, act) => {
      const timer = setTimeout(act, milliseconds);
      return () => clearTimeout(timer);
    },
  };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function endWords(errors: readonly Buffer[], code: number | null, signal: NodeJS.Signals | null): string {
  const said = Buffer.concat(errors).toString('latin1').trim();
  return said === '' ? `ended with ${signal ?? `status ${code ?? 'none'}`}` : said;
}
