// What the single executable starts: the program and what V8 compiled it to are its assets.
const { getAsset, getRawAsset } = require('node:sea');
const { loadProgram } = require('./loadProgram.cjs');

// The raw asset is the memory of the executable itself, which nobody may write to; V8 only reads what it is handed.
const { program } = loadProgram(getAsset('program', 'latin1'), new Uint8Array(getRawAsset('compiled')));
program.main(process.argv).then((exitCode) => {
  process.exitCode = exitCode;
});
