import process from 'node:process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchedByMarks } from '../../src/packetset/marksAlone.js';
import { sureFates } from '../../src/packetset/sureFates.js';
import { openWorkshop } from '../../src/packetset/workshop.js';
import type { Table } from '../../src/ruleset/ruleset.js';
import { randomScenario } from '../kernel/random/randomScenario.js';
import { filter } from '../lint/lintCases.js';
import { beginnings, matchedBySets, placeOf, rulesMuchTheSame, tablesOf } from './matchedBySets.js';

const count = Number(process.env['CALITRACE_SETS'] ?? 40);
const firstSeed = Number(process.env['CALITRACE_SEED'] ?? 1);

/** How many rules that match, and that do not, are sure; none where something is not. */
function compare(table: Table, dump: string): readonly [matched: number, dead: number] {
  const sure = sureFates(openWorkshop([table], table.family), table);
  if (sure === undefined) return [0, 0];
  const bySets = matchedBySets(table, { forgets: true });
  const matched = [...sure.chains].flatMap(({ rules }) => rules.filter((rule) => !sure.dead.has(rule)));
  expect(new Set(matched.map(placeOf)), `${table.name}\n${dump}`).toEqual(bySets.rules);
  expect(new Set([...sure.chains].map(({ name }) => name)), dump).toEqual(bySets.chains);
  return [matched.length, sure.dead.size];
}

describe('what is sure without sets is so by sets', () => {
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    it(`seed ${seed}`, () => {
      const { dump, family } = randomScenario(seed);
      for (const whole of tablesOf(dump, family)) {
        const byMarks = matchedByMarks(openWorkshop([whole], family), whole);
        const matched = [...matchedBySets(whole, { forgets: true }).rules];
        expect([...byMarks].map(placeOf), dump).toEqual(expect.arrayContaining(matched));
        // Some of them, since sets of whole tables take their time.
        for (const [index, table] of [...beginnings(whole)].entries()) {
          if (index % 5 === seed % 5) compare(table, dump);
        }
      }
    });
  }

  it('of rules that ask for much the same', () => {
    let shown = 0;
    let dead = 0;
    fc.assert(
      fc.property(rulesMuchTheSame, (dump) => {
        for (const table of tablesOf(dump, 4).flatMap((whole) => [...beginnings(whole)])) {
          const [ofTable, deadOfTable] = compare(table, dump);
          if (ofTable > 4) shown++;
          dead += deadOfTable;
        }
      }),
      { numRuns: Number(process.env['CALITRACE_SETS'] ?? 100), seed: firstSeed },
    );
    expect(shown).toBeGreaterThan(0);
    expect(dead).toBeGreaterThan(0);
  });
});

/** As Felix writes it: policies accept by a mark, on which the chain of the workload acts. */
const workload = [
  '-A INPUT -i cali+ -g from',
  '-A INPUT -j DROP',
  '-A from -i cali1 -g from-1',
  '-A from -j DROP',
  '-A from-1 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
  '-A from-1 -j MARK --set-xmark 0x0/0x3',
  '-A from-1 -m mark --mark 0x0/0x2 -j one',
  '-A from-1 -m mark --mark 0x1/0x1 -j RETURN',
  '-A from-1 -m mark --mark 0x0/0x2 -j two',
  '-A from-1 -m mark --mark 0x1/0x1 -j RETURN',
  '-A from-1 -m mark --mark 0x0/0x2 -j DROP',
  '-A one -p tcp -m tcp --dport 80 -j MARK --set-xmark 0x1/0x1',
  '-A one -m mark --mark 0x1/0x1 -j RETURN',
  '-A one -s 10.0.0.0/8 -p tcp -m set --match-set a src -j MARK --set-xmark 0x1/0x1',
  '-A one -m mark --mark 0x1/0x1 -j RETURN',
  '-A two -p tcp -m tcp --dport 443 -m set --match-set a src -j MARK --set-xmark 0x1/0x1',
  '-A two -m mark --mark 0x1/0x1 -j RETURN',
  '-A two -p udp -m udp --dport 53 -j MARK --set-xmark 0x1/0x1',
  '-A two -m mark --mark 0x1/0x1 -j RETURN',
];

describe('cubes and marks are enough', () => {
  it.each<readonly [name: string, lines: readonly string[], dead: readonly string[]]>([
    ['for policies of a workload', workload, []],
    [
      'for what stands behind rules that take all',
      [...workload, '-A from-1 -j profile', '-A from-1 -j DROP', '-A profile -j MARK --set-xmark 0x1/0x1'],
      ['from-1:8', 'from-1:9'],
    ],
    [
      'for a mark that was cleared',
      ['-A INPUT -j MARK --set-xmark 0x0/0x1', '-A INPUT -j one', '-A INPUT -m mark --mark 0x1/0x1 -j DROP'],
      ['INPUT:3'],
    ],
    [
      'for a mark that is turned over',
      [
        '-A INPUT -j MARK --set-xmark 0x0/0x1',
        '-A INPUT -p tcp -j MARK --set-xmark 0x1/0x0',
        '-A INPUT -m mark --mark 0x0/0x1 -j DROP',
        '-A INPUT -p tcp -j DROP',
      ],
      [],
    ],
    [
      'behind chains that call others',
      [
        '-A INPUT -j one',
        '-A INPUT -p tcp -j three',
        '-A one -j two',
        '-A two -p udp -j DROP',
        '-A three -j DROP',
      ],
      [],
    ],
    [
      'for two marks that one packet gets by two rules',
      [
        '-A INPUT -j MARK --set-xmark 0x0/0x3',
        '-A INPUT -p tcp -j MARK --set-xmark 0x1/0x1',
        '-A INPUT -s 10.0.0.1 -j MARK --set-xmark 0x2/0x2',
        '-A INPUT -m mark --mark 0x3/0x3 -j DROP',
      ],
      [],
    ],
  ])('%s', (_, lines, dead) => {
    expect(sureOf(lines)).toEqual(dead);
  });

  it.each<readonly [name: string, lines: readonly string[]]>([
    ['a rule that an earlier one hides', ['-A INPUT -s 10.0.0.0/8 -j DROP', '-A INPUT -s 10.0.0.1 -j DROP']],
    [
      'a mark that only other packets get',
      [
        '-A INPUT -j MARK --set-xmark 0x0/0x1',
        '-A INPUT -p tcp -j MARK --set-xmark 0x1/0x1',
        '-A INPUT -p udp -m mark --mark 0x1/0x1 -j DROP',
      ],
    ],
    ['a loop', ['-A INPUT -j one', '-A one -p tcp -j two', '-A two -p udp -j one']],
    ['what rpfilter takes', ['-A INPUT -m rpfilter --invert -j DROP']],
  ])('%s is left to sets', (_, lines) => {
    expect(sureOf(lines)).toBeUndefined();
  });
});

/** The rules that nothing matches; undefined where something is not sure. */
function sureOf(lines: readonly string[]): readonly string[] | undefined {
  const [table] = tablesOf(filter(lines.join('\n')), 4);
  const sure = table && sureFates(openWorkshop([table], 4), table);
  return sure && [...sure.dead].map(placeOf);
}
