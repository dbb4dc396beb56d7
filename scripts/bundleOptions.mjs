import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { lintPages } from './lintPages.mjs';

const root = new URL('../', import.meta.url);

/** How esbuild bundles the command line, or a part of it. */
export async function bundleOptions() {
  const { version } = JSON.parse(await readFile(new URL('package.json', root), 'utf8'));
  return {
    absWorkingDir: fileURLToPath(root),
    bundle: true,
    write: false,
    // Node reads every byte at every start. Names stay, so that a stack trace can be read.
    minifySyntax: true,
    minifyWhitespace: true,
    platform: 'node',
    // Loading a module as ESM takes as long as evaluating a quarter of the program.
    format: 'cjs',
    target: 'node20',
    legalComments: 'none',
    logLevel: 'warning',
    define: {
      CALITRACE_VERSION: JSON.stringify(version),
      CALITRACE_LINT_PAGES: JSON.stringify(JSON.stringify(await lintPages())),
    },
  };
}
