// Keeps what V8 compiles the program to. Functions are compiled when they are first called, so it answers some questions first; what it
// prints goes nowhere.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { compiledFile, loadProgram } from '../dist/calitrace.cjs';

const { program, script } = loadProgram();
const stories = ['01-pod-asks-dns', '05-cluster-ip-and-node-port'];
for (const story of stories) {
  process.chdir(fileURLToPath(new URL(`../examples/${story}`, import.meta.url)));
  const words = readFileSync('command', 'utf8').trim().split(' ');
  const code = await program.main([process.execPath, ...words]);
  if (code !== 0) throw new Error(`examples/${story} ended with exit code ${code}`);
}
const half = `${compiledFile}.${process.pid}`;
writeFileSync(half, script.createCachedData());
renameSync(half, compiledFile);
