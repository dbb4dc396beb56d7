// Writes the registries: one import for each file of an open folder. `--check` only compares.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import process from 'node:process';

const extension = '../extension/extension.js';
const registries = [
  {
    registry: 'src/matches/registry.ts',
    files: '.',
    list: 'matches',
    contract: 'MatchExtension',
    from: extension,
  },
  {
    registry: 'src/targets/registry.ts',
    files: '.',
    list: 'targets',
    contract: 'TargetExtension',
    from: extension,
  },
  {
    registry: 'src/owners/registry.ts',
    files: './by',
    list: 'owners',
    contract: 'Owner',
    from: './owner.js',
  },
  {
    registry: 'src/lint/registry.ts',
    files: './rules',
    list: 'lintRules',
    contract: 'LintRule',
    from: './lintRule.js',
  },
];

let stale = false;
for (const { registry, files, list, contract, from } of registries) {
  const file = new URL(`../${registry}`, import.meta.url);
  const names = (await readdir(new URL(`${files}/`, file)))
    .filter((name) => name.endsWith('.ts') && name !== 'registry.ts')
    .map((name) => name.slice(0, -3))
    .sort();
  const local = (name) => `${name.replaceAll(/[^a-zA-Z0-9]/g, '_')}_`;
  const text = [
    '// Written by `npm run registries`: one line for each file of the folder.',
    `import type { ${contract} } from '${from}';`,
    ...names.map((name) => `import ${local(name)} from '${files}/${name}.js';`),
    '',
    `/** All ${list} that are known, in alphabetical order. */`,
    `export const ${list}: readonly ${contract}[] = [`,
    ...names.map((name) => `  ${local(name)},`),
    '];',
    '',
  ].join('\n');
  const before = await readFile(file, 'utf8').catch(() => '');
  if (before === text) continue;
  if (process.argv.includes('--check')) {
    console.error(`${registry} is stale: npm run registries`);
    stale = true;
  } else {
    await writeFile(file, text);
  }
}
process.exitCode = stale ? 1 : 0;
