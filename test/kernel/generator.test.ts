import { describe, expect, it } from 'vitest';
import { extensions, parse } from '../../src/index.js';
import { bindProblems, bindRuleset } from '../../src/ruleset/bindRuleset.js';
import type { Extensions } from '../../src/ruleset/extensions.js';
import { randomScenario } from './random/randomScenario.js';

const seeds = 1000;

/** What random firewalls do not have: a match or target as a whole, or one option of it. */
const exceptions: ReadonlyMap<string, string> = new Map([
  ['-m ipvs', 'the kernel lacks the module'],
  ['-m bpf --object-pinned', 'needs a program that somebody pinned in the file system of BPF'],
  ['-j CLUSTERIP', 'gone from Linux'],
  ['-j LED', 'the kernel lacks the module'],
  ['-j QUEUE', 'iptables-nft refuses it'],
  ['-j SECMARK', 'needs SELinux'],
  ['-j ULOG', 'gone from Linux'],
]);

interface Extension {
  readonly name: string;
  readonly options: Readonly<Record<string, { readonly invert?: boolean }>>;
}

/** `-m tcp`, `-m tcp --dport`, `-m tcp ! --dport`: how a rule may use it. */
function usesOf(flag: '-m' | '-j', { name, options }: Extension): readonly string[] {
  return [
    `${flag} ${name}`,
    ...Object.entries(options).flatMap(([option, { invert }]) => [
      `${flag} ${name} --${option}`,
      ...(invert === true ? [`${flag} ${name} ! --${option}`] : []),
    ]),
  ];
}

/** The same of one rule, by the values that were read of it. */
function usesIn(flag: '-m' | '-j', name: string, values: object): readonly string[] {
  const settings = Object.entries(values) as readonly (readonly [
    string,
    { readonly negated: boolean } | readonly { readonly negated: boolean }[],
  ])[];
  return [
    `${flag} ${name}`,
    ...settings.flatMap(([option, given]) =>
      [given].flat().map(({ negated }) => `${flag} ${name} ${negated ? '! ' : ''}--${option}`),
    ),
  ];
}

/** How often each use occurs in the rules of these firewalls. */
function countUses(): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const count = (uses: readonly string[]): void => {
    for (const use of uses) counts.set(use, (counts.get(use) ?? 0) + 1);
  };
  const counting: Extensions = {
    matches: extensions.matches.map((extension) => ({
      ...extension,
      condition: (values, rule) => {
        count(usesIn('-m', extension.name, values));
        return extension.condition(values, rule);
      },
    })),
    targets: extensions.targets.map((extension) => ({
      ...extension,
      outcome: (values, rule) => {
        count(usesIn('-j', extension.name, values));
        return extension.outcome(values, rule);
      },
    })),
  };
  for (let seed = 1; seed <= seeds; seed++) {
    const { dump, family } = randomScenario(seed);
    const parsed = parse(dump);
    const bound = bindRuleset(parsed.dump, { extensions: counting, family });
    expect([...parsed.problems, ...bindProblems(bound)], `seed ${seed}`).toEqual([]);
    for (const { tables } of bound.rulesets.values()) {
      for (const { chains } of tables) {
        // Those of long chains are bound when somebody asks what they say.
        for (const { rules } of chains.values())
          expect(rules.every(({ action }) => action.kind !== 'unread')).toBe(true);
      }
    }
  }
  return counts;
}

const isExcepted = (use: string): boolean =>
  [...exceptions.keys()].some((name) => use === name || use.startsWith(`${name} `));

describe('random firewalls', () => {
  const counts = countUses();
  const uses = [
    ...extensions.matches.flatMap((extension) => usesOf('-m', extension)),
    ...extensions.targets.flatMap((extension) => usesOf('-j', extension)),
  ];

  it('have every option of every match and target, and every negation', () => {
    expect(uses.filter((use) => !counts.has(use) && !isExcepted(use))).toEqual([]);
  });

  it('have none of what is said not to be there', () => {
    expect(uses.filter((use) => counts.has(use) && isExcepted(use))).toEqual([]);
  });
});
