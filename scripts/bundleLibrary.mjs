import { build } from 'esbuild';
import { bundleOptions } from './bundleOptions.mjs';

/** What the library never comes to: the command line's own reader, and colours of tables. */
const never = /^(?:commander|@colors\/colors\/safe)$/;

/** The library as one module that imports nothing, so that it runs in Node.js and in a browser. Gives its bytes. */
export async function bundleLibrary(entryPoint = 'src/library/library.ts') {
  const { outputFiles } = await build({
    ...(await bundleOptions()),
    entryPoints: [entryPoint],
    platform: 'browser',
    format: 'esm',
    target: 'es2022',
    plugins: [
      {
        name: 'never-come-to',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: never }, ({ path }) => ({ path, namespace: 'nothing' }));
          onLoad({ filter: /./, namespace: 'nothing' }, () => ({ contents: 'module.exports = {};' }));
        },
      },
    ],
  });
  return outputFiles[0].contents;
}
