// What the single executable starts: the packs of the program and what V8 compiled them to are its assets.
const { getAsset, getRawAsset } = require('node:sea');
const { setFlagsFromString } = require('node:v8');
const { Script } = require('node:vm');
const { toldAtStart } = require('../src/cli/optimiseLater.ts');
const { programOf } = require('../src/cli/packs.ts');

setFlagsFromString(toldAtStart);

// eslint-disable-next-line no-undef -- the build puts it in
const { main } = programOf(CALITRACE_PACKS, openPack, require);
main(process.argv).then((exitCode) => {
  process.exitCode = exitCode;
});

function openPack({ name }) {
  // The raw asset is the memory of the executable itself, which nobody may write to; V8 only reads what it is handed.
  const cachedData = new Uint8Array(getRawAsset(`${name}.bin`));
  return new Script(getAsset(name, 'latin1'), { filename: `${name}.cjs`, cachedData }).runInThisContext();
}
