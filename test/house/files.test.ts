import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** Files below a folder, as paths from the root. */
function filesBelow(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((path) =>
    join(folder, path),
  );
}

const rooms = readdirSync(join(root, 'src'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => `src/${name}`);

describe('every room', () => {
  it.each(['grammar', 'bench', ...rooms])('%s says what lives there and what may not', (room) => {
    expect(read(`${room}/README.md`)).toMatch(/may not|not live here|not be here/i);
  });
});

const extensions = ['matches', 'targets'].flatMap((room) =>
  readdirSync(join(root, 'src', room))
    .filter((file) => file.endsWith('.ts') && file !== 'registry.ts')
    .map((file): readonly [string, string] => [room, file.slice(0, -3)]),
);

describe('every match and target', () => {
  it.each(extensions)('%s/%s has its test', (room, name) => {
    expect(existsSync(join(root, 'test', room, `${name}.test.ts`))).toBe(true);
  });

  const coverage = read('docs/coverage.md');
  it.each(extensions)('%s/%s has its row in docs/coverage.md', (_room, name) => {
    expect(
      coverage.split('\n').filter((line) => line.startsWith('|') && line.split('|')[1]?.trim() === name),
    ).toHaveLength(1);
  });
});

const lintRules = readdirSync(join(root, 'src/lint/rules'))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -3));

describe('every lint rule', () => {
  it.each(lintRules)('%s has its test', (name) => {
    expect(existsSync(join(root, 'test/lint/rules', `${name}.test.ts`))).toBe(true);
  });
  it.each(lintRules)('%s has its page', (name) => {
    const page = read(`src/lint/rules/${name}.md`).replaceAll(/```[^]*?```/g, '');
    const headings = [...page.matchAll(/^#+ (.*)$/gm)].map(([, text]) => text);
    expect(headings).toEqual([
      name,
      'What it flags',
      'Why it matters',
      'Example',
      'Instead',
      'When to leave it off',
    ]);
  });
});

const pages = [
  ...readdirSync(root).filter((file) => file.endsWith('.md')),
  ...['docs', 'examples', 'src', 'grammar', 'bench', 'test']
    .flatMap(filesBelow)
    .filter((file) => file.endsWith('.md')),
];

describe('docs/README.md', () => {
  it('lists every page of docs', () => {
    const list = read('docs/README.md');
    const documents = readdirSync(join(root, 'docs')).filter((file) => file.endsWith('.md'));
    expect(documents.filter((file) => file !== 'README.md' && !list.includes(`](${file})`))).toEqual([]);
  });
});

describe('every page', () => {
  it.each(pages)('%s links to what is there', (page) => {
    const links = [...read(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link ?? '');
    const gone = links
      .filter((link) => !/^(https?:|#)/.test(link))
      .filter((link) => !existsSync(join(root, dirname(page), link.split('#')[0] ?? '')));
    expect(gone).toEqual([]);
  });
});
