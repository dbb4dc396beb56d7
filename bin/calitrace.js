#!/usr/bin/env node
const { main } = require('../dist/calitrace.cjs');

main(process.argv).then((exitCode) => {
  process.exitCode = exitCode;
});
