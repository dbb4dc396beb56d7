import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import type { Programs } from '../kernel/programs.js';

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
  programs(): Promise<Programs>;
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
    get stdinIsTerminal() {
      return process.stdin.isTTY;
    },
    stdoutIsTerminal: process.stdout.isTTY,
    get stderrIsTerminal() {
      return process.stderr.isTTY;
    },
    columns: process.stdout.isTTY ? process.stdout.columns : undefined,
    environment: process.env,
    write: (text, encoding = 'utf8') => {
      process.stdout.write(text, encoding);
    },
    writeError: (text) => {
      process.stderr.write(text);
    },
    programs: async () => (await import('./processPrograms.js')).processPrograms(),
  };
}
