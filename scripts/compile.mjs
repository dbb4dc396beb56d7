// Keeps what V8 compiles the program to.
import { renameSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { compiledFile, loadProgram } from '../dist/calitrace.cjs';
import { answerExamples } from './answerExamples.mjs';

const { program, script } = loadProgram();
await answerExamples(program);
const half = `${compiledFile}.${process.pid}`;
writeFileSync(half, script.createCachedData());
renameSync(half, compiledFile);
