/**
 * What few runs need and what takes milliseconds to load, by the name that it is imported by: what stands in its place, and loads it when
 * somebody first uses it.
 */
const stands = {
  // Only lines that say nothing usual are parsed.
  '../../grammar/parser.js': `
    const call = (name) => (...given) => require('./parser.js')[name](...given);
    module.exports = { parseTable: call('parseTable'), parseChain: call('parseChain'), parseRule: call('parseRule') };`,
  // Only IPv6 addresses go through it.
  'ip-num': `module.exports = { get IPv6() { return require('./ip-num.js').IPv6; } };`,
  // Only terminals get colours.
  chalk: `module.exports = { Chalk: function (options) { return new (require('./chalk.js').Chalk)(options); } };`,
  // Only characters that no Latin keyboard has.
  'get-east-asian-width': `
    module.exports = { eastAsianWidth: (point) => require('./get-east-asian-width.js').eastAsianWidth(point) };`,
  'cli-table3': `module.exports = function (...given) { return new (require('./cli-table3.js').Table)(...given); };`,
  // Only documents in YAML.
  yaml: `
    const call = (name) => (...given) => require('./yaml.js')[name](...given);
    module.exports = {
      isMap: call('isMap'), isSeq: call('isSeq'),
      Composer: function (...given) { return new (require('./yaml.js').Composer)(...given); },
      Lexer: function (...given) { return new (require('./yaml.js').Lexer)(...given); },
      Parser: function (...given) { return new (require('./yaml.js').Parser)(...given); },
    };`,
  // Only who redacts draws secrets.
  'node:crypto': `module.exports = { randomBytes: (count) => require('node:crypto').randomBytes(count) };`,
  // Only long runs have something to tell V8.
  'node:v8': `module.exports = { setFlagsFromString: (flag) => require('node:v8').setFlagsFromString(flag) };`,
};

/** Those that are chunks of their own: our file, and packages, each with what is exported of it. */
const packages = {
  'ip-num': `export { IPv6 } from 'ip-num';`,
  chalk: `export { Chalk } from 'chalk';`,
  'cli-table3': `import Table from 'cli-table3'; export { Table };`,
  'get-east-asian-width': `export { eastAsianWidth } from 'get-east-asian-width';`,
  yaml: `export { isMap, isSeq, Composer, Lexer, Parser } from 'yaml';`,
};

/** The entry points of esbuild that make these chunks, by their names. */
export const lazyEntries = {
  parser: 'grammar/parser.ts',
  ...Object.fromEntries(Object.keys(packages).map((name) => [name, `lazy-entry:${name}`])),
};

/** A plugin of esbuild. */
export const lazyPackages = {
  name: 'lazy-packages',
  setup(build) {
    const { absWorkingDir } = build.initialOptions;
    build.onResolve({ filter: /^[\w:./-]+$/, namespace: 'file' }, ({ path, importer }) => {
      // Commander starts programs for commands that are files of their own. There are none here.
      if (path === 'node:child_process' && /[\\/]commander[\\/]lib[\\/]/.test(importer)) {
        return { path, namespace: 'nothing' };
      }
      return Object.hasOwn(stands, path) ? { path, namespace: 'lazy-stand' } : undefined;
    });
    build.onResolve({ filter: /./, namespace: 'lazy-stand' }, ({ path }) => ({ path, external: true }));
    build.onResolve({ filter: /^lazy-entry:/ }, ({ path }) => ({
      path: path.slice('lazy-entry:'.length),
      namespace: 'lazy-entry',
    }));
    build.onLoad({ filter: /./, namespace: 'lazy-stand' }, ({ path }) => ({ contents: stands[path] }));
    build.onLoad({ filter: /./, namespace: 'lazy-entry' }, ({ path }) => ({
      contents: packages[path],
      resolveDir: absWorkingDir,
    }));
    build.onLoad({ filter: /./, namespace: 'nothing' }, () => ({ contents: 'module.exports = {};' }));
  },
};
