import type { Problem } from '../ast/problem.js';
import { inputKind } from '../ast/inputKind.js';
import { rulesOfBackend } from '../ast/rulesOfBackend.js';
import type { Backend } from '../netfilter/hooks.js';
import { dumpText } from '../snapshot/nodeTexts.js';
import { isSnapshotText, readSnapshot } from '../snapshot/readSnapshot.js';
import type { Snapshot } from '../snapshot/snapshot.js';
import type { DumpOptions } from './dumpOptions.js';
import type { Io, Pieces } from './io.js';
import { UsageError } from './usageError.js';

/** An input with the name that messages call it by. */
export interface Input {
  readonly name: string;
  /** latin1. Of a snapshot: its rules as one dump. */
  readonly text: string;
  /** Where the dump came with all else that its node told. */
  readonly snapshot?: Snapshot;
  /** What makes a snapshot none that can be used. */
  readonly problem?: Problem;
}

/** Where a dump comes from, beside its path. */
export type InputOptions = Pick<DumpOptions, 'live' | 'verbose' | 'backend'>;

const reasons: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'there is no such file'],
  ['EACCES', 'this user may not read it'],
  ['EISDIR', 'it is a directory'],
  ['ENOTDIR', 'part of the path is no directory'],
]);

/** Reads a file, with one sentence where it cannot be read; `hint` says what makes it. */
export function readFile(io: Io, path: string, hint?: string): Input {
  try {
    return { name: path, text: io.readFile(path) };
  } catch (error) {
    throw new UsageError(`cannot read ${path}: ${reasonOf(error)}${hint === undefined ? '' : ` (${hint})`}`);
  }
}

/** Writes a file, with one sentence where it cannot be written; `owner`: nobody else may read it. */
export function writeFile(io: Io, path: string, text: string, readableBy?: 'owner'): void {
  try {
    io.writeFile(path, text, readableBy);
  } catch (error) {
    throw new UsageError(`cannot write ${path}: ${reasonOf(error)}`);
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  return reasons.get(code) ?? code;
}

/**
 * Reads the dump: a path, `-`, or standard input where that is no terminal; with `--live` this machine, of which `extent` is read. A snapshot
 * is known by its content.
 */
export async function readDumpInput(
  io: Io,
  path: string | undefined,
  options: InputOptions = {},
  extent: 'tables' | 'node' = 'tables',
): Promise<Input> {
  if (options.live === true) {
    if (path !== undefined) throw new UsageError(`--live reads this machine: leave ${path} out`);
    const { takeSnapshot } = await import('./takeSnapshot.js');
    const verbose = options.verbose === true;
    return inputOf('this machine', await takeSnapshot(io, { extent, verbose }), options);
  }
  if (path === undefined && io.stdinIsTerminal) {
    throw new UsageError('no dump: give a file, or pipe one in (sudo iptables-save | calitrace trace …)');
  }
  const input = await readInputText(io, path);
  if (!isSnapshotText(input.text)) return ofBackend(input, options);
  const read = readSnapshot(input.text);
  return read.kind === 'none'
    ? { ...input, problem: read.problem }
    : inputOf(input.name, read.snapshot, options);
}

/** The text of a file; of standard input where the path is `-` or missing. */
export async function readInputText(io: Io, path: string | undefined): Promise<Input> {
  if (path !== undefined && path !== '-') return readFile(io, path);
  return { name: 'stdin', text: await io.readStdin() };
}

function inputOf(name: string, snapshot: Snapshot, { backend }: InputOptions): Input {
  const text = dumpText(snapshot, backend);
  return { name, text, snapshot, ...(text === '' ? { problem: noRules(name, backend) } : {}) };
}

/** A dump may hold what the programs of both backends printed, one behind the other. */
function ofBackend(input: Input, { backend }: InputOptions): Input {
  if (backend === undefined || input.text.trim() === '') return input;
  const text = rulesOfBackend(input.text, backend);
  return { ...input, text, ...(text.trim() === '' ? { problem: noRules(input.name, backend) } : {}) };
}

function noRules(name: string, backend: Backend | undefined): Problem {
  return {
    severity: 'error',
    code: 'no-rules',
    message: `${name} has no rules of ${backend === undefined ? 'iptables' : `iptables-${backend}`}`,
  };
}

/** A file that is read piece by piece, with the name that messages call it by; `-` is standard input. */
export function openPieces(io: Io, path: string): Pieces & { readonly name: string } {
  const refuse = (error: unknown): UsageError => new UsageError(`cannot read ${path}: ${reasonOf(error)}`);
  const pieces = async function* (opened: Pieces): AsyncGenerator<string> {
    try {
      yield* opened.pieces;
    } catch (error) {
      throw refuse(error);
    }
  };
  try {
    const opened = io.open(path);
    return { name: path === '-' ? 'stdin' : path, size: opened.size, pieces: pieces(opened) };
  } catch (error) {
    throw refuse(error);
  }
}

/** What makes an input no dump at all, or undefined. */
export function foreignInput(input: Input): Problem | undefined {
  if (input.problem !== undefined) return { ...input.problem, source: input.name };
  const kind = inputKind(input.text);
  return kind.kind === 'other' ? { ...kind.problem, source: input.name } : undefined;
}
