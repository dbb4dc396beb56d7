import { constants } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  fchmodSync,
  fstatSync,
  openSync,
  readFileSync,
  readSync,
  writeFileSync,
} from 'node:fs';
import process from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { longestText, mostSheets, sheetLength } from '../ast/dumpText.js';
import type { Programs } from '../kernel/programs.js';
import { optimiseAsUsual, optimiseLater } from './optimiseLater.js';
import { reasonOf } from './reasonOf.js';

/** A file that comes piece by piece, latin1. `size`: in bytes, where that is known before. */
export interface Pieces {
  readonly size: number | undefined;
  readonly pieces: AsyncIterable<string>;
}

/** The world as the commands see it. Text from files is latin1: one character is one byte. */
export interface Io {
  /** Throws what the file system throws. */
  readFile(path: string): string;
  /** The same of what may be large, on sheets as a DumpText has them. Throws what the file system throws. */
  readSheets(path: string): readonly string[];
  /** Writes UTF-8 over whatever is there; `owner`: so that nobody else may read it. Throws what the file system throws. */
  writeFile(path: string, text: string, readableBy?: 'owner'): void;
  /** Absolute; undefined where somebody has removed it. */
  workingDirectory(): string | undefined;
  readStdin(): Promise<string>;
  /** Opens a file, `-` for standard input, of which not all is kept. Throws what the file system throws, and so do its pieces. */
  open(path: string): Pieces;
  readonly stdinIsTerminal: boolean;
  readonly stdoutIsTerminal: boolean;
  readonly stderrIsTerminal: boolean;
  /** Whether another program reads stdout, such as `less` or `tee`. */
  readonly stdoutIsPipe: boolean;
  /** Columns of the terminal; undefined where stdout is none. */
  readonly columns: number | undefined;
  /** The same of stderr. */
  readonly errorColumns: number | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** `encoding` says what each character is: text to be written as UTF-8, or one byte. */
  write(text: string, encoding?: 'utf8' | 'latin1'): void;
  /** Writes UTF-8, and waits until that was taken; false where nobody takes any more. */
  pass(text: string): Promise<boolean>;
  writeError(text: string): void;
  programs(): Promise<Programs>;
  /** Milliseconds since 1970. */
  now(): number;
  /** Unpredictable; latin1, one character a byte. */
  randomBytes(count: number): string;
  /** Told before work of a second or so: optimising the program for much more than that would take as long. */
  optimiseLater(): void;
  /** Told before seconds of the same work, when all code for it is there. */
  optimiseAsUsual(): void;
  /** Told before work on much that is let go again: memory is looked through when there is twice as much as was kept, not four times. */
  keepSmall(): void;
}

/** This process. A reader that closes our output early (`| head`) ends us quietly; a full disk is one sentence, exit code 2. */
export function processIo(): Io {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') return;
      if (stream === process.stdout) {
        process.stderr.write(`calitrace: cannot write the output: ${reasonOf(error, 'write')}\n`);
      }
      process.once('exit', () => {
        process.exitCode = 2;
      });
    });
  }
  return {
    readFile: readLatin1,
    readSheets,
    writeFile: writeText,
    workingDirectory,
    readStdin,
    open: openFile,
    get stdinIsTerminal() {
      return process.stdin.isTTY;
    },
    stdoutIsTerminal: process.stdout.isTTY,
    get stderrIsTerminal() {
      return process.stderr.isTTY;
    },
    get stdoutIsPipe() {
      return fstatSync(process.stdout.fd).isFIFO();
    },
    columns: process.stdout.isTTY ? process.stdout.columns : undefined,
    get errorColumns() {
      return process.stderr.isTTY ? process.stderr.columns : undefined;
    },
    environment: process.env,
    write: (text, encoding = 'utf8') => {
      process.stdout.write(text, encoding);
    },
    pass: (text) =>
      new Promise((resolve) => {
        process.stdout.write(text, (error) => resolve(!(error instanceof Error)));
      }),
    writeError: (text) => {
      process.stderr.write(text);
    },
    optimiseLater: () => setFlagsFromString(optimiseLater),
    optimiseAsUsual: () => setFlagsFromString(optimiseAsUsual),
    keepSmall: () => setFlagsFromString('--heap-growing-percent=100'),
    now: () => Date.now(),
    randomBytes: (count) => randomBytes(count).toString('latin1'),
    programs: async () => (await import('./processPrograms.js')).processPrograms(),
  };
}

/** In bytes: what is smaller need not be given back at once. */
const large = 1_000_000;

/** In bytes: as much as a pipe holds. */
const pieceLength = 65_536;

const newline = 0x0a;

/** Memory that can be given back without waiting for the collector. Node 20 has it, the types of its language do not. */
type Resizable = new (
  length: number,
  options: { readonly maxByteLength: number },
) => ArrayBuffer & { resize(length: number): void };

/** In bytes: what a string holds. */
const longestString = constants.MAX_STRING_LENGTH;

