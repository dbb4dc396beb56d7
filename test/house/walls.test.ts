import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const depcruise = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');

/** A file, what it imports, and the walls that this breaks. */
const breaches: readonly (readonly [file: string, imports: string, ...walls: readonly string[]])[] = [
  ['src/netfilter/a.ts', '../address/b.js', 'room-netfilter'],
  ['src/address/a.ts', '../packet/b.js', 'room-address'],
  ['src/packet/a.ts', '../condition/b.js', 'room-packet'],
  ['src/condition/a.ts', '../node/b.js', 'room-condition'],
  ['src/extension/a.ts', '../ruleset/b.js', 'room-extension'],
  ['src/matches/a.ts', '../engine/b.js', 'room-matches'],
  ['src/matches/c.ts', './d.js', 'extensions-are-strangers'],
  ['src/matches/e.ts', '../targets/b.js', 'extensions-are-strangers', 'room-matches'],
  ['src/targets/a.ts', '../engine/b.js', 'room-targets'],
  ['src/ruleset/a.ts', '../matches/registry.js', 'one-registry-one-reader', 'room-ruleset'],
  ['src/node/a.ts', '../ruleset/b.js', 'room-node'],
  ['src/trace/a.ts', '../engine/b.js', 'room-trace'],
  ['src/engine/a.ts', '../owners/b.js', 'room-engine'],
  ['src/kernel/a.ts', '../trace/b.js', 'room-kernel'],
  ['src/kernel/c.ts', 'node:child_process', 'only-one-file-touches-the-world'],
  ['src/verify/a.ts', '../engine/b.js', 'room-verify'],
  ['src/owners/a.ts', '../ast/b.js', 'room-owners'],
  ['src/flows/a.ts', '../engine/b.js', 'room-flows'],
  ['src/explain/a.ts', '../engine/b.js', 'room-explain'],
  ['src/graph/a.ts', '../engine/b.js', 'room-graph'],
  ['src/library/a.ts', '../cli/main.js', 'library-runs-what-runs'],
  ['src/format/a.ts', '../node/b.js', 'room-format'],
  ['src/ast/a.ts', '../ruleset/b.js', 'room-ast'],
  ['src/a.ts', './cli/b.js', 'index-without-cli'],
  ['grammar/a.ts', '../src/netfilter/b.js', 'grammar-knows-words'],
  ['src/cli/a.ts', '../../test/b.js', 'nothing-imports-tests'],
  ['src/ast/c.ts', 'chevrotain', 'door-chevrotain'],
  ['src/node/c.ts', 'ip-num', 'door-ip-num'],
  ['src/format/c.ts', 'chalk', 'door-chalk'],
  ['src/format/d.ts', 'cli-table3', 'door-cli-table3'],
  ['src/node/d.ts', 'yaml', 'door-yaml'],
  ['src/format/f.ts', '@dagrejs/dagre', 'door-@dagrejs/dagre'],
  ['src/digest/c.ts', '@noble/hashes/sha2', 'door-@noble/hashes'],
  ['src/digest/d.ts', '@scure/base', 'door-@scure/base'],
  ['src/format/g.ts', 'get-east-asian-width', 'door-get-east-asian-width'],
  ['src/engine/c.ts', 'commander', 'door-commander'],
  ['src/engine/d.ts', 'node:fs', 'only-one-file-touches-the-world'],
  ['src/cli/d.ts', 'node:child_process', 'only-one-file-touches-the-world'],
  ['src/lint/a.ts', '../../bench/b.js', 'room-lint'],
  ['bench/a.ts', '../src/ast/b.js', 'bench-stands-outside'],
  ['bench/c.ts', 'commander', 'door-commander'],
  ['src/engine/e.ts', 'fast-check', 'runtime-packages'],
  ['src/engine/f.ts', './f.js', 'no-circular'],
  ['src/engine/h.ts', './gone.js', 'no-unresolved'],
];

interface Violation {
  readonly from: string;
  readonly rule: { readonly name: string };
}

describe('the walls', () => {
  const folder = mkdtempSync(join(tmpdir(), 'calitrace-walls-'));
  const found = new Map<string, string[]>();

  beforeAll(() => {
    for (const name of ['package.json', 'tsconfig.json', '.dependency-cruiser.cjs'])
      copyFileSync(join(root, name), join(folder, name));
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    const write = (file: string, text: string): void => {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text, { flag: 'wx' });
    };
    const planted = new Set(breaches.map(([file]) => file));
    for (const [file, imports] of breaches) {
      write(file, `import '${imports}';\nexport const a = 1;\n`);
      if (!imports.startsWith('.') || imports === './gone.js') continue;
      const target = join(dirname(file), imports).replace(/\.js$/, '.ts');
      if (planted.has(target)) continue;
      planted.add(target);
      write(target, 'export const b = 1;\n');
    }
    const { stdout } = spawnSync(
      process.execPath,
      [
        depcruise,
        '--config',
        '.dependency-cruiser.cjs',
        '--output-type',
        'json',
        'src',
        'grammar',
        'bench',
        'test',
      ],
      { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 },
    );
    const { summary } = JSON.parse(stdout) as {
      readonly summary: { readonly violations: readonly Violation[] };
    };
    for (const { from, rule } of summary.violations) found.set(from, [...(found.get(from) ?? []), rule.name]);
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(breaches)('%s may not import %s', (file, _imports, ...walls) => {
    expect([...new Set(found.get(file))].filter((name) => name !== 'no-orphans').sort()).toEqual(walls);
  });
});

describe('the registries', () => {
  it('list every file', () => {
    execFileSync(process.execPath, ['scripts/registries.mjs', '--check'], { cwd: root, stdio: 'pipe' });
  });
});
