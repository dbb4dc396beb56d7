// Bundles the program into packs. Starting takes as long as reading the text of the program and what V8 compiled it to, so a command reads
// only what it needs. esbuild cuts the program into chunks where `import()` brings code in; chunks that are needed together become one file.
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { build } from 'esbuild';
import { bundleOptions } from './bundleOptions.mjs';
import { lazyEntries, lazyPackages } from './lazyPackages.mjs';

/**
 * The packs, each with its name, the names of its chunks and its text: what every command needs (the first one, which begins with the chunk
 * that exports `main`), what a trace needs besides, the grammar, packages that
 * some traces need, and all else.
 */
export async function bundlePacks() {
  const { outputFiles, metafile } = await build({
    ...(await bundleOptions()),
    entryPoints: { main: 'src/cli/main.ts', ...lazyEntries },
    outdir: 'chunks',
    format: 'esm',
    splitting: true,
    metafile: true,
    chunkNames: '[name]-[hash]',
    plugins: [lazyPackages],
  });
  const chunks = new Map(
    Object.entries(metafile.outputs).map(([path, { imports, entryPoint }]) => [
      `./${basename(path)}`,
      { imports, entryPoint },
    ]),
  );
  const texts = new Map(outputFiles.map(({ path, text }) => [`./${basename(path)}`, text]));
  const nameOf = (file) => [...chunks].find(([, { entryPoint }]) => entryPoint === file)[0];
  const taken = new Set();
  const take = (name) => {
    if (taken.has(name)) return [];
    taken.add(name);
    const besides = chunks
      .get(name)
      .imports.filter(({ kind, external }) => kind === 'import-statement' && external !== true)
      .flatMap(({ path }) => take(`./${basename(path)}`));
    return [name, ...besides];
  };
  const pack = (name, names) => {
    const members = names.map((chunk) => {
      const { imports } = chunks.get(chunk);
      return `${JSON.stringify(chunk)}:function(exports,require){${asFunctionBody(texts.get(chunk), imports)}}`;
    });
    // As a script its value is the chunks, as a CommonJS module they are what it exports.
    const text = `"use strict";(typeof module=="object"?module:{}).exports={${members.join(',\n')}};\n`;
    const hash = createHash('sha256').update(text).digest('hex').slice(0, 8);
    return { name: `${name}-${hash}`, chunks: names, text };
  };
  return [
    pack('start', take(nameOf('src/cli/main.ts'))),
    pack('trace', take(nameOf('src/cli/traceCommand.ts'))),
    pack('grammar', take('./parser.js')),
    pack(
      'packages',
      Object.keys(lazyEntries).flatMap((name) => take(`./${name}.js`)),
    ),
    pack('rest', [...chunks.keys()].flatMap(take)),
  ];
}

/**
 * A chunk of esbuild, an ECMAScript module, as the body of a function that is handed `exports` and `require`. Names that are imported become
 * variables, which V8 reads faster than properties of a module: chunks never import each other in a circle, and export nothing that changes
 * once they are evaluated. Throws where the text has another form than esbuild gives it.
 */
function asFunctionBody(text, imports) {
  const found = { statements: 0, calls: 0 };
  const body = text
    .replaceAll(
      /\bimport(?:(\{[^{}]*\})from|(?: |\*as )([\w$]+) ?from)?"([^"\n]+)";/g,
      (statement, names, whole, from) => {
        found.statements += 1;
        const required = `require(${JSON.stringify(from)})`;
        if (names !== undefined) return `var${names.replaceAll(' as ', ':')}=${required};`;
        return whole === undefined ? `${required};` : `var ${whole}=${required};`;
      },
    )
    .replaceAll(/\bimport\(("\.\/[^"\n]+")\)/g, (_, from) => {
      found.calls += 1;
      return `Promise.resolve().then(()=>require(${from}))`;
    })
    .replace(/\bexport\{([^{}]*)\};\n?$/, (_, names) =>
      names
        .split(',')
        .map((name) => name.split(' as '))
        .map(([local, exported = local]) => `exports.${exported}=${local};`)
        .join(''),
    );
  const count = (kind) => imports.filter((each) => each.kind === kind).length;
  const isKnown =
    found.statements === count('import-statement') &&
    found.calls === count('dynamic-import') &&
    !/\bexport(?:\{| default)/.test(body);
  if (!isKnown) throw new Error('esbuild writes imports or exports in a form that is not known here');
  return body;
}
