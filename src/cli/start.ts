import { readFileSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { compileCacheFolder } from './compileCacheFolder.js';
import type { main as mainOfProgram } from './main.js';

/** The name of the bundled program, beside which this file is built; the hash of its text is in it. */
declare const CALITRACE_PROGRAM: string;

interface Program {
  readonly main: typeof mainOfProgram;
}

const program = join(__dirname, `parts/${CALITRACE_PROGRAM}.cjs`);

/** Where the build keeps what its V8 compiled the program to. Any other V8 would refuse it. */
export const compiledFile = join(
  __dirname,
  `parts/${CALITRACE_PROGRAM}-${process.version}-${process.arch}.bin`,
);

/**
 * Runs one command line (argv as of the process); returns the exit code. Compiling the program takes as long as starting Node does, so what was compiled
 * when it was built is taken where this is the same Node, and elsewhere Node keeps what it compiles, if it can.
 */
export function main(argv: readonly string[]): Promise<number> {
  const compiled = compiledProgram();
  return (compiled === undefined ? requireProgram() : loadProgram(compiled).program).main(argv);
}

/** The program with its script, whose code so far can be kept. V8 itself looks whether `compiled` is of its own making. */
export function loadProgram(compiled?: Buffer): { readonly program: Program; readonly script: Script } {
  const text = `(function (module, exports, require) {${readFileSync(program, 'latin1')}\n})`;
  const given = compiled === undefined ? {} : { cachedData: compiled };
  const script = new Script(text, { filename: program, ...given });
  const made = { exports: {} };
  const evaluate = script.runInThisContext() as (...given: readonly unknown[]) => void;
  evaluate(made, made.exports, require);
  return { program: made.exports as Program, script };
}

function compiledProgram(): Buffer | undefined {
  try {
    return readFileSync(compiledFile);
  } catch {
    return undefined;
  }
}

/** Node keeps what it compiles since 22.1; where it cannot write it goes on without. */
function requireProgram(): Program {
  const { enableCompileCache } = nodeModule as { enableCompileCache?: (folder: string) => unknown };
  const folder = compileCacheFolder(process.env);
  if (folder !== undefined) enableCompileCache?.(folder);
  return nodeModule.createRequire(program)(program) as Program;
}