/** Of what never ends no more is read than could be used. */
async function readStdin(): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of process.stdin) {
    const bytes = Buffer.from(chunk as Uint8Array);
    length += bytes.length;
    if (length > longestString) throw tooLarge('standard input');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('latin1');
}

/** The same of a pipe or a device. */
function readToEnd(descriptor: number, path: string): string {
  const chunks: Buffer[] = [];
  for (let length = 0; ;) {
    const bytes = Buffer.allocUnsafeSlow(pieceLength);
    const count = readSync(descriptor, bytes, 0, pieceLength, null);
    if (count === 0) return Buffer.concat(chunks).toString('latin1');
    length += count;
    if (length > longestString) throw tooLarge(path);
    chunks.push(bytes.subarray(0, count));
  }
}

/** The text of a file. Its bytes are gone when the text is there, so that of a large dump never both are kept. */
function readLatin1(path: string): string {
  const descriptor = openSync(path, 'r');
  try {
    const status = fstatSync(descriptor);
    if (!status.isFile()) return readToEnd(descriptor, path);
    if (status.size < large) return readFileSync(descriptor, 'latin1');
    const { size } = status;
    const memory = new (ArrayBuffer as unknown as Resizable)(size, { maxByteLength: size });
    const bytes = Buffer.from(memory);
    let end = 0;
    for (let count = -1; count !== 0 && end < size; end += count) {
      count = readSync(descriptor, bytes, end, size - end, null);
    }
    const text = bytes.toString('latin1', 0, end);
    memory.resize(0);
    return text;
  } finally {
    closeSync(descriptor);
  }
}

/** In bytes; Node's strings end a little behind that. */
const longestLine = 2 ** 29;

/**
 * The text of a file on sheets. Each is read into the same memory and copied, so that for a large dump memory is found once. A line that would begin behind
 * the length of a sheet begins the next one.
 */
function readSheets(path: string): readonly string[] {
  const descriptor = openSync(path, 'r');
  try {
    const status = fstatSync(descriptor);
    if (!status.isFile()) return [readToEnd(descriptor, path)];
    if (status.size < large) return [readFileSync(descriptor, 'latin1')];
    if (status.size > longestText) throw tooLarge(path);
    const sheets: string[] = [];
    let bytes = Buffer.allocUnsafeSlow(sheetLength);
    for (let end = 0, isLast = false; !isLast;) {
      const count = readSync(descriptor, bytes, end, bytes.length - end, null);
      end += count;
      isLast = count === 0;
      if (!isLast && end < bytes.length) continue;
      let start = 0;
      for (let cut = -1; cut !== 0; start += cut) {
        cut = lengthOfSheet(bytes.subarray(start, end), isLast);
        if (cut > 0) sheets.push(bytes.toString('latin1', start, start + cut));
      }
      if (start === 0 && !isLast) bytes = longer(bytes, path);
      bytes.copyWithin(0, start, end);
      end -= start;
    }
    // It may have grown meanwhile.
    if (sheets.length > mostSheets) throw tooLarge(path);
    return sheets;
  } finally {
    closeSync(descriptor);
  }
}

/** More memory for a line that needs it. */
function longer(bytes: Buffer<ArrayBuffer>, path: string): Buffer<ArrayBuffer> {
  if (bytes.length * 2 > longestLine) throw tooLarge(path);
  return Buffer.concat([bytes], bytes.length * 2);
}

/** As Node says it of what it does not read itself. */
function tooLarge(path: string): Error {
  return Object.assign(new Error(`${path} is too large`), { code: 'ERR_FS_FILE_TOO_LARGE' });
}

/** How many of these bytes are the next sheet; none where more have to be read to know that. `areLast`: there are no more. */
function lengthOfSheet(bytes: Buffer, areLast: boolean): number {
  const rest = areLast ? bytes.length : 0;
  if (bytes.length < sheetLength) return rest;
  const lines = bytes.lastIndexOf(newline, sheetLength - 1) + 1;
  if (lines > 0) return lines;
  const longLine = bytes.indexOf(newline, sheetLength) + 1;
  return longLine > 0 ? longLine : rest;
}

function workingDirectory(): string | undefined {
  try {
    return process.cwd();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function writeText(path: string, text: string, readableBy?: 'owner'): void {
  if (readableBy === undefined) {
    writeFileSync(path, text);
    return;
  }
  const descriptor = openSync(path, 'w', 0o600);
  try {
    // What was there before keeps its mode; a device or pipe has to keep it.
    if (fstatSync(descriptor).isFile()) fchmodSync(descriptor, 0o600);
    writeFileSync(descriptor, text);
  } finally {
    closeSync(descriptor);
  }
}

function openFile(path: string): Pieces {
  if (path === '-') return { size: undefined, pieces: process.stdin.setEncoding('latin1') };
  const descriptor = openSync(path, 'r');
  const status = fstatSync(descriptor);
  const pieces = createReadStream(path, { fd: descriptor, encoding: 'latin1' });
  return { size: status.isFile() ? status.size : undefined, pieces };
}
