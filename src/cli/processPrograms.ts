import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import process from 'node:process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { ProgramFailure, type ProgramEnd, type ProgramLimits, type Programs } from '../kernel/programs.js';

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
    finish: (words, limits) => {
      const [program = '', ...rest] = words;
      return finished(spawn(program, rest, { ...options, stdio: ['ignore', 'pipe', 'pipe'] }), limits);
    },
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

/** Of stderr no more is kept. */
const mostErrors = 65_536;

function finished(
  child: ChildProcessByStdio<null, Readable, Readable>,
  { milliseconds, bytes }: ProgramLimits,
): Promise<ProgramEnd> {
  const output: Buffer[] = [];
  const errors: Buffer[] = [];
  let size = 0;
  let errorSize = 0;
  return new Promise((resolve) => {
    let killed = '';
    const kill = (why: string): void => {
      killed = why;
      child.kill('SIGKILL');
    };
    const timer = setTimeout(() => kill(`it took more than ${milliseconds / 1000} seconds`), milliseconds);
    child.stdout.on('data', (data: Buffer) => {
      size += data.length;
      if (size <= bytes) output.push(data);
      else kill(`it printed more than ${bytes} bytes`);
    });
    child.stderr.on('data', (data: Buffer) => {
      errorSize += data.length;
      if (errorSize <= mostErrors) errors.push(data);
    });
    child.once('error', (error) => {
      clearTimeout(timer);
      resolve({ kind: 'failed', said: error.message });
    });
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      if (killed !== '') resolve({ kind: 'failed', said: killed });
      else if (code === null) resolve({ kind: 'failed', said: `ended with ${signal ?? 'no status'}` });
      else {
        const text = (parts: readonly Buffer[]): string => Buffer.concat(parts).toString('latin1');
        resolve({ kind: 'ended', status: code, output: text(output), errors: text(errors) });
      }
    });
  });
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
