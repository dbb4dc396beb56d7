import { describe, expect, it } from 'vitest';
import { changedRules } from '../../src/diff/changedRules.js';
import { extensions, parse } from '../../src/index.js';
import { bindRuleset } from '../../src/ruleset/bindRuleset.js';
import type { BoundRule, Ruleset } from '../../src/ruleset/ruleset.js';
import { filter, nat } from '../lint/lintCases.js';

interface Row {
  readonly before: string;
  readonly after: string;
  /** `-` of the first alone, `+` of the second. */
  readonly changed: readonly string[];
}

const rows: Readonly<Record<string, Row>> = {
  nothing: {
    before: filter('-A INPUT -p tcp -j DROP'),
    after: filter('-A INPUT -p tcp -j DROP'),
    changed: [],
  },
  'counters alone': {
    before: filter('[1:40] -A INPUT -p tcp -j DROP'),
    after: filter('[2:80] -A INPUT -p tcp -j DROP'),
    changed: [],
  },
  'a rule in the midst': {
    before: filter(
      '-A INPUT -s 10.0.0.1 -j DROP\n-A INPUT -s 10.0.0.2 -j DROP\n-A INPUT -s 10.0.0.3 -j DROP',
    ),
    after: filter('-A INPUT -s 10.0.0.1 -j DROP\n-A INPUT -s 10.0.0.9 -j DROP\n-A INPUT -s 10.0.0.3 -j DROP'),
    changed: ['- INPUT 2', '+ INPUT 2'],
  },
  'a rule less': {
    before: filter('-A INPUT -s 10.0.0.1 -j DROP\n-A INPUT -s 10.0.0.2 -j DROP'),
    after: filter('-A INPUT -s 10.0.0.2 -j DROP'),
    changed: ['- INPUT 1'],
  },
  'one of two that say the same': {
    before: filter('-A INPUT -s 10.0.0.1 -j DROP\n-A INPUT -s 10.0.0.1 -j DROP'),
    after: filter('-A INPUT -s 10.0.0.1 -j DROP'),
    changed: ['- INPUT 2'],
  },
  'a rule that moved': {
    before: filter(
      '-A INPUT -s 10.0.0.1 -j DROP\n-A INPUT -s 10.0.0.2 -j DROP\n-A INPUT -s 10.0.0.3 -j DROP\n-A INPUT -s 10.0.0.4 -j DROP',
    ),
    after: filter(
      '-A INPUT -s 10.0.0.4 -j DROP\n-A INPUT -s 10.0.0.1 -j DROP\n-A INPUT -s 10.0.0.2 -j DROP\n-A INPUT -s 10.0.0.3 -j DROP',
    ),
    changed: ['- INPUT 4', '+ INPUT 1'],
  },
  'a chain, and who calls it': {
    before: filter('-A INPUT -j ACCEPT'),
    after: filter('-A INPUT -j A\n-A INPUT -j ACCEPT\n-A A -p tcp -j DROP'),
    changed: ['+ INPUT 1', '+ A 1'],
  },
  'a chain that others call as before': {
    before: filter('-A INPUT -j A\n-A A -p tcp -j DROP'),
    after: filter('-A INPUT -j A\n-A A -p udp -j DROP'),
    changed: ['- A 1', '+ A 1'],
  },
  'a chain of which one side knows the name alone': {
    before: '*filter\n:INPUT ACCEPT [0:0]\n:A - [0:0]\n-A INPUT -j A\n-A A -p tcp -j DROP\nCOMMIT\n',
    after: '*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -j A\nCOMMIT\n',
    changed: ['- A 1'],
  },
};

describe('rules that one of two rulesets alone has', () => {
  it.each(Object.entries(rows))('%s', (_name, { before, after, changed }) => {
    const found = changedRules(rulesetOf(before), rulesetOf(after));
    expect([...wordsOf('-', found?.before), ...wordsOf('+', found?.after)]).toEqual(changed);
  });

  it.each([
    [
      'a policy',
      filter('-A INPUT -j DROP'),
      filter('-A INPUT -j DROP').replace('INPUT ACCEPT', 'INPUT DROP'),
    ],
    ['a table', filter('-A INPUT -j DROP'), filter('-A INPUT -j DROP') + nat('-A OUTPUT -p tcp -j ACCEPT')],
  ])('do not tell all where it is %s', (_name, before, after) => {
    expect(after).not.toBe(before);
    expect(changedRules(rulesetOf(before), rulesetOf(after))).toBeUndefined();
  });
});

function rulesetOf(dump: string): Ruleset {
  const ruleset = bindRuleset(parse(dump).dump, { extensions, family: 4 }).rulesets.get(4);
  if (ruleset === undefined) throw new Error('no tables');
  return ruleset;
}

function wordsOf(sign: string, rules: ReadonlySet<BoundRule> = new Set()): readonly string[] {
  return [...rules].map(({ chain, number }) => `${sign} ${chain} ${number}`);
}
