import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { conjunctsOf } from '../../src/condition/conjunctsOf.js';
import type { Dump } from '../../src/ast/ast.js';
import { extensions, parse, parsePartly } from '../../src/index.js';
import type { Family } from '../../src/netfilter/hooks.js';
import {
  bindProblems,
  bindRuleset,
  bindWithProblems,
  problemsOfChain,
} from '../../src/ruleset/bindRuleset.js';
import { lateRulesOf } from '../../src/ruleset/boundChain.js';
import { LateRule } from '../../src/ruleset/lateRule.js';
import type { BoundRule, Chain } from '../../src/ruleset/ruleset.js';
import { mutatedDump, mutatedDumpCount } from '../ast/mutatedDumps.js';
import { breath, filesIn, rulesOfFixtures } from '../ast/fixtureRules.js';

const root = join(import.meta.dirname, '../..');
const corpus = process.env['CALITRACE_CORPUS'] ?? join(root, '../shared/corpus');

/** All that a rule says, bound at once or late. */
function said({ table, chain, number, line, text, matches, action, comments }: BoundRule): BoundRule {
  return { table, chain, number, line, text, matches, action, comments };
}

/** All that a bound dump says. The problems are asked for before the rules, unless those were asked for before, and behind them. */
function told(dump: Dump, family: Family, first: (chain: Chain) => unknown = () => undefined): object {
  const bound = bindRuleset(dump, { extensions, family });
  for (const { tables } of bound.rulesets.values())
    for (const { chains } of tables) for (const chain of chains.values()) first(chain);
  const problems = bindProblems(bound);
  expect(bindWithProblems(bindRuleset(dump, { extensions, family }))).toEqual(problems);
  const rulesets = [...bound.rulesets.values()].map((ruleset) => ({
    family: ruleset.family,
    tables: ruleset.tables.map(({ name, family: of, backend, chains }) => ({
      ...{ name, of, backend },
      chains: [...chains.values()].map((chain) => ({
        ...{ table: chain.table, name: chain.name, policy: chain.policy, declared: chain.declared },
        ...{ rules: chain.rules.map(said), problems: problemsOfChain(chain) },
      })),
    })),
  }));
  const faults = [...bound.faults.byChain.values()];
  const { unreadLines } = bound;
  return { ...bound, rulesets, problems, again: bindProblems(bound), faults, unreadLines };
}

function expectSame(text: string, family: Family = 4): void {
  const plain = told(parse(text, { memo: false }).dump, family);
  expect(told(parse(text).dump, family)).toEqual(plain);
  // Rules that are read late are known by what their lines look like; what is wrong with their words is a fault of theirs, too.
  const part = parsePartly(text);
  if (part === undefined) return;
  expect({ ...told(part.dump, family), faults: 0 }).toEqual({ ...plain, faults: 0 });
  // So are those of which others say the same.
  const again = parsePartly(text)?.dump ?? part.dump;
  expect({ ...told(again, family, lateRulesOf), faults: 0 }).toEqual({ ...plain, faults: 0 });
}

const pool = rulesOfFixtures(root);

/** The lines of chain C, each by itself behind the first. */
function expectSameBehind(first: string, others: readonly string[], table = 'filter'): void {
  const head = `*${table}\n:INPUT ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n:C - [0:0]\n:LOG - [0:0]\n`;
  // Often, since a plan is made of the second line that has a shape, and a pattern of its sixteenth.
  const often = `${first}\n`.repeat(20);
  for (const other of others) expectSame(`${head}${often}${other}\n${first}\n${other}\nCOMMIT\n`);
}

