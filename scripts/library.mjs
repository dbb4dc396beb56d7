// Builds the library, dist/library/calitrace.js, with what TypeScript has to know of it: the declarations that its own lead to, and no others.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleLibrary } from './bundleLibrary.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const folder = resolve(root, 'dist/library');

await put('calitrace.js', await bundleLibrary());
const declarations = await declare();
const entry = resolve(root, 'src/library/library.d.ts');
for (const file of reached(entry, declarations))
  await put(`types/${relative(root, file)}`, declarations.get(file));

async function put(name, contents) {
  const file = resolve(folder, name);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, contents);
}

/** The declarations of all files that the library is made of, by their paths beside the sources. */
async function declare() {
  const { default: ts } = await import('typescript');
  const { config } = ts.readConfigFile(resolve(root, 'tsconfig.json'), (file) => ts.sys.readFile(file));
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const program = ts.createProgram(
    [resolve(root, 'src/library/library.ts'), resolve(root, 'src/format/graph/dagre.d.ts')],
    {
      ...options,
      noEmit: false,
      declaration: true,
      emitDeclarationOnly: true,
      outDir: root,
      rootDir: root,
    },
  );
  const declarations = new Map();
  program.emit(undefined, (file, text) => declarations.set(resolve(file), text));
  return declarations;
}

/** The files to which imports lead from one, and it. */
function reached(file, declarations, seen = new Set()) {
  const text = declarations.get(file);
  if (text === undefined || seen.has(file)) return seen;
  seen.add(file);
  for (const [, path] of text.matchAll(/from '(\.[^']+)\.js'/g)) {
    reached(resolve(dirname(file), `${path}.d.ts`), declarations, seen);
  }
  return seen;
}
