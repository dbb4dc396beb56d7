import { describe, expect, it } from 'vitest';
import { extensions, parse } from '../../src/index.js';
import { bindRuleset } from '../../src/ruleset/bindRuleset.js';
import { callGraphOf, callOrderOf, callsOf, reachedFrom } from '../../src/ruleset/callGraph.js';
import type { Table } from '../../src/ruleset/ruleset.js';
import { filter } from '../lint/lintCases.js';

const table = tableOf(
  [
    '-A FORWARD -j one',
    '-A FORWARD -s 10.0.0.1 -g two',
    '-A one -j ACCEPT',
    '-A one -p tcp -j two',
    '-A two -j three',
    '-A two -j elsewhere',
    '-A alone -j two',
    '-A three -j DROP',
  ].join('\n'),
);

describe('who calls whom', () => {
  it.each<readonly [chain: string, calls: readonly string[]]>([
    ['FORWARD', ['1 one', '2 two']],
    ['one', ['2 two']],
    ['two', ['1 three']],
    ['three', []],
  ])('from %s', (name, expected) => {
    const chain = table.chains.get(name);
    const calls = chain === undefined ? [] : callsOf(table, chain);
    expect(calls.map(({ rule, called }) => `${rule.number} ${called.chain.name}`)).toEqual(expected);
  });

  it('each chain stands behind all that it calls, and once', () => {
    expect(reached(table, 'FORWARD', 'INPUT')).toEqual(['three', 'two', 'one', 'FORWARD', 'INPUT']);
    expect(reached(table, 'alone', 'one')).toEqual(['three', 'two', 'alone', 'one']);
  });

  it('rules that jump or go to no chain lead astray', () => {
    expect(callGraphOf(table).astray.map(({ chain, number }) => `${chain} ${number}`)).toEqual(['two 2']);
  });

  it.each<readonly [what: string, rules: string, fromHooks: readonly string[], others: readonly string[]]>([
    [
      'one leads to another',
      '-A INPUT -j one\n-A one -j two\n-A two -j DROP',
      ['two', 'one', 'INPUT', 'FORWARD', 'OUTPUT'],
      [],
    ],
    [
      'to some nothing leads',
      '-A alone -j two\n-A OUTPUT -j two\n-A two -j DROP',
      ['INPUT', 'FORWARD', 'two', 'OUTPUT'],
      ['alone'],
    ],
    [
      'a loop',
      '-A FORWARD -j one\n-A one -j two\n-A two -j one\n-A alone -j alone',
      ['INPUT', 'two', 'one', 'FORWARD', 'OUTPUT'],
      ['alone'],
    ],
  ])('those come first to which calls lead from built-in chains: %s', (_, rules, expected, others) => {
    const { nodes, fromHooks } = callOrderOf(callGraphOf(tableOf(rules)));
    const names = nodes.map(({ chain }) => chain.name);
    expect([names.slice(0, fromHooks), names.slice(fromHooks)]).toEqual([expected, others]);
  });

  it('a loop ends', () => {
    const loop = tableOf(
      '-A INPUT -j one\n-A one -j two\n-A two -p tcp -j one\n-A two -j three\n-A three -j three',
    );
    expect(new Set(reached(loop, 'INPUT'))).toEqual(new Set(['INPUT', 'one', 'two', 'three']));
  });

  it('goes as deep as chains go', () => {
    const deep = tableOf(
      Array.from({ length: 20_000 }, (_, each) => `-A c${each} -j c${each + 1}`).join('\n'),
    );
    expect(reached(deep, 'c0').at(-1)).toBe('c0');
  });
});

function reached(where: Table, ...names: readonly string[]): readonly string[] {
  const graph = callGraphOf(where);
  return reachedFrom(
    graph,
    names.flatMap((name) => graph.byName.get(name) ?? []),
  ).map(({ chain }) => chain.name);
}

function tableOf(rules: string): Table {
  const { rulesets } = bindRuleset(parse(filter(rules)).dump, { extensions, family: 4 });
  const found = rulesets.get(4)?.tables[0];
  if (found === undefined) throw new Error('no table');
  return found;
}
