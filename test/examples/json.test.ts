import { describe, expect, it } from 'vitest';
import { run } from '../cli/run.js';
import { complaintsOf } from '../format/published.js';
import { readStories } from './examples.js';

/** Commands that print JSON. */
const printing = /^(?:trace|lint|reach|diff|test|explain) /;

/** A question of an example as questions for JSON: a trace with all that may be added to it. */
function asked(line: string): readonly string[] {
  const json = `${line.replace(/ --format \S+/, '').replace(/ (?:-q|-v|--reply)(?= |$)/g, '')} --format json`;
  return line.startsWith('trace ') ? [json, `${json} -v --reply`] : [json];
}

const questions = readStories().flatMap(({ name, files, questions: told }) => {
  const printed = told.filter(({ line }) => printing.test(line) && !line.includes(' --init'));
  const dumps = Object.keys(files).filter((file) => file.endsWith('.save'));
  const lines = new Set([
    ...printed.flatMap(({ line }) => asked(line)),
    ...dumps.flatMap((dump) => [`parse ${dump} --format json`, `lint ${dump} --format json`]),
  ]);
  return [...lines].map((line) => ({ name, line, files }));
});

describe('every example as JSON', () => {
  it.each(questions)('$name: $line', async ({ line, files }) => {
    const { stdout } = await run(line, { files });
    const values = line.includes(' --packets ') ? stdout.trimEnd().split('\n') : [stdout];
    expect(values.flatMap((value) => complaintsOf(JSON.parse(value)))).toEqual([]);
  });
});
