import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { writeDump } from '../../src/ast/writeDump.js';
import { extensions, parse, parsePartly } from '../../src/index.js';
import { bindProblems, bindRuleset, countUnreadChains } from '../../src/ruleset/bindRuleset.js';
import type { BoundDump } from '../../src/ruleset/bindRuleset.js';
import { breath } from './fixtureRules.js';
import { mutatedDump, mutatedDumpCount } from './mutatedDumps.js';
import { plainLines } from './plainLines.js';
import { toldOfBound } from './toldOfBound.js';

const root = join(import.meta.dirname, '../..');
const corpus = process.env['CALITRACE_CORPUS'] ?? join(root, '../shared/corpus');

/** Asks for the rules of every chain. */
function bindAll(bound: BoundDump): BoundDump {
  for (const { tables } of bound.rulesets.values())
    for (const { chains } of tables) for (const { rules } of chains.values()) rules.at(0);
  return bound;
}

/** Of longer dumps the words are not compared one by one. */
const longestCompared = 50_000;

/** Whether the text can be read in part; then it says the same in the end. */
function expectSame(text: string): boolean {
  const part = parsePartly(text);
  if (part === undefined) return false;
  const whole = parse(text);
  const family = 4;
  // What is wrong is found by reading rules or by binding them; it has to be the same.
  const wrong = bindProblems(bindRuleset(whole.dump, { extensions, family }));
  expect(toldOfBound(bindRuleset(part.dump, { extensions, family }))).toEqual(
    toldOfBound(bindRuleset(whole.dump, { extensions, family })),
  );
  expect(bindProblems(bindAll(bindRuleset(part.dump, { extensions, family })))).toEqual(wrong);
  expect(part.problems()).toEqual(whole.problems);
  if (text.length < longestCompared) expect(plainLines(part.dump)).toEqual(plainLines(whole.dump));
  expect(writeDump(part.dump)).toBe(text);
  return true;
}

function dumpsBelow(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:save|rules|v[46]|txt)$/.test(name))
    .map((name) => join(folder, name));
}

const head = '*filter\n:INPUT ACCEPT [0:0]\n:a - [0:0]\n:b - [0:0]\n';

