import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** All files in a folder and below it. */
export function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Rules of all kinds, from the fixtures, to put into mutated dumps. */
export function rulesOfFixtures(root: string): readonly string[] {
  return filesIn(join(root, 'test/fixtures/dumps')).flatMap((path) =>
    readFileSync(path, 'latin1')
      .split(/\r?\n/)
      .filter((line) => line.includes('-A ')),
  );
}

/** Lets the runner hear that a long test still runs. */
export function breath(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
