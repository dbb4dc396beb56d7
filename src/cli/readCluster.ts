import type { Cluster } from './cluster.js';
import type { NamesOptions } from './namesOption.js';
import type { Screen } from './screen.js';

/** Reads `--names`; undefined where nothing was given, and then its code is not brought in. What is wrong with the files stands on stderr. */
export async function readCluster(screen: Screen, { names }: NamesOptions): Promise<Cluster | undefined> {
  if (names === undefined) return undefined;
  const { readNamesFiles } = await import('./readNamesFiles.js');
  return readNamesFiles(screen, names);
}
