import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** A file with tables, and the sets that belong to it (`ipset save` text; empty where there are none). */
export interface CorpusDump {
  /** Its path below the corpus folder. */
  readonly name: string;
  readonly text: string;
  readonly ipsets: string;
}

/** The folders of a corpus that hold dumps, sorted. */
export function corpusFolders(corpus: string): readonly string[] {
  if (!existsSync(corpus)) return [];
  return readdirSync(corpus, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(corpus.length + 1))
    .filter((folder) => dumpFiles(corpus, folder).length > 0)
    .sort();
}

/** The files of a folder in which a table begins, whatever they are called; of `most` at most, a spread over the folder. */
export function dumpFiles(corpus: string, folder: string, most = Infinity): readonly string[] {
  const files = readdirSync(`${corpus}/${folder}`, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${folder}/${entry.name}`)
    .filter((file) => hasTable(readFileSync(`${corpus}/${file}`, 'latin1')))
    .sort();
  const step = Math.max(1, Math.floor(files.length / most));
  return files.filter((_, index) => index % step === Math.floor(step / 2)).slice(0, most);
}

function hasTable(text: string): boolean {
  return /^\*\s*(?:filter|nat|mangle|raw|security)\s*$/m.test(text);
}

/** @throws where the file is gone */
export function readCorpusDump(corpus: string, name: string): CorpusDump {
  const sets = companionSets(corpus, name).find((path) => existsSync(path));
  return {
    name,
    text: readFileSync(`${corpus}/${name}`, 'latin1'),
    ipsets: sets === undefined ? '' : readFileSync(sets, 'latin1'),
  };
}

/** Where a dump's sets may lie: as the index says, under its own name, or under its name without what follows a dot. */
function companionSets(corpus: string, name: string): readonly string[] {
  const index = `${corpus}/INDEX.tsv`;
  const told = existsSync(index)
    ? readFileSync(index, 'latin1')
        .split('\n')
        .map((line) => line.split('\t'))
        .filter(([path]) => path === name)
        .flatMap((cells) => cells.filter((cell, at) => at > 0 && /^\S+\.ipset$/.test(cell)))
    : [];
  const stem = name.replace(/\.(?:save|restore|rules|restore-payload|txt)$/, '');
  return [...told, stem, stem.replace(/\.with-counters$/, '')].map((path) =>
    path.endsWith('.ipset') ? `${corpus}/${path}` : `${corpus}/${path}.ipset`,
  );
}
