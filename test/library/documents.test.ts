import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** Within the package, so that its name leads to it. */
const folder = join(root, 'build/documents');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const text = readFileSync(join(root, 'docs/library.md'), 'utf8');
const examples = [...text.matchAll(/```js\n(.*?)```\n\n```text\n(.*?)```/gs)].map(
  ([, program = '', output = '']) => [program, output] as const,
);

describe('docs/library.md', () => {
  it('has examples', () => {
    expect(examples.length).toBeGreaterThan(1);
  });

  it.each(examples)('%s', (program, output) => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'example.mjs'), program);
    expect(
      execFileSync(process.execPath, ['build/documents/example.mjs'], { cwd: root, encoding: 'utf8' }),
    ).toBe(output);
  });
});
