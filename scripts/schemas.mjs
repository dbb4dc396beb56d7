// Writes docs/schemas: a JSON schema for each JSON form that the program prints, from the type of src/format that has it. `--check` only compares.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import prettier from 'prettier';
import generator from 'ts-json-schema-generator';

const root = fileURLToPath(new URL('../', import.meta.url));
const options = await prettier.resolveConfig(`${root}package.json`);

/** An interface with `format` and `version` is a JSON form of its own. */
const form =
  /^export interface (\w+)[^{]*\{\n {2}readonly format: '([\w.-]+)';\n {2}readonly version: (\d+);/gm;
const forms = [];
for (const file of await readdir(`${root}src/format`, { recursive: true })) {
  if (!file.endsWith('.ts')) continue;
  const text = await readFile(`${root}src/format/${file}`, 'utf8');
  for (const [, type, format, version] of text.matchAll(form))
    forms.push({ path: `src/format/${file}`, type, format, version });
}

const config = {
  ...generator.DEFAULT_CONFIG,
  path: `${root}src/format/**/*.ts`,
  tsconfig: `${root}tsconfig.json`,
  skipTypeCheck: true,
  topRef: false,
  sortProps: false,
};
const program = generator.createProgram(config);
let stale = false;
for (const { path, type, format, version } of forms) {
  const { $schema, description, definitions, properties, ...whole } = schemaOf(type);
  const schema = {
    $schema,
    $id: `urn:calitrace:schema:${format.replace('calitrace.', '')}:${version}`,
    $comment: `Written by \`npm run schemas\` from ${path}.`,
    title: `${format}, version ${version}`,
    description,
    ...whole,
    properties: { format: properties.format, version: properties.version, ...properties },
    definitions: sorted(definitions),
  };
  await put(
    `docs/schemas/${format}.schema.json`,
    await prettier.format(JSON.stringify(schema), { ...options, parser: 'json' }),
  );
}
process.exitCode = stale ? 1 : 0;

/** A parser remembers what it met before and then leaves it out: each type has its own. */
function schemaOf(type) {
  const parser = generator.createParser(program, config);
  return new generator.SchemaGenerator(
    program,
    parser,
    generator.createFormatter(config),
    config,
  ).createSchema(type);
}

/** The same definitions in the order of their names. */
function sorted(definitions) {
  return Object.fromEntries(Object.entries(definitions).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Writes a file where its text is another than what is there. */
async function put(path, text) {
  if ((await readFile(`${root}${path}`, 'utf8').catch(() => '')) === text) return;
  if (process.argv.includes('--check')) {
    console.error(`${path} is stale: npm run schemas`);
    stale = true;
  } else {
    await writeFile(`${root}${path}`, text);
  }
}
