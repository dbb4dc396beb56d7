import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { run, words } from '../cli/run.js';
import { readStories } from './examples.js';
import { excerpts, isExcerpt } from './excerpts.js';

/** UPDATE_EXAMPLES=1 writes the outputs anew; look at the difference before you commit it. */
const update = process.env['UPDATE_EXAMPLES'] === '1';
const stories = readStories();
// A page says which version made it.
globalThis.CALITRACE_VERSION = manifest.version;

/** A lint that finds errors fails, and so does a diff that finds a difference, and a test of which a flow does not end as expected. */
function statusOf(line: string, stdout: string): number {
  if (line.startsWith('diff ')) return /\b\d+ differences?\b/.test(stdout) ? 1 : 0;
  if (line.startsWith('test ')) return /[1-9]\d* failed/.test(stdout) ? 1 : 0;
  return line.startsWith('lint ') && /(?:^|: |::)error/m.test(stdout) ? 1 : 0;
}

describe('every example prints what its folder says', () => {
  it.each(stories.flatMap(({ files, questions }) => questions.map((question) => ({ files, ...question }))))(
    '$name',
    async ({ files, line, output }) => {
      const { stdout, stderr, status } = await run(line, { files });
      expect({ stderr, status }).toEqual({ stderr: '', status: statusOf(line, stdout) });
      if (update) writeFileSync(output, stdout);
      expect(stdout).toBe(existsSync(output) ? readFileSync(output, 'utf8') : '');
    },
  );
});

describe.each(stories)('examples/$name', ({ files, questions }) => {
  it('has no file that no command reads or writes', () => {
    const used = new Set([
      'README.md',
      ...questions.flatMap(({ line, output }) => [...words(line), output.split('/').at(-1)]),
    ]);
    expect(Object.keys(files).filter((file) => !used.has(file) && !/(^|\.)command$/.test(file))).toEqual([]);
  });

  it('has a README that shows each command as it is, and output that it prints', () => {
    const readme = files['README.md'] ?? '';
    const outputs = questions.map(({ output }) => readFileSync(output, 'utf8'));
    const commands = questions
      .filter(({ output }) => !output.endsWith('.json'))
      .map(({ line }) => `calitrace ${line}`);
    expect(commands.filter((line) => !readme.includes(line))).toEqual([]);
    expect(excerpts(readme).filter((block) => !outputs.some((text) => isExcerpt(block, text)))).toEqual([]);
  });
});
