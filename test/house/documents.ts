import { readdirSync, statSync } from 'node:fs';

/** The files of docs, which both packages hold, as `docs/…`. `root` ends with `/`. */
export function documentsOf(root: string): readonly string[] {
  return readdirSync(`${root}docs`, { recursive: true, encoding: 'utf8' })
    .map((path) => `docs/${path}`)
    .filter((path) => statSync(`${root}${path}`).isFile());
}
