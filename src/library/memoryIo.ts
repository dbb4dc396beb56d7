import type { Io, Pieces } from '../cli/io.js';

/** A world without files, terminals, programs and clock: what is read are contents by name, what is written is kept. */
export interface MemoryIo extends Io {
  readonly written: () => string;
  readonly errors: () => string;
}

/** Commands run in memory. `files`: bytes as latin1, by the path that options name. */
export function memoryIo(files: ReadonlyMap<string, string>): MemoryIo {
  const output: string[] = [];
  const errors: string[] = [];
  const readFile = (path: string): string => {
    const text = files.get(path);
    if (text === undefined) throw Object.assign(new Error(`no file ${path}`), { code: 'ENOENT' });
    return text;
  };
  return {
    written: () => output.join(''),
    errors: () => errors.join(''),
    readFile,
    readSheets: (path) => [readFile(path)],
    writeFile: () => {
      throw new Error('nothing is written here');
    },
    workingDirectory: () => '/',
    readStdin: () => Promise.resolve(''),
    open: (path): Pieces => ({ size: undefined, pieces: piecesOf(readFile(path)) }),
    stdinIsTerminal: true,
    stdoutIsTerminal: false,
    stderrIsTerminal: false,
    stdoutIsPipe: false,
    columns: undefined,
    errorColumns: undefined,
    environment: {},
    write: (text) => {
      output.push(text);
    },
    pass: (text) => {
      output.push(text);
      return Promise.resolve(true);
    },
    writeError: (text) => {
      errors.push(text);
    },
    programs: () => Promise.reject(new Error('no program is run here')),
    now: () => 0,
    randomBytes: () => {
      throw new Error('nothing is drawn here');
    },
    optimiseLater: () => undefined,
    optimiseAsUsual: () => undefined,
    keepSmall: () => undefined,
  };
}

async function* piecesOf(text: string): AsyncGenerator<string> {
  yield await Promise.resolve(text);
}
