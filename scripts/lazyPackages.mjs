import { fileURLToPath } from 'node:url';

/** Packages that few runs need and that take milliseconds to evaluate: the bundle evaluates each when somebody first uses it. */
const stands = {
  // Only IPv6 addresses go through it.
  'ip-num': `
    module.exports = { get IPv6() { return require('ip-num').IPv6; } };`,
  // Only terminals get colours.
  chalk: `
    module.exports = { Chalk: function (options) { return new (require('chalk').Chalk)(options); } };`,
  'cli-table3': `
    module.exports = function (...given) { return new (require('cli-table3'))(...given); };`,
  // Only documents in YAML.
  yaml: `
    const call = (name) => (...given) => require('yaml')[name](...given);
    module.exports = {
      isMap: call('isMap'), isScalar: call('isScalar'), isSeq: call('isSeq'),
      Composer: function (...given) { return new (require('yaml').Composer)(...given); },
      Parser: function (...given) { return new (require('yaml').Parser)(...given); },
    };`,
  // Only pictures.
  '@dagrejs/dagre': `
    module.exports = {
      Graph: function (...given) { return new (require('@dagrejs/dagre').Graph)(...given); },
      layout: (...given) => require('@dagrejs/dagre').layout(...given),
    };`,
  // Commander starts programs for commands that are files of their own. There are none here.
  'node:child_process': 'module.exports = {};',
};

/** A plugin of esbuild. */
export const lazyPackages = {
  name: 'lazy-packages',
  setup(build) {
    build.onResolve(
      { filter: /^(?:chalk|ip-num|cli-table3|yaml|@dagrejs\/dagre|node:child_process)$/ },
      ({ path, importer, namespace }) => {
        const isCommander = /[\\/]commander[\\/]lib[\\/]/.test(importer);
        if (namespace !== 'file' || (path === 'node:child_process') !== isCommander) return undefined;
        return { path, namespace: 'lazy' };
      },
    );
    build.onLoad({ filter: /./, namespace: 'lazy' }, ({ path }) => ({
      contents: stands[path],
      loader: 'js',
      resolveDir: fileURLToPath(new URL('.', import.meta.url)),
    }));
  },
};
