import { readFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/**
 * Lets a program answer some questions. V8 compiles functions when they are first called, and what it has compiled then can be kept. Changes
 * the working directory; what the program prints goes to stdout.
 */
export async function answerExamples(program) {
  const stories = ['01-pod-asks-dns', '05-cluster-ip-and-node-port'];
  for (const story of stories) {
    process.chdir(fileURLToPath(new URL(`../examples/${story}`, import.meta.url)));
    const words = readFileSync('command', 'utf8').trim().split(' ');
    const code = await program.main([process.execPath, ...words]);
    if (code !== 0) throw new Error(`examples/${story} ended with exit code ${code}`);
  }
}
