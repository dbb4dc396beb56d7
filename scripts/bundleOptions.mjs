import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { lazyPackages } from './lazyPackages.mjs';
import { lintPages } from './lintPages.mjs';

const root = new URL('../', import.meta.url);

/** How esbuild makes one file of the command line: what scripts/build.mjs builds is built likewise. */
export async function bundleOptions() {
  const { version } = JSON.parse(await readFile(new URL('package.json', root), 'utf8'));
  return {
    absWorkingDir: fileURLToPath(root),
    bundle: true,
    minifySyntax: true,
    minifyWhitespace: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    legalComments: 'none',
    logLevel: 'warning',
    plugins: [lazyPackages],
    define: {
      CALITRACE_VERSION: JSON.stringify(version),
      CALITRACE_LINT_PAGES: JSON.stringify(JSON.stringify(await lintPages())),
    },
  };
}