describe('rules that look alike', () => {
  test.each<[name: string, first: string, others: readonly string[]]>([
    [
      'good and bad values',
      '-A C -s 10.0.0.1',
      ['-A C -s 10.0.0.256', '-A C -s x', '-A C -s ""', '-A C -s fe80::1'],
    ],
    ['lists', '-A C -s 10.0.0.1 -d 10.0.0.2', ['-A C -s 1.1.1.1,1.1.1.2 -d 10.0.0.2', '-A C -s 1 -d 2,3']],
    ['negated lists', '-A C ! -s 10.0.0.1', ['-A C ! -s 1.1.1.1,1.1.1.2']],
    ['other matches', '-A C -m tcp --dport 1', ['-A C -m udp --dport 1', '-A C -m nobody --dport 1']],
    [
      'other protocols',
      '-A C -p tcp --dport 1',
      ['-A C -p udp --dport 1', '-A C -p icmp --dport 1', '-A C -p 256 --dport 1'],
    ],
    ['no protocol', '-A C ! -p tcp', ['-A C ! -p all', '-A C ! -p udp', '-A C ! -p 0']],
    [
      'targets and chains',
      '-A C -j DROP',
      ['-A C -j C', '-A C -j LOG', '-A C -j NOBODY', '-A C -j ACCEPT', '-A C -j D'],
    ],
    ['chains', '-A C -j C', ['-A C -j NOBODY', '-A C -j LOG', '-A C -j D', '-A C -j ""', '-A C -j DROP']],
    ['chains to go to', '-A C -g C', ['-A C -g LOG', '-A C -g NOBODY', `-A C -g ${'x'.repeat(29)}`]],
    [
      'sides',
      '-A C -i a -j DROP',
      ['-A OUTPUT -i a -j DROP', '-A INPUT -i a -j DROP', '-A C -i abcdefghijklmnop -j DROP'],
    ],
    ['other sides', '-A C -o a -j DROP', ['-A OUTPUT -o a -j DROP', '-A INPUT -o a -j DROP']],
    [
      'values that do not go together',
      '-A C -m statistic --mode random --probability 0.5',
      ['-A C -m statistic --mode nth --probability 0.5', '-A C -m statistic --mode random --probability 2'],
    ],
    [
      'options of targets',
      '-A C -j MARK --set-xmark 0x1/0x1',
      ['-A C -j MARK --set-xmark x', '-A C -j LOG --set-xmark 0x1/0x1'],
    ],
    [
      'comments',
      '-A C -m comment --comment a',
      ['-A C -m comment --comment "a \\" b"', `-A C -m comment --comment ${'x'.repeat(300)}`],
    ],
    [
      'questions that name their rule',
      '-A C -m limit --limit 5/min',
      ['-A C -m limit --limit 5/week', '-A C -m limit --limit 6/min'],
    ],
    ['flags', '-A C -f -j DROP', ['-A C -f -j ACCEPT', '-A C ! -f -j DROP']],
    ['the other family', '-A C -4 -j DROP', ['-A C -6 -j DROP', '-A C -4 -j ACCEPT']],
    [
      'two values',
      '-A C -p tcp --tcp-flags SYN,ACK SYN',
      ['-A C -p tcp --tcp-flags ALL NONE', '-A C -p tcp --tcp-flags X SYN'],
    ],
    [
      'sets',
      '-A C -m set --match-set a src -j DROP',
      [
        'b src',
        '"b c" src',
        '"" src',
        `${'x'.repeat(31)} src`,
        `${'x'.repeat(32)} src`,
        'b src,dst',
        'b x',
      ].map((set) => `-A C -m set --match-set ${set} -j DROP`),
    ],
    ['counters set', '-A C -c 1 2 -j DROP', ['-A C -c 3 4 -j DROP', '-A C -c 3 x -j DROP']],
  ])('%s', (_, first, others) => {
    expectSameBehind(first, others);
    expectSameBehind(first, others, 'nat');
  });

  test('sides that a built-in chain does not have', () => {
    const rules = (chain: string): string =>
      `-A ${chain} -i a -j DROP\n-A ${chain} -o a -j DROP\n`.repeat(20);
    expectSame(`*filter\n:C - [0:0]\n:INPUT ACCEPT [0:0]\n${rules('C')}${rules('INPUT')}COMMIT\n`);
  });

  test('names that are targets until a chain is called so', () => {
    const rules = '-A C -j DROP\n-A C -j ACCEPT\n-A C -j LOG\n-A C -j REJECT\n-A C -j LOG\n';
    for (const declared of ['', ':LOG - [0:0]\n', ':LOG - [0:0]\n:REJECT - [0:0]\n']) {
      expectSame(`*filter\n:C - [0:0]\n${declared}${rules}COMMIT\n*mangle\n:C - [0:0]\n${rules}COMMIT\n`);
    }
  });

  test('more kinds than are kept', () => {
    const kinds = Array.from({ length: 100 }, (_, index) => `-A C -p ${index + 1} -j DROP`);
    expectSame(`*filter\n:C - [0:0]\n${[...kinds, ...kinds].join('\n')}\nCOMMIT\n`);
  });
});

describe('binding with the memo tells the same as binding each rule', () => {
  test.each([...filesIn(join(root, 'test/fixtures')), ...filesIn(join(root, 'examples'))])('%s', (path) => {
    const text = readFileSync(path, 'latin1');
    expectSame(text);
    expectSame(text, 6);
    expectSame(text.replaceAll(/^((?:\[.*?\] )?-A .*)$/gm, '$1\n$1'));
  });

  test('for mutated lines', async () => {
    const property = fc.asyncProperty(mutatedDump(pool), async (text) => {
      expectSame(text, text.length % 3 === 0 ? 6 : 4);
      await breath();
    });
    await fc.assert(property, { numRuns: Math.ceil(mutatedDumpCount / 2) });
  }, 7_200_000);

  test.skipIf(!existsSync(join(corpus, 'INDEX.tsv')))(
    'for the corpus',
    async () => {
      for (const path of filesIn(corpus)) {
        expectSame(readFileSync(path, 'latin1'));
        await breath();
      }
    },
    600_000,
  );
});

