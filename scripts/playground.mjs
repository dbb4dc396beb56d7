// Builds the page in docs/playground into one file, build/playground/index.html (or into the folder that is named), which opens from a disk as from a server.
import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { bundleLibrary } from './bundleLibrary.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const destination = resolve(process.argv[2] ?? join(root, 'build/playground'));
const read = (path) => readFile(join(root, path), 'utf8');

const style = await read('docs/playground/style.css');
const bundle = Buffer.from(await bundleLibrary('docs/playground/playground.mjs')).toString('utf8');
// Nothing of a story ends the script; of the bundle esbuild sees to that.
const script = `const STORIES=${JSON.stringify(await stories()).replaceAll('<', '\\u003c')};${bundle}`;
const hash = `sha256-${createHash('sha256').update(script).digest('base64')}`;
const page = (await read('docs/playground/index.html'))
  .replace(/\s*STYLE;\s*/, () => style)
  .replace('SCRIPT-HASH', () => hash)
  .replace(/\s*SCRIPT;\s*/, () => script);
await mkdir(destination, { recursive: true });
await writeFile(join(destination, 'index.html'), page);

/** The traces of examples/, as the fields of the page. */
async function stories() {
  const folders = (await readdir(join(root, 'examples'), { withFileTypes: true })).filter((entry) =>
    entry.isDirectory(),
  );
  const told = [];
  for (const { name } of folders.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const folder = `examples/${name}`;
    const command = await read(`${folder}/command`).catch(() => '');
    const [, verb, dump, ...words] = command.trim().split(/\s+/);
    if (verb !== 'trace' || /['"]/.test(command)) continue;
    const story = await storyOf(folder, dump, words);
    if (story !== undefined)
      told.push({
        title: (await read(`${folder}/README.md`)).split('\n', 1)[0].replace(/^# /, ''),
        ...story,
      });
  }
  return told;
}

/** Undefined where a command has what the page has no field for. */
async function storyOf(folder, dump, words) {
  const packet = {};
  const node = {};
  const more = [];
  for (let at = 0; at < words.length; at += 2) {
    const [option, value] = [words[at], words[at + 1]];
    if (value === undefined || !option.startsWith('--')) return undefined;
    const name = option.slice(2);
    if (['src', 'dst', 'proto', 'dport', 'iif'].includes(name)) packet[name] = value;
    else if (['ipset', 'addrs', 'routes', 'rules', 'ipvs', 'names'].includes(name))
      node[name] = await read(`${folder}/${value}`);
    else if (/^--(?:from-log|reply|verbose|assume)/.test(option)) return undefined;
    else more.push(option, value);
  }
  return { dump: await read(`${folder}/${dump}`), packet, node, more: more.join(' ') };
}
