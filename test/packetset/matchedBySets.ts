import fc from 'fast-check';
import { extensions, parse } from '../../src/index.js';
import { isHook } from '../../src/netfilter/hooks.js';
import type { Family } from '../../src/netfilter/hooks.js';
import { forgetUnasked } from '../../src/packetset/forgetting.js';
import { nothing } from '../../src/packetset/packetSet.js';
import { packetsAt } from '../../src/packetset/startSets.js';
import { walkSets } from '../../src/packetset/walkSets.js';
import type { SetVisitor } from '../../src/packetset/walkSets.js';
import { openWorkshop } from '../../src/packetset/workshop.js';
import { bindRuleset } from '../../src/ruleset/bindRuleset.js';
import type { BoundRule, Chain, Table } from '../../src/ruleset/ruleset.js';
import { filter } from '../lint/lintCases.js';

const asked = [
  ...[
    '',
    '-s 10.0.0.1',
    '-s 10.0.0.0/30',
    '! -s 10.0.0.1',
    '! -d 10.0.0.0/31',
    '-p tcp',
    '-p udp',
    '! -p tcp',
  ],
  ...['-p tcp -m tcp --dport 80', '-p tcp -m tcp ! --dport 80:90', '-i eth0', '! -i eth+'],
  ...['-m mark --mark 0x1/0x1', '-m mark ! --mark 0x2/0x3', '-m conntrack --ctstate NEW'],
  ...['-m conntrack ! --ctstate NEW,DNAT', '-m set --match-set a src', '-m set ! --match-set a src'],
  '-m statistic --mode random --probability 0.5',
];
const done = [
  ...['DROP', 'RETURN', 'LOG', 'one', 'two', 'MARK --set-xmark 0x1/0x1', 'MARK --set-xmark 0x0/0x3'],
  'MARK --set-xmark 0x2/0x0',
];

/** Of a chain, and those that it may call. */
const someRules = (chain: string, calls: readonly string[]): fc.Arbitrary<readonly string[]> => {
  const targets = done.filter((target) => !['one', 'two'].includes(target) || calls.includes(target));
  const rule = fc
    .tuple(fc.constantFrom(...asked), fc.constantFrom('-j', '-g'), fc.constantFrom(...targets))
    .map(([what, how, target]) => `-A ${chain} ${what} ${calls.includes(target) ? how : '-j'} ${target}`);
  return fc.array(rule, { minLength: 1, maxLength: 5 });
};

/** Dumps of a few rules that ask for much the same, in three chains. */
export const rulesMuchTheSame: fc.Arbitrary<string> = fc
  .tuple(someRules('INPUT', ['one', 'two']), someRules('one', ['two']), someRules('two', []))
  .map((lines) => filter(lines.flat().join('\n')));

export function tablesOf(dump: string, family: Family): readonly Table[] {
  return bindRuleset(parse(dump).dump, { extensions, family }).rulesets.get(family)?.tables ?? [];
}

/** A table, and what is left of it without the last rule of some chain, and the last but one, and so on. */
export function* beginnings(table: Table): Iterable<Table> {
  let chains = table.chains;
  yield table;
  for (const chain of table.chains.values()) {
    for (let left = chain.rules.length - 1; left >= 0; left--) {
      const shorter: Chain = {
        table: chain.table,
        name: chain.name,
        policy: chain.policy,
        declared: chain.declared,
        rules: chain.rules.slice(0, left),
      };
      chains = new Map([...chains, [chain.name, shorter]]);
      yield { ...table, chains };
    }
  }
}

/** What some packet matches, and enters, by sets of packets; what no rule ahead asks is forgotten, where that is told. */
export function matchedBySets(
  table: Table,
  how: { readonly forgets: boolean } = { forgets: false },
): {
  readonly rules: ReadonlySet<string>;
  readonly chains: ReadonlySet<string>;
} {
  const workshop = openWorkshop([table], table.family);
  const options = how.forgets ? { forgetting: forgetUnasked(workshop, table, 0) } : {};
  const rules = new Set<string>();
  const chains = new Set<string>();
  for (const chain of table.chains.values()) {
    if (!isHook(chain.name)) continue;
    const visitor: SetVisitor = {
      enter(entered) {
        chains.add(entered.name);
      },
      step({ rule, matched }) {
        if (matched !== nothing) rules.add(placeOf(rule));
      },
    };
    walkSets(workshop, table, chain, packetsAt(workshop, table.name, chain.name), visitor, options);
  }
  return { rules, chains };
}

export function rulesIn(chains: Iterable<Chain>): ReadonlySet<string> {
  return new Set([...chains].flatMap(({ rules }) => rules.map(placeOf)));
}

export function placeOf({ chain, number }: BoundRule): string {
  return `${chain}:${number}`;
}
