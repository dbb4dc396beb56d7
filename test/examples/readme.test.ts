import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { run } from '../cli/run.js';
import { readStories } from './examples.js';
import { excerpts, isExcerpt } from './excerpts.js';

const page = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const readme = page('README.md');

describe.each(['README.md', 'docs/reach-and-diff.md'])('%s', (path) => {
  it('shows output as the examples print it', () => {
    const outputs = readStories().flatMap(({ questions }) =>
      questions.map(({ output }) => readFileSync(output, 'utf8')),
    );
    const shown = excerpts(page(path));
    expect(shown.length).toBeGreaterThan(0);
    expect(shown.filter((block) => !outputs.some((text) => isExcerpt(block, text)))).toEqual([]);
  });
});

describe('README.md', () => {
  it('has every option of --help in its tables, and no other', async () => {
    const helps = await Promise.all(
      ['trace --help', 'parse --help'].map(async (line) => (await run(line, { columns: 200 })).stdout),
    );
    const inHelp = new Set(helps.flatMap((help) => longOptions(help, /^ {2}(?:-\w, )?--[\w-]+/gm)));
    inHelp.delete('--help');
    expect([...new Set(longOptions(readme, /^\|.*$/gm))].sort()).toEqual([...inHelp].sort());
  });

  it('names the words that an option takes as --help does', async () => {
    const { stdout } = await run('trace --help', { columns: 400 });
    const choices = [...stdout.matchAll(/--(\w+) <\w+> .*\(choices: ([^)]*?)(?:, default|\))/g)];
    expect(choices.length).toBeGreaterThan(2);
    for (const [, option = '', list = ''] of choices) {
      const row = readme.split('\n').find((line) => line.startsWith('|') && line.includes(`\`--${option} `));
      for (const [, word = ''] of list.matchAll(/"([^"]+)"/g)) expect(row).toContain(word);
    }
  });
});

function longOptions(text: string, lines: RegExp): readonly string[] {
  return [...text.matchAll(lines)].flatMap(([line]) => line.match(/--[a-z][\w-]*/g) ?? []);
}
