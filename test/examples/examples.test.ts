import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { run, words } from '../cli/run.js';
import { readStories } from './examples.js';

/** UPDATE_EXAMPLES=1 writes the outputs anew; look at the difference before you commit it. */
const update = process.env['UPDATE_EXAMPLES'] === '1';
const stories = readStories();

describe('every example prints what its folder says', () => {
  it.each(stories.flatMap(({ files, questions }) => questions.map((question) => ({ files, ...question }))))(
    '$name',
    async ({ files, line, output }) => {
      const { stdout, stderr, status } = await run(line, { files });
      expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
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
      .filter(({ output }) => output.endsWith('.txt'))
      .map(({ line }) => `calitrace ${line}`);
    expect(commands.filter((line) => !readme.includes(line))).toEqual([]);
    expect(excerpts(readme).filter((block) => !outputs.some((text) => isExcerpt(block, text)))).toEqual([]);
  });
});

describe('README.md', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const outputs = stories.flatMap(({ questions }) =>
    questions.map(({ output }) => readFileSync(output, 'utf8')),
  );

  it('shows traces as the examples print them', () => {
    expect(excerpts(readme).length).toBeGreaterThan(0);
    expect(excerpts(readme).filter((block) => !outputs.some((text) => isExcerpt(block, text)))).toEqual([]);
  });

  it('has every option of --help in its tables, and no other', async () => {
    const helps = await Promise.all(
      ['trace --help', 'parse --help'].map(async (line) => (await run(line, { columns: 200 })).stdout),
    );
    const inHelp = new Set(helps.flatMap((help) => longOptions(help, /^ {2}(?:-\w, )?--[\w-]+/gm)));
    inHelp.delete('--help');
    const inTables = new Set(longOptions(readme, /^\|.*$/gm));
    expect([...inTables].sort()).toEqual([...inHelp].sort());
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

/** The blocks that show output: those fenced as `text`. */
function excerpts(markdown: string): readonly string[] {
  return [...markdown.matchAll(/^```text\n(.*?)^```$/gms)].map(([, block = '']) => block);
}

/** Whether the block's pieces stand in the text in this order; a line `…` stands for what was left out. */
function isExcerpt(block: string, text: string): boolean {
  let from = 0;
  return block.split(/^ *…\n/m).every((piece) => {
    const at = `\n${text}`.indexOf(`\n${piece}`, from);
    from = at + piece.length;
    return at >= 0;
  });
}

function longOptions(text: string, lines: RegExp): readonly string[] {
  return [...text.matchAll(lines)].flatMap(([line]) => line.match(/--[a-z][\w-]*/g) ?? []);
}
