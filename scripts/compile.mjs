// Keeps what V8 compiles the packs to.
import { renameSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import * as start from '../dist/calitrace.cjs';
import { compilePacks } from './compilePacks.mjs';

for (const [pack, compiled] of await compilePacks(start)) {
  const file = start.compiledFile(pack);
  const half = `${file}.${process.pid}`;
  writeFileSync(half, compiled);
  renameSync(half, file);
}
