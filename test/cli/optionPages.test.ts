import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { run } from './run.js';

const page = (name: string): string => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');

/** A command, its page, and whether it takes options of `calitrace trace`, which README.md has. */
const pages: readonly (readonly [command: string, page: string, likeTrace: boolean])[] = [
  ['reach', 'reach-and-diff.md', false],
  ['diff', 'reach-and-diff.md', false],
  ['lint', 'lint.md', false],
  ['explain', 'explain.md', false],
  ['snapshot', 'snapshot.md', false],
  ['graph', 'graph.md', true],
  ['verify', 'verify.md', true],
  ['path', 'path.md', true],
  ['test', 'flow-tests.md', true],
];

const optionsOf = async (command: string): Promise<ReadonlySet<string>> => {
  const { stdout } = await run(`${command} --help`, { columns: 400 });
  return new Set(
    [...stdout.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)]
      .map(([, option = '']) => option)
      .filter((option) => option !== '--help'),
  );
};

describe('the page of a command', () => {
  it.each(pages)('%s: docs/%s names each of its options', async (command, name, likeTrace) => {
    const known = likeTrace ? await optionsOf('trace') : new Set<string>();
    const said = new Set(page(name).match(/--[a-z][\w-]*/g));
    const own = [...(await optionsOf(command))].filter((option) => !known.has(option));
    expect(own.filter((option) => !said.has(option))).toEqual([]);
  });

  it.each([...new Set(pages.map(([, name]) => name))])(
    'docs/%s has no option in its tables that is none',
    async (name) => {
      const commands = pages.filter(([, other]) => other === name).map(([command]) => command);
      const known = new Set(
        (await Promise.all(['trace', ...commands].map(optionsOf))).flatMap((all) => [...all]),
      );
      const rows = [...page(name).matchAll(/^\| (`-[^|]*)\|/gm)].flatMap(
        ([, cell = '']) => cell.match(/--[a-z][\w-]*/g) ?? [],
      );
      expect(rows.filter((option) => !known.has(option))).toEqual([]);
    },
  );
});
