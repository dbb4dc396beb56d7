import { writeMark } from '../../netfilter/marks.js';
import { describeMark } from '../../owners/describe.js';
import type { MarkBit } from '../../owners/owner.js';
import { bitTest, effectsOf, markChange } from '../../owners/ruleShape.js';
import { setsOf } from '../../packetset/conditionSets.js';
import type { Fates } from '../../packetset/fates.js';
import { nothing } from '../../packetset/packetSet.js';
import { packetsAt } from '../../packetset/startSets.js';
import { walkSets } from '../../packetset/walkSets.js';
import type { BoundRule, Table } from '../../ruleset/ruleset.js';
import { lintRule } from '../lintRule.js';
import { sectionOf } from '../tableSection.js';
import type { Workshop } from '../../packetset/workshop.js';

/** Packets that are marked to be masqueraded, and are not. */
export default lintRule({
  name: 'masquerade-gap',
  severity: 'warning',
  messages: {
    taken:
      '{owner} marks packets with {mark} to be masqueraded, and this rule lets some of them leave as they are before {chain} does it',
    never: '{owner} marks packets here with {mark} to be masqueraded, and nothing in POSTROUTING does it',
  },
  check(context, report) {
    const { ruleset } = context;
    for (const table of ruleset.tables) {
      if (table.name !== 'nat' || !sectionOf(context.dump, table).whole) continue;
      const fates = context.fatesOf(table);
      if (fates === undefined) continue;
      for (const bit of describeMark(ruleset, 0xffffffff)) {
        if (!/(?:^|-)masquerade$/.test(bit.name)) continue;
        const setting = findRule(table, (rule) => setsBit(rule, bit));
        if (setting === undefined) continue;
        const data = { owner: bit.owner, mark: writeMark(bit.mask) };
        const doing = findRule(table, (rule) => masquerades(rule, bit));
        const ends = context.decide(table, () => unchangedEnds(fates, bit));
        if (ends === undefined) continue;
        if (ends.never) report({ message: 'never', at: setting, data });
        else if (doing !== undefined) {
          for (const rule of ends.by) {
            report({ message: 'taken', at: rule, because: [doing], data: { ...data, chain: doing.chain } });
          }
        }
      }
    }
  },
});

function findRule({ chains }: Table, is: (rule: BoundRule) => boolean): BoundRule | undefined {
  for (const { rules } of chains.values()) {
    const found = rules.find(is);
    if (found !== undefined) return found;
  }
  return undefined;
}

function setsBit(rule: BoundRule, { mask, value = mask }: MarkBit): boolean {
  const change = markChange(rule);
  return change !== undefined && change.value === value && (change.mask & mask) >>> 0 === mask;
}

/** In a chain of POSTROUTING: the rule that asks for the bit, or turns away what lacks it. */
function masquerades(rule: BoundRule, { mask }: MarkBit): boolean {
  if (!/POSTROUTING|MASQ/.test(rule.chain)) return false;
  const test = bitTest(rule);
  return test !== undefined && (test.mask & mask) !== 0;
}

/** How packets with the bit leave POSTROUTING without a new source: by rules, or (`never`) all by its policy. */
function unchangedEnds(
  { table, workshop }: Fates,
  bit: MarkBit,
): { readonly by: readonly BoundRule[]; readonly never: boolean } | undefined {
  const chain = table.chains.get('POSTROUTING');
  if (chain === undefined) return undefined;
  const by = new Set<BoundRule>();
  let changed = false;
  walkSets(workshop, table, chain, marked(workshop, bit), {
    end(rule, _verdict, packets) {
      if (rule === undefined || packets === nothing) return;
      if (effectsOf(rule).some((effect) => effect.kind === 'nat')) changed = true;
      else by.add(rule);
    },
    step({ rule, leaving }) {
      if (rule.chain === 'POSTROUTING' && leaving !== nothing && rule.action.kind === 'target') {
        const { outcome } = rule.action;
        if (outcome.kind === 'do' && outcome.verdict === 'RETURN') by.add(rule);
      }
    },
  });
  return { by: [...by], never: !changed };
}

function marked(workshop: Workshop, { mask, value = mask }: MarkBit): number {
  const { diagrams } = workshop;
  const set = setsOf(workshop, { kind: 'bits', field: 'mark', mask, value }).yes;
  return diagrams.and(packetsAt(workshop, 'nat', 'POSTROUTING'), set);
}
