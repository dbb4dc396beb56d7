import { effectsOf, targetName } from '../../owners/ruleShape.js';
import { calledChain } from '../../ruleset/callGraph.js';
import type { Field } from '../../packet/field.js';
import type { BoundRule, Chain, Table } from '../../ruleset/ruleset.js';
import { lintRule } from '../lintRule.js';
import { fieldsAsked, fieldsChanged, meanings } from '../sameMeaning.js';
import { writerOf } from '../writtenBy.js';

/** Rules that stand twice in a chain, with nothing in between that could make the second differ. */
export default lintRule({
  name: 'duplicate-rule',
  severity: 'warning',
  replaces: ['shadowed-rule'],
  sparesOwners: true,
  messages: {
    again:
      'this rule says the same as rule {number} of this chain, and nothing in between changes what it asks',
  },
  check(context, report) {
    const meaningOf = meanings();
    for (const table of context.ruleset.tables) {
      const effects = new Map<Chain, Touched>();
      for (const chain of table.chains.values()) {
        if (!mayRepeat(chain)) continue;
        const seen = new Map<string, BoundRule>();
        for (const rule of chain.rules) {
          // A rule that only counts may count twice.
          const meaning = rule.action.kind === 'none' || isHairpin(rule) ? undefined : meaningOf(rule);
          if (meaning === undefined) continue;
          const first = seen.get(meaning);
          if (first !== undefined && isIdle(rule) && isUnchanged(table, chain, first, rule, effects)) {
            // Programs repeat themselves: for each profile a RETURN, for each published port a rule.
            if (writerOf(context, table.name, chain.name) !== undefined) break;
            report({ message: 'again', at: rule, because: [first], data: { number: String(first.number) } });
          } else {
            seen.set(meaning, rule);
          }
        }
      }
    }
  },
});

/** Whether two rules have the same target, or call the same chain: a first look, for most chains the last. */
function mayRepeat({ rules }: Chain): boolean {
  const seen = new Set<string>();
  for (const rule of rules) {
    const done = targetName(rule) ?? calledChain(rule) ?? '';
    if (seen.has(done)) return true;
    seen.add(done);
  }
  return false;
}

/** Docker writes it once for each published port, and two of them may lead to one port of a container. */
function isHairpin(rule: BoundRule): boolean {
  return targetName(rule) === 'MASQUERADE' && / -s (\S+) -d \1 /.test(rule.text);
}

/** Whether doing it once more changes nothing: a mark that is turned over twice is as it was. */
function isIdle(rule: BoundRule): boolean {
  return effectsOf(rule).every((effect) => {
    switch (effect.kind) {
      case 'mark':
      case 'tos':
      case 'connmark-set':
        return (effect.value & ~effect.mask) === 0;
      case 'ttl':
        return effect.change === 'set';
      case 'connmark-save':
        return (effect.nfMask & ~effect.ctMask) === 0;
      case 'connmark-restore':
        return (effect.ctMask & ~effect.nfMask) === 0;
      case 'prefix':
        return false;
      case 'nat':
      case 'notrack':
      case 'ct-template':
      case 'set-entry':
      case 'set-map':
      case 'copy':
      case 'tproxy':
      case 'mark-hash':
      case 'tcp-options':
      case 'note':
        return true;
    }
  });
}

/** What the rules of a chain, and of all it calls, ask and change. */
interface Touched {
  readonly asked: ReadonlySet<Field>;
  readonly changed: ReadonlySet<Field>;
}

function isUnchanged(
  table: Table,
  chain: Chain,
  first: BoundRule,
  second: BoundRule,
  known: Map<Chain, Touched>,
): boolean {
  const between = chain.rules.slice(first.number - 1, second.number - 1);
  const called = table.chains.get(calledChain(second) ?? '');
  const target = called === undefined ? [] : [...touchedBy(table, called, known).asked];
  const asked = new Set<Field>([...fieldsAsked(second), ...target, ...fieldsRead(second)]);
  return between.every((rule) => {
    const behind = table.chains.get(calledChain(rule) ?? '');
    const changed = [
      ...(rule === first ? [] : fieldsChanged(rule)),
      ...(behind === undefined ? [] : touchedBy(table, behind, known).changed),
    ];
    return rule.action.kind !== 'unread' && changed.every((field) => !asked.has(field));
  });
}

/** What the target itself reads or writes anew: what lies there must not have been changed in between. */
function fieldsRead(rule: BoundRule): readonly Field[] {
  return [
    ...fieldsChanged(rule),
    ...effectsOf(rule).flatMap((effect): readonly Field[] =>
      effect.kind === 'connmark-save'
        ? ['mark']
        : effect.kind === 'connmark-restore'
          ? ['connectionMark']
          : [],
    ),
  ];
}

function touchedBy(table: Table, start: Chain, known: Map<Chain, Touched>): Touched {
  const before = known.get(start);
  if (before !== undefined) return before;
  const asked = new Set<Field>();
  const changed = new Set<Field>();
  const seen = new Set([start]);
  const pending = [start];
  for (let chain = pending.pop(); chain !== undefined; chain = pending.pop()) {
    for (const rule of chain.rules) {
      for (const field of fieldsAsked(rule)) asked.add(field);
      for (const field of fieldsChanged(rule)) changed.add(field);
      const next = table.chains.get(calledChain(rule) ?? '');
      if (next === undefined || seen.has(next)) continue;
      seen.add(next);
      pending.push(next);
    }
  }
  const touched = { asked, changed };
  known.set(start, touched);
  return touched;
}