describe('rules that are read when somebody asks for them', () => {
  test.each(['examples', 'test/fixtures'])('are the same: %s', (folder) => {
    const read = dumpsBelow(join(root, folder)).map((file) => expectSame(readFileSync(file, 'latin1')));
    expect(read.filter((one) => one).length).toBeGreaterThan(read.length / 3);
  });

  test.skipIf(!existsSync(corpus))('are the same: corpus', () => {
    const read = dumpsBelow(corpus).map((file) => expectSame(readFileSync(file, 'latin1')));
    expect(read).toContain(true);
  });

  test('are the same: mutated lines in a table', async () => {
    let read = 0;
    const property = fc.asyncProperty(mutatedDump(), async (text) => {
      const lines = text.replaceAll('\r', '').split('\n');
      const inside = lines.filter((line) => !/^\s*(?:\*|COMMIT)/.test(line)).join('\n');
      if (expectSame(`${head}${inside}\nCOMMIT\n`)) read += 1;
      await breath();
    });
    await fc.assert(property, { numRuns: mutatedDumpCount });
    expect(read).toBeGreaterThan(mutatedDumpCount / 2);
  }, 3_600_000);

  const rows: readonly (readonly [what: string, text: string, isPartly: boolean])[] = [
    ['rules of two chains in turns', `${head}-A a -j b\n-A b -j DROP\n-A a -j DROP\nCOMMIT\n`, true],
    ['rules in another order than their chains', `${head}-A b -j DROP\n-A a -j b\nCOMMIT\n`, true],
    [
      'chains that are not in the order of their names',
      `*nat\n:b - [0:0]\n:a - [0:0]\n:c - [0:0]\n-A c -j a\n-A a -j b\nCOMMIT\n`,
      true,
    ],
    [
      'a chain that is declared twice',
      `${head}:a - [0:0]\n-A a -j b\n:c - [0:0]\n:b - [0:0]\n-A b -j c\nCOMMIT\n`,
      true,
    ],
    ['a chain that is declared again at once', `*nat\n:a - [0:0]\n:a - [0:0]\n-A a -j DROP\nCOMMIT\n`, true],
    [
      'a chain that is declared before',
      `*nat\n:OUTPUT - [0:0]\n:b ACCEPT [0:0]\n:a - [0:0]\n:b - [0:0]\n-A b -j a\nCOMMIT\n`,
      true,
    ],
    [
      'a built-in chain among the others',
      `*nat\n:A - [0:0]\n:OUTPUT ACCEPT [0:0]\n:B - [0:0]\n-A B -j A\n-A A -j DROP\nCOMMIT\n`,
      true,
    ],
    ['a table that stands twice', `${head}-A a -j b\nCOMMIT\n${head}-A b -j DROP\nCOMMIT\n`, true],
    [
      'names that are none in a rule',
      `*nat\n:! - [0:0]\n:"a" - [0:0]\n:-j - [0:0]\n:a" - [0:0]\n:b - [0:0]\n-A b -j a"\n-A a -j b\nCOMMIT\n`,
      true,
    ],
    ['the name of a verdict', `*nat\n:ACCEPT - [0:0]\n:DROPS - [0:0]\n-A DROPS -j ACCEPT\nCOMMIT\n`, true],
    [
      'many chains without rules',
      `*nat\n${Array.from({ length: 60 }, (_, index) => `:c${10 + index} - [0:0]\n`).join('')}-A c10 -j c50\n-A c50 -j c60\n-A c60 -j c10\nCOMMIT\n`,
      true,
    ],
    [
      'names that are asked for often, and are those of chains as far as a blank',
      `*nat\n:a - [0:0]\n:b - [0:0]\n:bb - [0:0]\n${'-A a -j "b -"\n-A a -j "b"\n-A a -j bb\n-A a -j c\n'.repeat(40)}COMMIT\n`,
      true,
    ],
    ['a rule at a place before the others', `${head}-I a 2 -j DROP\n-A a -j b\n-A b -j a\nCOMMIT\n`, true],
    ['counters', `${head}[1:2] -A a -j b\n[3:4] -A a -j DROP\nCOMMIT\n`, true],
    ['a chain whose name begins as the one before', `${head}-A a -j b\n-A ab -j DROP\nCOMMIT\n`, true],
    ['a chain in quotes', `${head}-A a -j b\n-A "a" -j DROP\nCOMMIT\n`, true],
    ['a chain that is not declared', `${head}-A c -j b\n-A c --nonsense\nCOMMIT\n`, true],
    ['a rule that is none', `${head}-A a -j b\n-A a -I b\n-A a\n-A b -j DROP\nCOMMIT\n`, true],
    ['a rule at its place', `${head}-A a -j b\n-I a 1 -j DROP\n-A a -j RETURN\nCOMMIT\n`, true],
    ['a byte order mark', `\xef\xbb\xbf${head}-A a -j b\nCOMMIT\n`, true],
    ['a last line without an end', `${head}-A a -j b\nCOMMIT`, true],
    ['no COMMIT', `${head}-A a -j b\n`, false],
    ['no table', '-A a -j b\n', false],
    ['an unknown table', '*unknown\n-A a -j b\nCOMMIT\n', false],
    ['lines that end as on other systems', `${head}-A a -j b\r\nCOMMIT\r\n`, false],
    ['chains that are emptied', `${head}-A a -j b\n-F a\nCOMMIT\n`, false],
  ];
  test.each(rows)('are the same: %s', (_, text, isPartly) => {
    expect(expectSame(text)).toBe(isPartly);
  });

  test('of a chain that nobody asks for, nothing is read or told', () => {
    const part = parsePartly(`${head}-A a --nonsense\n-A b -s 10.0.0.300 -j DROP\n-A b -j\nCOMMIT\n`);
    if (part === undefined) throw new Error('it can be read in part');
    const bound = bindRuleset(part.dump, { extensions, family: 4 });
    const found = (): readonly (number | undefined)[] =>
      [...part.problems(), ...bindProblems(bound, true)].map(({ line }) => line);
    const chains = bound.rulesets.get(4)?.tables[0]?.chains;
    expect([countUnreadChains(bound), found()]).toEqual([2, []]);
    expect(chains?.get('a')?.rules.length).toBe(1);
    expect([countUnreadChains(bound), found()]).toEqual([1, [5]]);
  });
});
