import { readdir, readFile } from 'node:fs/promises';

const folder = new URL('../src/lint/rules/', import.meta.url);

/** The pages of the lint rules by name, which `calitrace lint --explain` prints. */
export async function lintPages() {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.md')).sort();
  const pages = files.map(async (file) => [file.slice(0, -3), await readFile(new URL(file, folder), 'utf8')]);
  return Object.fromEntries(await Promise.all(pages));
}