describe('rules of a long chain, which are bound late', () => {
  const addresses = [
    '10.0.0.1',
    '10.0.0.2/32',
    '10.0.0.0/24',
    '10.0.0.0/255.0.0.255',
    '0.0.0.0/0',
    '1.1.1.1,2.2.2.2',
  ];
  const openings = [
    '',
    ...['-s', '-d', '! -s', '! -d'].flatMap((option) => addresses.map((text) => `${option} ${text}`)),
  ];
  const rules = openings.flatMap((opening) =>
    [...openings, '-p tcp -m tcp --dport 80', '-m limit --limit 5/min', '-p tcp -m tcp --dport x', '-4'].map(
      (more) => ['-A C', opening, more, '-j DROP'].filter((words) => words !== '').join(' '),
    ),
  );
  const text = `*filter\n:C - [0:0]\n${[...rules, ...rules].join('\n')}\nCOMMIT\n`;

  test('say what they say bound at once', () => {
    expectSame(text);
    expectSame(text, 6);
  });

  test.each<[how: string, dump: Dump | undefined]>([
    ['that was read', parse(text).dump],
    ['that is read late', parsePartly(text)?.dump],
  ])('tell how many matches they have, and the address that they ask for first, of a dump %s', (_, dump) => {
    if (dump === undefined) throw new Error('it can be read in part');
    const chain = bindRuleset(dump, { extensions, family: 4 }).rulesets.get(4)?.tables[0]?.chains.get('C');
    const late = (chain?.rules ?? []).filter((rule) => rule instanceof LateRule);
    expect(late.length).toBeGreaterThan(500);
    for (const rule of late) {
      const [first] = rule.matches.flatMap(({ condition }) => conjunctsOf(condition));
      const [[low, high] = []] = first?.kind === 'in' ? first.set : [];
      const isOne =
        first?.kind === 'in' && first.set.length === 1 && low === high && first.field !== 'protocol';
      expect(rule.matchCount).toBe(rule.matches.length);
      expect(rule.asksFor).toEqual(isOne ? low : undefined);
      if (isOne) expect(rule.asksIn).toBe(first.field);
    }
  });
});

describe('rules of which another one says the same', () => {
  const rows: readonly (readonly [name: string, lines: readonly string[], late: readonly boolean[]])[] = [
    ['the same words', ['-A C -p tcp -j RETURN', '-A D -p tcp -j RETURN'], [false, true]],
    [
      'another comment',
      ['-A C -m comment --comment "a b" -j RETURN', '-A C -m comment --comment "c" -j RETURN'],
      [false, true],
    ],
    ['another chain that is there', ['-A C -j D', '-A C -j E'], [false, true]],
    ['one that is not there', ['-A C -j D', '-A C -j F'], [false, false]],
    ['another value', ['-A C -s 10.0.0.1/32 -j RETURN', '-A C -s 10.0.0.2/32 -j RETURN'], [false, false]],
    ['what is wrong', ['-A C --dport 1 -j RETURN', '-A D --dport 1 -j RETURN'], [false, false]],
    [
      'two rules',
      ['-A C -s 10.0.0.1,10.0.0.2 -j RETURN', '-A D -s 10.0.0.1,10.0.0.2 -j RETURN'],
      [false, false, false, false],
    ],
    [
      'a comment with a quote',
      ['-A C -m comment --comment "a\\"b" -j D', '-A C -m comment --comment "a\\"b" -j D'],
      [false, false],
    ],
    [
      'a prefix in quotes',
      ['-A C -j LOG --log-prefix "a "', '-A C -j LOG --log-prefix "a "'],
      [false, false],
    ],
    ['built-in chains', ['-A INPUT -i a -j D', '-A OUTPUT -i a -j D'], [false, false]],
    ['counters', ['[1:2] -A C -j D', '[3:4] -A C -j D'], [false, false]],
  ];
  test.each(rows)('%s', (_, lines, late) => {
    const head = '*filter\n:INPUT ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n:C - [0:0]\n:D - [0:0]\n:E - [0:0]\n';
    const text = `${head}${lines.join('\n')}\nCOMMIT\n`;
    const part = parsePartly(text);
    if (part === undefined) throw new Error('it can be read in part');
    const [ruleset] = [...bindRuleset(part.dump, { extensions, family: 4 }).rulesets.values()];
    const chains = [...(ruleset?.tables[0]?.chains.values() ?? [])];
    const rules = chains.flatMap(lateRulesOf).sort((a, b) => a.line - b.line);
    expect(rules.map((rule) => rule instanceof LateRule)).toEqual(late);
    expectSame(text);
  });
});
