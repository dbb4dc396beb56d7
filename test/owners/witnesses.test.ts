import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Dump } from '../../src/ast/ast.js';
import { extensions, parse, parsePartly } from '../../src/index.js';
import { hearWitnesses, testify, witnessRules } from '../../src/owners/calico/witnesses.js';
import type { Witness } from '../../src/owners/calico/witnesses.js';
import { bindRuleset } from '../../src/ruleset/bindRuleset.js';
import { filesIn } from '../ast/fixtureRules.js';

const root = join(import.meta.dirname, '../..');

/** What is heard in a dump, and what its rules say when each is asked; as `bit mask line`. */
function heardAndSaid(dump: Dump): readonly (readonly string[])[] {
  const bound = bindRuleset(dump, { extensions, family: 4 });
  return [...bound.rulesets.values()].flatMap((ruleset) => [
    hearWitnesses(ruleset).map(words),
    witnessRules(ruleset).flatMap(testify).map(words),
  ]);
}

function words({ bit, mask, rule }: Witness): string {
  return `${bit} 0x${mask.toString(16)} ${String(rule.line)}`;
}

function expectSame(text: string): void {
  for (const dump of [parse(text).dump, parsePartly(text)?.dump]) {
    if (dump === undefined) continue;
    const [heard, said, heard6, said6] = heardAndSaid(dump);
    expect(heard).toEqual(said);
    expect(heard6).toEqual(said6);
  }
}

const matches = [
  '',
  '-m mark --mark 0x80000/0x80000',
  '-m mark ! --mark 0x80000/0x80000',
  '-m mark --mark 0x0/0x20000',
  '-m connmark --mark 0x80000/0x80000',
  '-s 10.0.0.1/32 -p tcp -m multiport --dports 80,81',
];
const comments = [
  '',
  '-m comment --comment "cali:0123456789abcdef"',
  '-m comment --comment "Policy a/b ingress"',
  '-m comment --comment "Start of policies"',
  '-m comment --comment "Return if policy accepted"',
  '-m comment --comment "Drop if no policies passed packet"',
  '-m comment --comment "MarkSeen Mark"',
  '-m comment --comment mark',
];
const targets = [
  '-j MARK --set-xmark 0x10000/0x10000',
  '-j MARK --set-xmark 0x0/0x20000',
  '-j MARK --or-mark 0x40000',
  '-j CONNMARK --save-mark',
  '-j DROP',
  '-j REJECT',
  '-j RETURN',
  '-j cali-pi-a',
  '-g cali-gi-a',
  '-j cali-none',
];
const chains = [
  'cali-pi-a',
  'cali-pri-a',
  'cali-tw-a',
  'cali-th-a',
  'cali-gi-a',
  'cali-sm-a',
  'cali-FORWARD',
];

describe('what is heard of the bits is what the rules say, each asked', () => {
  test.each([...filesIn(join(root, 'test/fixtures')), ...filesIn(join(root, 'examples'))])('%s', (path) => {
    expectSame(readFileSync(path, 'latin1'));
  });

  test.each(chains)('every rule in %s', (chain) => {
    const rules = matches.flatMap((match) =>
      comments.flatMap((comment) =>
        targets.map((target) =>
          ['-A', chain, match, comment, target].filter((part) => part !== '').join(' '),
        ),
      ),
    );
    const declared = [...chains].sort().map((name) => `:${name} - [0:0]\n`);
    const text = `*filter\n${declared.join('')}${rules.join('\n')}\nCOMMIT\n`;
    expectSame(text);
    const [heard] = heardAndSaid(parse(text).dump);
    expect(heard).not.toEqual([]);
  });
});
