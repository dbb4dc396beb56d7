import { Readable } from 'node:stream';
import { lintPages } from '../../scripts/lintPages.mjs';
import { complaintsAbout } from '../format/published.js';
import { mostSheets } from '../../src/ast/dumpText.js';
import { main } from '../../src/cli/main.js';
import { ProgramFailure, type Programs } from '../../src/kernel/programs.js';

declare global {
  var CALITRACE_VERSION: string;
  var CALITRACE_LINT_PAGES: string;
}
globalThis.CALITRACE_VERSION = '1.2.3-test';
globalThis.CALITRACE_LINT_PAGES = JSON.stringify(await lintPages());

/** What a command line finds around it. Text is UTF-8 here; the commands get its bytes. */
export interface Surroundings {
  readonly stdin?: string;
  /** That reading it gives. */
  readonly stdinError?: { readonly code: string };
  /** Path to contents, or to the error that reading it gives. */
  readonly files?: Readonly<Record<string, string | { readonly code: string }>>;
  readonly environment?: Readonly<Record<string, string>>;
  /** `/home/somebody` where nothing is said. */
  readonly workingDirectory?: string;
  /** Files that are read piece by piece, by path: latin1 pieces. */
  readonly pieces?: Readonly<Record<string, readonly string[]>>;
  /** Sees what is written to stdout, as it comes; where it gives false nobody reads on. */
  readonly watch?: (text: string) => Promise<boolean>;
  readonly stdinIsTerminal?: boolean;
  readonly stdoutIsTerminal?: boolean;
  readonly stderrIsTerminal?: boolean;
  readonly stdoutIsPipe?: boolean;
  readonly columns?: number;
  readonly errorColumns?: number;
  /** None where nothing is said. */
  readonly programs?: Programs;
  /** Milliseconds since 1970; the first of January 2026 where nothing is said. */
  readonly now?: number;
  /** What is drawn by chance, one character a byte. */
  readonly random?: string;
}

/** A machine that is no Linux and has no programs. */
const noPrograms: Programs = {
  platform: 'none',
  userId: undefined,
  has: () => false,
  run: (words) => Promise.reject(new ProgramFailure(words, 'there is no such program')),
  finish: () => Promise.resolve({ kind: 'failed', said: 'there is no such program' }),
  start: () => {
    throw new Error('nothing can be started here');
  },
  after: () => () => undefined,
};

/** Every line on a sheet of its own; of a long text several. */
function onSheets(text: string): readonly string[] {
  const lines = text.split(/(?<=\n)/);
  const each = Math.ceil(lines.length / mostSheets);
  return Array.from({ length: Math.ceil(lines.length / each) }, (_, sheet) =>
    lines.slice(sheet * each, (sheet + 1) * each).join(''),
  );
}

export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number;
  /** Files that were written, by path; missing where none were. */
  readonly written?: Readonly<Record<string, string>>;
}

/** Splits a command line as a shell would where only single and double quotes occur. */
export function words(line: string): readonly string[] {
  return [...line.matchAll(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g)].map(([word]) =>
    word.replaceAll(/'([^']*)'|"([^"]*)"/g, (_, single: string | undefined, double: string | undefined) =>
      String(single ?? double),
    ),
  );
}

/**
 * Runs `calitrace LINE` in memory.
 * @throws where it prints or writes JSON that is not as its published schema has it
 */
export async function run(line: string | readonly string[], around: Surroundings = {}): Promise<Outcome> {
  const out: Buffer[] = [];
  const err: string[] = [];
  const written: Record<string, string> = {};
  const bytesOf = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
  const readFile = (path: string): string => {
    const found = around.files?.[path] ?? { code: 'ENOENT' };
    if (typeof found === 'string') return bytesOf(found);
    throw Object.assign(new Error(`${found.code}: nothing to read`), found);
  };
  const status = await main(['node', 'calitrace', ...(typeof line === 'string' ? words(line) : line)], {
    readFile,
    readSheets: (path) => onSheets(readFile(path)),
    writeFile: (path, text) => {
      const there = around.files?.[path];
      if (typeof there === 'object') throw Object.assign(new Error(there.code), there);
      written[path] = text;
    },
    workingDirectory: () => around.workingDirectory ?? '/home/somebody',
    readStdin: () => {
      const error = around.stdinError;
      if (error === undefined) return Promise.resolve(bytesOf(around.stdin ?? ''));
      return Promise.reject(Object.assign(new Error(error.code), error));
    },
    open: (path) => {
      const text = path === '-' ? (around.stdin ?? '') : (around.files?.[path] ?? { code: 'ENOENT' });
      if (typeof text !== 'string') throw Object.assign(new Error(text.code), text);
      const pieces = Readable.from(around.pieces?.[path] ?? bytesOf(text).match(/.{1,7}/gs) ?? []);
      return { size: path === '-' ? undefined : Buffer.byteLength(text), pieces };
    },
    stdinIsTerminal: around.stdinIsTerminal ?? false,
    stdoutIsTerminal: around.stdoutIsTerminal ?? false,
    stderrIsTerminal: around.stderrIsTerminal ?? false,
    stdoutIsPipe: around.stdoutIsPipe ?? false,
    columns: around.columns,
    errorColumns: around.errorColumns ?? (around.stderrIsTerminal === true ? around.columns : undefined),
    environment: around.environment ?? {},
    write: (text, encoding = 'utf8') => {
      out.push(Buffer.from(text, encoding));
    },
    pass: async (text) => {
      out.push(Buffer.from(text, 'utf8'));
      return (await around.watch?.(text)) ?? true;
    },
    writeError: (text) => {
      err.push(text);
    },
    optimiseLater: () => undefined,
    optimiseAsUsual: () => undefined,
    keepSmall: () => undefined,
    randomBytes: (count) => (around.random ?? 'sixteen characters').slice(0, count),
    now: () => around.now ?? Date.UTC(2026, 0, 1),
    programs: () => Promise.resolve(around.programs ?? noPrograms),
  });
  const stdout = Buffer.concat(out).toString('utf8');
  const complaints = [stdout, ...Object.values(written)].flatMap(complaintsAbout);
  if (complaints.length > 0) throw new Error(complaints.join('\n'));
  return {
    stdout,
    stderr: err.join(''),
    status,
    ...(Object.keys(written).length === 0 ? {} : { written }),
  };
}
