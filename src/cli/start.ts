import { existsSync, readFileSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';
import { compileCacheFolder } from './compileCacheFolder.js';
import { toldAtStart } from './optimiseLater.js';
import { programOf, type Chunks, type Pack, type Program } from './packs.js';

/** The packs of the bundled program, which lie in `parts` beside this file; the hash of a pack's text is in its name. */
declare const CALITRACE_PACKS: readonly Pack[];

/** All packs; the first one has what every command needs. */
export const packs = CALITRACE_PACKS;

/**
 * Runs one command line (argv as of the process); returns the exit code. Compiling the program takes as long as starting Node does, so what was compiled
 * when it was built is taken where this is the same Node, and elsewhere Node keeps what it compiles, if it can.
 */
export function main(argv: readonly string[]): Promise<number> {
  if (packs.every((pack) => existsSync(compiledFile(pack)))) prepare();
  return loadProgram((pack) => {
    const compiled = readCompiled(pack);
    return compiled === undefined ? requirePack(pack) : chunksOf(packScript(pack, compiled));
  }).main(argv);
}

/** Tells V8 what it was told when it compiled the packs, before it may take them. */
export function prepare(): void {
  setFlagsFromString(toldAtStart);
}

/** The program, whose packs somebody else opens, and may bring in modules of Node. */
export function loadProgram(
  openPack: (pack: Pack) => Chunks,
  requireOther: (id: string) => unknown = require,
): Program {
  return programOf(packs, openPack, requireOther);
}

/** A pack as a script, whose code so far can be kept. V8 itself looks whether `compiled` is of its own making. */
export function packScript(pack: Pack, compiled?: Buffer): Script {
  const filename = packFile(pack);
  return new Script(readFileSync(filename, 'latin1'), {
    filename,
    ...(compiled === undefined ? {} : { cachedData: compiled }),
  });
}

/** The chunks of a pack. */
export function chunksOf(script: Script): Chunks {
  return script.runInThisContext() as Chunks;
}

/** Where the build keeps what its V8 compiled a pack to. Any other V8 would refuse it. */
export function compiledFile({ name }: Pack): string {
  return join(__dirname, `parts/${name}-${process.version}-${process.arch}.bin`);
}

/** Where the text of a pack is. */
export function packFile({ name }: Pack): string {
  return join(__dirname, `parts/${name}.cjs`);
}

function readCompiled(pack: Pack): Buffer | undefined {
  try {
    return readFileSync(compiledFile(pack));
  } catch {
    return undefined;
  }
}

/** Node keeps what it compiles since 22.1; where it cannot write it goes on without. */
function requirePack(pack: Pack): Chunks {
  const { enableCompileCache } = nodeModule as { enableCompileCache?: (folder: string) => unknown };
  const folder = compileCacheFolder(process.env);
  if (folder !== undefined) enableCompileCache?.(folder);
  const file = packFile(pack);
  return nodeModule.createRequire(file)(file) as Chunks;
}
