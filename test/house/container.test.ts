import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

interface Stage {
  readonly from: string;
  readonly name: string;
  readonly instructions: readonly (readonly [word: string, rest: string])[];
}

/** The stages of the Containerfile, each instruction on one line. */
function stages(): readonly Stage[] {
  const lines = read('Containerfile')
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => /^([A-Z]+)\s+(.*)$/.exec(line)?.slice(1) as [string, string]);
  const found: { from: string; name: string; instructions: [string, string][] }[] = [];
  for (const [word, rest] of lines) {
    const [from = '', , name = 'last'] = rest.split(' ');
    if (word === 'FROM') found.push({ from, name, instructions: [] });
    else found.at(-1)?.instructions.push([word, rest]);
  }
  return found;
}

/** What the Containerfile would do, in folders instead of images: a folder for each stage. */
let folder = '';
const ignored = new Set(read('.dockerignore').trim().split('\n'));

function place(stage: string, path: string, below = '/'): string {
  return join(folder, stage, path.startsWith('/') ? path : join(below, path));
}

function copy(stage: string, rest: string, below: string): void {
  const words = rest.split(' ');
  const [, origin] = /^--from=(.*)$/.exec(words[0] ?? '') ?? [];
  const given = origin === undefined ? words : words.slice(1);
  const to = place(stage, given.at(-1) ?? '', below);
  for (const path of given.slice(0, -1)) {
    const from = origin === undefined ? join(root, path) : place(origin, path);
    mkdirSync(dirname(to), { recursive: true });
    cpSync(from, origin === undefined && path !== '.' ? join(to, path) : to, {
      recursive: true,
      filter: (file) => origin !== undefined || !ignored.has(relative(root, file).split('/')[0] ?? ''),
    });
  }
}

const installing = 'npm ci --ignore-scripts';

describe.skipIf(process.platform !== 'linux')('the Containerfile', () => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'calitrace-container-'));
    for (const { name, instructions } of stages()) {
      let below = '/';
      for (const [word, rest] of instructions) {
        if (word === 'WORKDIR') mkdirSync(place(name, (below = rest)), { recursive: true });
        if (word === 'COPY') copy(name, rest, below);
        // What needs the network is there already: the packages of the lock file.
        if (word === 'RUN' && rest === installing)
          symlinkSync(join(root, 'node_modules'), place(name, 'node_modules', below));
        else if (word === 'RUN' && !rest.startsWith('apt-get '))
          execFileSync('sh', ['-ec', rest], {
            cwd: place(name, below),
            stdio: ['ignore', 'ignore', 'inherit'],
          });
      }
    }
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  it('has instructions that are known here', () => {
    const words = new Set(stages().flatMap(({ instructions }) => instructions.map(([word]) => word)));
    expect([...words].sort()).toEqual(['COPY', 'ENTRYPOINT', 'RUN', 'WORKDIR']);
  });

  it.each(['last', 'tools'])('%s: starts the program', (name) => {
    const stage = stages().find((each) => each.name === name);
    const [, entry = '[]'] = stage?.instructions.find(([word]) => word === 'ENTRYPOINT') ?? [];
    const [program = '', ...args] = JSON.parse(entry) as readonly string[];
    const dump = read('examples/10-lint/dump.save');
    const { stdout, stderr, status } = spawnSync(place(name, program), [...args, 'parse'], {
      input: dump,
      encoding: 'utf8',
      env: {},
    });
    expect([stdout, stderr, status]).toEqual([dump, '', 0]);
  });

  it('is the Node.js that the package asks for', () => {
    const { engines } = JSON.parse(read('package.json')) as { readonly engines: { readonly node: string } };
    expect(stages()[0]?.from).toBe(`docker.io/library/node:${engines.node.replace('>=', '')}-slim`);
  });

  it('has the programs that the tests of the kernel need', () => {
    const [, ci = ''] = /apt-get install -y -qq ([\w -]*?) >/.exec(read('.ci/run')) ?? [];
    const [, image = ''] =
      /--no-install-recommends ([\w -]*?) &&/.exec(
        stages()
          .flatMap(({ instructions }) => instructions.map(([, rest]) => rest))
          .join('\n')
          .replaceAll(/ +/g, ' '),
      ) ?? [];
    expect(image.split(' ').sort()).toEqual(ci.split(' ').sort());
    expect(image).toContain('iptables');
  });
});
