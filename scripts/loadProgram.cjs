// Evaluates the text of the bundled program, which is CommonJS, with what V8 compiled it to before, where that fits.
const { Script } = require('node:vm');

/** The exports of the program with its script, whose code so far can be kept. */
exports.loadProgram = (text, cachedData) => {
  const script = new Script(`(function (module, exports, require) {${text}\n})`, {
    filename: 'calitrace.cjs',
    ...(cachedData === undefined ? {} : { cachedData }),
  });
  const made = { exports: {} };
  script.runInThisContext()(made, made.exports, require);
  return { program: made.exports, script };
};
