import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** What is written between backticks. */
const quoted = (text: string): readonly string[] =>
  [...text.matchAll(/`([^`\n]+)`/g)].map(([, words]) => words ?? '');

const rooms = readdirSync(join(root, 'src'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => `src/${name}`);
const pages = [
  'grammar',
  'bench',
  'test/kernel',
  'test/browser',
  ...rooms,
  'src/format/html',
  'src/format/markdown',
].map((folder) => [folder, `${folder}/README.md`] as const);

/** Rooms that hold one file for each name that a dump has: docs/coverage.md lists those. */
const registries: readonly string[] = ['src/matches', 'src/targets'];

/** Folders of a room have files named where they are, not in its README: it names the folder. */
const livesIn = (folder: string): readonly string[] =>
  readdirSync(join(root, folder)).filter((file) => file !== 'README.md' && file !== 'tsconfig.json');

describe('the README of a room', () => {
  it.each(pages)('%s names no file that is gone', (folder, page) => {
    const files = quoted(read(page)).filter(
      (name) => /^[\w./-]+\.(ts|md|mjs|cjs)$/.test(name) && !name.includes('NAME'),
    );
    const places = [folder, '', 'src'];
    expect(files.filter((file) => !places.some((place) => existsSync(join(root, place, file))))).toEqual([]);
  });

  it.each(pages.filter(([folder]) => !registries.includes(folder)))(
    '%s names everything that lives there',
    (folder, page) => {
      const names = quoted(read(page));
      const named = (file: string): boolean =>
        names.some(
          (name) =>
            [file, file.replace(/\.ts$/, ''), `${file}/`].includes(name.replace(`${folder}/`, '')) ||
            name.startsWith(`${file}/`),
        );
      expect(livesIn(folder).filter((file) => !named(file))).toEqual([]);
    },
  );
});

interface Walls {
  readonly forbidden: readonly {
    readonly name: string;
    readonly to: { readonly pathNot?: string };
  }[];
}

/** What each room may import, by .dependency-cruiser.cjs. */
const allowed = new Map(
  (createRequire(import.meta.url)(join(root, '.dependency-cruiser.cjs')) as Walls).forbidden
    .filter(({ name }) => name.startsWith('room-'))
    .map(({ name, to }) => {
      const room = name.slice('room-'.length);
      const open = [...(to.pathNot ?? '').matchAll(/(?:src\/)?([\w-]+)\//g)].map(([, other]) => other ?? '');
      return [room, open.filter((other) => other !== room).sort()] as const;
    }),
);

describe('what a room may import', () => {
  const rows = new Map(
    read('docs/decisions/0007-who-may-import-whom.md')
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .flatMap((line) => {
        const [, names = '', may = ''] = line.split('|');
        const open = (may.split(';')[0] ?? '').split(',').map((room) => room.trim());
        return quoted(names).map((name) => [name, open.filter((room) => room !== 'nothing').sort()] as const);
      }),
  );

  it('stands in the decision for every room', () => {
    expect([...rows.keys()].sort()).toEqual(
      ['grammar', 'index.ts', ...rooms.map((room) => room.slice('src/'.length))].sort(),
    );
  });

  it.each([...allowed])('%s: the decision says what the wall holds', (room, may) => {
    expect(rows.get(room)).toEqual(may);
  });

  it.each([...allowed])('%s: its README says nothing else', (room, may) => {
    const said = /May import:?([^]*?)(?:May not|$)/.exec(read(`src/${room}/README.md`))?.[1];
    if (said === undefined) return;
    const names = quoted(said).map((name) => name.replace(/\/$/, ''));
    expect(names.filter((name) => name === 'grammar' || rooms.includes(`src/${name}`)).sort()).toEqual(may);
  });
});
