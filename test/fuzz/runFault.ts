import { setImmediate } from 'node:timers/promises';
import { run, type Surroundings } from '../cli/run.js';
import { soundPage } from '../format/html/page.js';
import { outputFault, prototypeFault } from './promises.js';

/** Text of a file as `run` takes it, from bytes. */
export function utf8(latin1: string): string {
  return Buffer.from(latin1, 'latin1').toString('utf8');
}

/** What is wrong with a run of the whole program, or undefined. Colours are the program's own: they go before it is looked at. */
export async function runFault(
  line: string | readonly string[],
  around: Surroundings,
): Promise<string | undefined> {
  // Those who run the tests want to hear of this one now and then.
  await setImmediate();
  const { stdout, stderr, status, written = {} } = await run(line, around);
  if (![0, 1, 2].includes(status)) return `exit code ${status}`;
  if (line.includes('html') && stdout !== '') soundPage(stdout);
  const isColoured = line.includes('--color always');
  const plain = (output: string): string => (isColoured ? withoutColours(output) : output);
  // Files that are written may be tables.
  const files = Object.values(written).map((text) => text.replaceAll('\t', ' '));
  const outputs = [stdout, stderr, ...files].map(plain);
  return outputs.map(outputFault).find((fault) => fault !== undefined) ?? prototypeFault();
}

/** Colours are those of chalk: each in a sequence of its own. */
function withoutColours(output: string): string {
  const [first = '', ...rest] = output.split('\x1b[');
  return first + rest.map((part) => part.replace(/^\d{1,2}m/, '')).join('');
}
