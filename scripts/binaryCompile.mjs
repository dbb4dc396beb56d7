// Keeps what V8 compiles a program (the first file) to in the second one.
import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { answerExamples } from './answerExamples.mjs';
import load from './loadProgram.cjs';

const [, , programFile, compiledFile] = process.argv;
const { program, script } = load.loadProgram(readFileSync(programFile, 'latin1'));
await answerExamples(program);
writeFileSync(compiledFile, script.createCachedData());
