import type { main as mainOfProgram } from './main.js';

/** One file of the bundled program: chunks of code that are needed together. */
export interface Pack {
  readonly name: string;
  readonly chunks: readonly string[];
}

/** What a pack gives when it is evaluated: its chunks by name, none of which has run. */
export type Chunks = Readonly<
  Record<string, (exports: Record<string, unknown>, require: (id: string) => unknown) => void>
>;

export interface Program {
  readonly main: typeof mainOfProgram;
}

/**
 * The program whose first pack begins with the chunk that exports it. Each chunk runs when it is first required, and each pack is opened when one of its
 * chunks is. `requireOther` brings in what is no chunk: modules of Node.
 */
export function programOf(
  packs: readonly Pack[],
  openPack: (pack: Pack) => Chunks,
  requireOther: (id: string) => unknown,
): Program {
  const packOf = new Map(packs.flatMap((pack) => pack.chunks.map((chunk) => [chunk, pack] as const)));
  const opened = new Map<Pack, Chunks>();
  const loaded = new Map<string, Record<string, unknown>>();
  const load = (id: string): unknown => {
    const pack = packOf.get(id);
    if (pack === undefined) return requireOther(id);
    const known = loaded.get(id);
    if (known !== undefined) return known;
    const chunks = opened.get(pack) ?? openPack(pack);
    opened.set(pack, chunks);
    const exports = {};
    loaded.set(id, exports);
    chunks[id]?.(exports, load);
    return exports;
  };
  return load(packs[0]?.chunks[0] ?? '') as Program;
}
