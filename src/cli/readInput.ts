import { dumpTextOf, wholeText } from '../ast/dumpText.js';
import type { DumpText } from '../ast/dumpText.js';
import type { Problem } from '../ast/problem.js';
import { inputKind } from '../ast/inputKind.js';
import { rulesOfBackend } from '../ast/rulesOfBackend.js';
import type { RulesOrigin } from '../format/lint/lintedDump.js';
import type { Backend } from '../netfilter/hooks.js';
import { dumpText } from '../snapshot/nodeTexts.js';
import { isSnapshotText, readSnapshot } from '../snapshot/readSnapshot.js';
import type { Snapshot } from '../snapshot/snapshot.js';
import type { DumpOptions } from './dumpOptions.js';
import type { Io, Pieces } from './io.js';
import { reasonOf } from './reasonOf.js';
import { UsageError } from './usageError.js';

/** A file with the name that messages call it by. */
export interface Input {
  readonly name: string;
  /** latin1. */
  readonly text: string;
}

/** A dump with the name that messages call it by. */
export interface DumpInput {
  readonly name: string;
  /** Of a snapshot: its rules as one dump. */
  readonly text: DumpText;
  /** Where the dump came with all else that its node told. */
  readonly snapshot?: Snapshot;
  /** What a command has to say that asks the same rules. */
  readonly origin?: RulesOrigin;
  /** What makes a snapshot none that can be used. */
  readonly problem?: Problem;
}

/** Where a dump comes from, beside its path. */
export type InputOptions = Pick<DumpOptions, 'live' | 'verbose' | 'backend'>;

/** Reads a file, with one sentence where it cannot be read; `hint` says what makes it. */
export function readFile(io: Io, path: string, hint?: string): Input {
  return { name: path, text: readOr(() => io.readFile(path), path, hint) };
}

function readOr<Text>(read: () => Text, path: string, hint?: string): Text {
  try {
    return read();
  } catch (error) {
    throw new UsageError(
      `cannot read ${path === '' ? '""' : path}: ${reasonOf(error, 'read')}${hint === undefined ? '' : ` (${hint})`}`,
    );
  }
}

/** Writes a file, with one sentence where it cannot be written; `owner`: nobody else may read it. */
export function writeFile(io: Io, path: string, text: string, readableBy?: 'owner'): void {
  try {
    io.writeFile(path, text, readableBy);
  } catch (error) {
    throw new UsageError(`cannot write ${path}: ${reasonOf(error, 'write')}`);
  }
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
): Promise<DumpInput> {
  if (options.live === true) {
    if (path !== undefined) throw new UsageError(`--live reads this machine: leave ${path} out`);
    const { takeSnapshot } = await import('./takeSnapshot.js');
    const verbose = options.verbose === true;
    const taken = await takeSnapshot(io, { extent, verbose });
    return inputOf('this machine', taken, 'machine', options);
  }
  if (path === undefined && io.stdinIsTerminal) {
    throw new UsageError('no dump: give a file, or pipe one in (sudo iptables-save | calitrace …)');
  }
  const input = await readDumpText(io, path);
  if (!mayBeginSnapshot.test(input.text.sheets[0] ?? '')) return ofBackend(input, options);
  const text = wholeText(input.text);
  if (!isSnapshotText(text)) return ofBackend(input, options);
  const read = readSnapshot(text);
  return read.kind === 'none'
    ? { ...input, problem: read.problem }
    : inputOf(input.name, read.snapshot, 'snapshot', options);
}

/** The text of a file; of standard input where the path is `-` or missing. */
export async function readInputText(io: Io, path: string | undefined): Promise<Input> {
  if (path !== undefined && path !== '-') return readFile(io, path);
  return { name: 'stdin', text: await readStdin(io) };
}

async function readStdin(io: Io): Promise<string> {
  try {
    return await io.readStdin();
  } catch (error) {
    throw new UsageError(`cannot read standard input: ${reasonOf(error, 'read')}`);
  }
}

async function readDumpText(io: Io, path: string | undefined): Promise<DumpInput> {
  if (path === undefined || path === '-') return { name: 'stdin', text: dumpTextOf(await readStdin(io)) };
  return { name: path, text: dumpTextOf(readOr(() => io.readSheets(path), path)) };
}

/** So begins a snapshot, or white space that goes on. */
const mayBeginSnapshot = /^(?:\xef\xbb\xbf)?\s*(?:\{|$)/;

function inputOf(
  name: string,
  snapshot: Snapshot,
  from: RulesOrigin['from'] & string,
  { backend }: InputOptions,
): DumpInput {
  const text = dumpText(snapshot, backend);
  const problem = text === '' ? { problem: noRules(name, backend) } : {};
  const origin = { from, ...(backend === undefined ? {} : { backend }) };
  return { name, text: dumpTextOf(text), snapshot, origin, ...problem };
}

/** A dump may hold what the programs of both backends printed, one behind the other. */
function ofBackend(input: DumpInput, { backend }: InputOptions): DumpInput {
  if (backend === undefined) return input;
  const whole = wholeText(input.text);
  if (whole.trim() === '') return input;
  const text = rulesOfBackend(whole, backend);
  const problem = text.trim() === '' ? { problem: noRules(input.name, backend) } : {};
  return { ...input, text: dumpTextOf(text), origin: { backend }, ...problem };
}

/** Of a snapshot or a machine that could be read. */
export const noRulesCode = 'no-rules';

function noRules(name: string, backend: Backend | undefined): Problem {
  return {
    severity: 'error',
    code: noRulesCode,
    message: `${name} has no rules of ${backend === undefined ? 'iptables' : `iptables-${backend}`}`,
  };
}

/** A file that is read piece by piece, with the name that messages call it by; `-` is standard input. */
export function openPieces(io: Io, path: string): Pieces & { readonly name: string } {
  const refuse = (error: unknown): UsageError =>
    new UsageError(`cannot read ${path === '' ? '""' : path}: ${reasonOf(error, 'read')}`);
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
export function foreignInput(input: DumpInput): Problem | undefined {
  if (input.problem !== undefined) return { ...input.problem, source: input.name };
  const kind = inputKind(input.text);
  return kind.kind === 'other' ? { ...kind.problem, source: input.name } : undefined;
}
