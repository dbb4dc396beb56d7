import { describe, expect, it } from 'vitest';
import { extensions, parse } from '../../src/index.js';
import { stagesOf } from '../../src/lint/stages.js';
import { bindRuleset } from '../../src/ruleset/bindRuleset.js';
import { callGraphOf } from '../../src/ruleset/callGraph.js';
import { filter } from './lintCases.js';

describe('from which built-in chains a chain is reached', () => {
  it.each<readonly [what: string, rules: string, stages: Readonly<Record<string, readonly string[]>>]>([
    [
      'one after the other',
      '-A INPUT -j one\n-A one -j two\n-A FORWARD -j two\n-A two -j DROP',
      { one: ['INPUT'], two: ['INPUT', 'FORWARD'] },
    ],
    [
      'from none',
      '-A alone -j two\n-A two -j DROP\n-A one -j DROP\n-A OUTPUT -j one',
      { alone: [], two: [], one: ['OUTPUT'] },
    ],
    [
      'a loop that is entered on two sides',
      '-A INPUT -j one\n-A one -j two\n-A two -j three\n-A three -j one\n-A OUTPUT -j three',
      { one: ['INPUT', 'OUTPUT'], two: ['INPUT', 'OUTPUT'], three: ['INPUT', 'OUTPUT'] },
    ],
  ])('%s', (_, rules, expected) => {
    const { rulesets } = bindRuleset(parse(filter(rules)).dump, { extensions, family: 4 });
    const table = rulesets.get(4)?.tables[0];
    if (table === undefined) throw new Error('no table');
    const stages = stagesOf(table);
    const found = callGraphOf(table).nodes.flatMap(({ chain, index }) =>
      chain.policy === undefined ? [[chain.name, [...(stages[index] ?? [])]] as const] : [],
    );
    const words = Object.entries(expected).map(([name, hooks]) => [
      name,
      hooks.map((hook) => `filter ${hook}`),
    ]);
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(words));
  });
});
