import process from 'node:process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { surelyMatched } from '../../src/packetset/surelyMatched.js';
import { openWorkshop } from '../../src/packetset/workshop.js';
import { randomScenario } from '../kernel/random/randomScenario.js';
import { filter } from '../lint/lintCases.js';
import { beginnings, matchedBySets, rulesIn, rulesMuchTheSame, tablesOf } from './matchedBySets.js';

const count = Number(process.env['CALITRACE_SETS'] ?? 40);
const firstSeed = Number(process.env['CALITRACE_SEED'] ?? 1);

describe('what cubes match sets of packets match, too', () => {
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    it(`seed ${seed}`, () => {
      const { dump, family } = randomScenario(seed);
      for (const whole of tablesOf(dump, family)) {
        // Of a table of which some rule matches nothing they say nothing, so each beginning of its chains is one, too.
        for (const table of beginnings(whole)) {
          const surely = surelyMatched(openWorkshop([table], family), table);
          if (surely === undefined) continue;
          const { rules, chains } = matchedBySets(table);
          expect(rulesIn(surely), `${table.name}\n${dump}`).toEqual(rules);
          expect(new Set([...surely].map(({ name }) => name))).toEqual(chains);
        }
      }
    });
  }
});

it('what cubes match sets of packets match, too, of rules that ask for much the same', () => {
  let shown = 0;
  fc.assert(
    fc.property(rulesMuchTheSame, (dump) => {
      for (const table of tablesOf(dump, 4).flatMap((whole) => [...beginnings(whole)])) {
        const surely = surelyMatched(openWorkshop([table], 4), table);
        if (surely === undefined) continue;
        const rules = rulesIn(surely);
        if (rules.size > 4) shown++;
        expect(rules, dump).toEqual(matchedBySets(table).rules);
      }
    }),
    { numRuns: Number(process.env['CALITRACE_SETS'] ?? 100), seed: firstSeed },
  );
  expect(shown).toBeGreaterThan(0);
});

const own = (lines: string): string => filter(lines);

describe('cubes are enough', () => {
  it.each<readonly [name: string, lines: string]>([
    [
      'for rules that ask for different addresses',
      '-A INPUT -s 10.0.0.1 -j DROP\n-A INPUT -s 10.0.0.0/8 -j DROP',
    ],
    [
      'for states',
      '-A INPUT -m conntrack --ctstate NEW -j ACCEPT\n-A INPUT -m conntrack ! --ctstate INVALID -j DROP',
    ],
    ['for interfaces', '-A INPUT -i cali+ -j DROP\n-A INPUT ! -i eth0 -j DROP\n-A INPUT -i eth0 -j DROP'],
    [
      'for marks that rules write',
      '-A INPUT -s 10.0.0.1 -j marks\n-A INPUT -m mark ! --mark 0x1/0x1 -j RETURN\n-A INPUT -j MARK --set-xmark 0x0/0x1\n' +
        '-A INPUT -m mark --mark 0x0/0x1 -j DROP\n-A marks -j MARK --set-xmark 0x1/0x1',
    ],
    ['behind RETURN', '-A INPUT -j some\n-A INPUT -p udp -j DROP\n-A some -p udp -j RETURN\n-A some -j DROP'],
    [
      'for states of a translated connection',
      '-A INPUT -m conntrack --ctstate DNAT -j ACCEPT\n-A INPUT -m conntrack ! --ctstate ESTABLISHED,DNAT -j DROP\n-A INPUT -j DROP',
    ],
    [
      'behind a chain that takes some',
      ['-A INPUT -m conntrack --ctstate NEW -j some', '-A INPUT -m conntrack --ctstate NEW -j DROP']
        .concat(Array.from({ length: 50 }, (_, each) => `-A some -s 10.0.${each}.0/24 -j DROP`))
        .join('\n'),
    ],
    [
      'for answers',
      '-A INPUT -m set --match-set a src -j ACCEPT\n-A INPUT -m set ! --match-set a src -m set --match-set b src -j DROP\n-A INPUT -j DROP',
    ],
    ['for draws', '-A INPUT -m statistic --mode random --probability 0.5 -j DROP\n-A INPUT -j DROP'],
    [
      'for long chains',
      Array.from(
        { length: 200 },
        (_, each) => `-A INPUT -d 10.0.${each}.1/32 -p tcp --dport 80 -j DROP`,
      ).join('\n'),
    ],
  ])('%s', (_, lines) => {
    expect(isShown(own(lines))).toBe(true);
  });

  it.each<readonly [name: string, lines: string]>([
    ['a rule that an earlier one hides', '-A INPUT -s 10.0.0.0/8 -j DROP\n-A INPUT -s 10.0.0.1 -j DROP'],
    [
      'what two rules hide together',
      '-A INPUT -p tcp -j DROP\n-A INPUT ! -p tcp -j DROP\n-A INPUT -s 10.0.0.1 -j DROP',
    ],
    [
      'a set of which another rule has taken all',
      '-A INPUT -m set --match-set a src -j DROP\n-A INPUT -m set --match-set a src -j ACCEPT',
    ],
    [
      'a mark that was cleared',
      '-A INPUT -j MARK --set-xmark 0x0/0x1\n-A INPUT -m mark --mark 0x1/0x1 -j DROP',
    ],
    ['a chain that nothing leaves', '-A INPUT -j some\n-A INPUT -p udp -j DROP\n-A some -j DROP'],
    ['a loop', '-A INPUT -j one\n-A one -p tcp -j two\n-A two -p udp -j one'],
  ])('%s is not', (_, lines) => {
    expect(isShown(own(lines))).toBe(false);
  });
});

function isShown(dump: string): boolean {
  return tablesOf(dump, 4).every((table) => surelyMatched(openWorkshop([table], 4), table) !== undefined);
}
