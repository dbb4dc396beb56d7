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
  await put(registry, text);
}
await put('docs/lint.md', await listLintRules('docs/lint.md'));
process.exitCode = stale ? 1 : 0;

/** Writes a file where its text is another than what is there. */
async function put(path, text) {
  const file = new URL(`../${path}`, import.meta.url);
  if ((await readFile(file, 'utf8').catch(() => '')) === text) return;
  if (process.argv.includes('--check')) {
    console.error(`${path} is stale: npm run registries`);
    stale = true;
  } else {
    await writeFile(file, text);
  }
}

/** A page with the table of lint rules by severity, each with a link to its own page. */
async function listLintRules(path) {
  const folder = new URL('../src/lint/rules/', import.meta.url);
  const names = (await readdir(folder))
    .filter((name) => name.endsWith('.ts'))
    .map((name) => name.slice(0, -3));
  const texts = await Promise.all(
    names.sort().map((name) => readFile(new URL(`${name}.ts`, folder), 'utf8')),
  );
  const rows = ['error', 'warning', 'note'].flatMap((severity) => {
    const links = names
      .filter((_, index) => /^ {2}severity: '(\w+)',$/m.exec(texts[index])?.[1] === severity)
      .map((name) => `[${name}](../src/lint/rules/${name}.md)`);
    return links.length === 0 ? [] : [`| ${severity} | ${links.join(', ')} |`];
  });
  const page = await readFile(new URL(`../${path}`, import.meta.url), 'utf8');
  const table = ['| severity | lint rules |', '|---|---|', ...rows].join('\n');
  return page.replace(/^\| severity \| lint rules \|\n(?:\|.*\n)*/m, `${table}\n`);
}
