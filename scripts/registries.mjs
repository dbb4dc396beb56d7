// Writes the registries: one import for each file of an open folder. `--check` only compares.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import process from 'node:process';

const folders = [
  { folder: 'src/matches', contract: 'MatchExtension', from: '../extension/extension.js', list: 'matches' },
  { folder: 'src/targets', contract: 'TargetExtension', from: '../extension/extension.js', list: 'targets' },
];

let stale = false;
for (const { folder, contract, from, list } of folders) {
  const url = new URL(`../${folder}/`, import.meta.url);
  const names = (await readdir(url))
    .filter((file) => file.endsWith('.ts') && file !== 'registry.ts' && !file.startsWith('_'))
    .map((file) => file.slice(0, -3))
    .sort();
  const local = (name) => `${name.replaceAll(/[^a-zA-Z0-9]/g, '_')}_`;
  const text = [
    '// Written by `npm run registries`: one line for each file of this folder.',
    `import type { ${contract} } from '${from}';`,
    ...names.map((name) => `import ${local(name)} from './${name}.js';`),
    '',
    `export const ${list}: readonly ${contract}[] = [`,
    ...names.map((name) => `  ${local(name)},`),
    '];',
    '',
  ].join('\n');
  const file = new URL('registry.ts', url);
  const before = await readFile(file, 'utf8').catch(() => '');
  if (before === text) continue;
  if (process.argv.includes('--check')) {
    console.error(`${folder}/registry.ts is stale: npm run registries`);
    stale = true;
  } else {
    await writeFile(file, text);
  }
}
process.exitCode = stale ? 1 : 0;
