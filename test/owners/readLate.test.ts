import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Dump } from '../../src/ast/ast.js';
import { extensions, parse, parsePartly } from '../../src/index.js';
import { describeMark, markDoubts } from '../../src/owners/describe.js';
import { bindRuleset, countUnreadChains } from '../../src/ruleset/bindRuleset.js';
import { filesIn } from '../ast/fixtureRules.js';

const root = join(import.meta.dirname, '../..');

/** What the owners say of a dump's marks, and how many chains they did not look at for that. */
function said(dump: Dump): readonly unknown[] {
  const bound = bindRuleset(dump, { extensions, family: 4 });
  const told = [...bound.rulesets.values()].map((ruleset) => [
    markDoubts(ruleset),
    describeMark(ruleset, 0xffffffff),
  ]);
  return [told, countUnreadChains(bound)];
}

/** Workloads and policies of Calico; the chains from the twelfth on disagree with the others about the bits of the mark. */
function manyWorkloads(count: number): string {
  const names = Array.from({ length: count }, (_, index) => `${index < 10 ? '0' : ''}${String(index)}`);
  const kinds = ['cali-fw-cali', 'cali-pi-', 'cali-po-', 'cali-pri-kns.', 'cali-tw-cali'];
  const chains = [
    'cali-FORWARD',
    'cali-arp-dispatch',
    'cali-pi-',
    ...kinds.flatMap((kind) => names.map((name) => kind + name)),
  ];
  const rules = kinds.flatMap((kind) =>
    names.flatMap((name, index) => {
      const [accept, pass] = index < 11 ? ['0x10000', '0x20000'] : ['0x40000', '0x80000'];
      return [
        `-A ${kind}${name} -m comment --comment "Start of policies" -j MARK --set-xmark 0x0/${pass}`,
        `-A ${kind}${name} -m comment --comment "cali:${name.padStart(16, 'x')}" -m mark --mark 0x0/${pass} -j cali-p${index % 5 === 0 ? 'x' : 'i'}-${name}`,
        `-A ${kind}${name} -m comment --comment "Return if policy accepted" -m mark --mark ${accept}/${accept} -j RETURN`,
      ];
    }),
  );
  const forward = '-A cali-FORWARD -m mark --mark 0x10000/0x10000 -j ACCEPT';
  return `*filter\n:FORWARD ACCEPT [0:0]\n${chains
    .sort()
    .map((name) => `:${name} - [0:0]\n`)
    .join('')}${forward}\n${rules.join('\n')}\nCOMMIT\n`;
}

describe('of a dump whose rules are read late the owners say the same', () => {
  test.each([...filesIn(join(root, 'test/fixtures')), ...filesIn(join(root, 'examples'))])('%s', (path) => {
    const text = readFileSync(path, 'latin1');
    const part = parsePartly(text);
    if (part !== undefined) expect(said(part.dump)).toEqual(said(parse(text).dump));
  });

  test.each([3, 20, 24, 26, 70])('%d workloads', (count) => {
    const text = manyWorkloads(count);
    const part = parsePartly(text);
    if (part === undefined) throw new Error('it can be read in part');
    const [told, unread] = said(part.dump);
    expect([told, unread]).toEqual(said(parse(text).dump));
    expect(JSON.stringify(told)).toContain('accept');
  });
});
