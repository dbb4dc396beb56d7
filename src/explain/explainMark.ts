import { partsOf } from '../condition/partsOf.js';
import { markDoubts } from '../owners/describe.js';
import { chainsOf, effectsOf } from '../owners/ruleShape.js';
import type { BoundRule, Ruleset } from '../ruleset/ruleset.js';
import { bitChanges, type BitChangeKind } from './bitChanges.js';
import { bitNames } from './bitNames.js';
import { bitUses, type BitsExplanation, type BitUseKind, type MarkExplanation } from './explanation.js';
import { placeOf } from './ruleInWords.js';

/** A mark that is asked for; without `value` all bits that the dump uses. */
export interface AskedMark {
  readonly value?: number;
  readonly mask: number;
}

/** Whose bits of a mark are, what they mean, and which rules set and test them. */
export function explainMark(ruleset: Ruleset, { value, mask }: AskedMark): MarkExplanation {
  const uses = usesOf(ruleset);
  const bits: Draft[] = [];
  for (let index = 31; index >= 0; index -= 1) {
    const bit = 2 ** index;
    if ((mask & bit) === 0) continue;
    const set = value === undefined ? undefined : (value & bit) !== 0;
    const names = bitNames(ruleset, bit, value);
    const used = uses.get(index) ?? new Map<BitUseKind, BoundRule[]>();
    if (value === undefined && names.length === 0 && !isChosen(used)) continue;
    const key = [set, ...names.map(({ owner, name }) => `${owner} ${name}`), keyOf(used)].join('\n');
    const alike = bits.find((one) => one.key === key);
    if (alike === undefined) bits.push({ key, mask: bit, set, names, used });
    else alike.mask = (alike.mask | bit) >>> 0;
  }
  return {
    kind: 'mark',
    family: ruleset.family,
    ...(value === undefined ? {} : { value }),
    mask,
    bits: bits.map(written),
    doubts: markDoubts(ruleset),
  };
}

type Uses = Map<BitUseKind, BoundRule[]>;

interface Draft {
  readonly key: string;
  mask: number;
  readonly set: boolean | undefined;
  readonly names: BitsExplanation['names'];
  readonly used: Uses;
}

function written({ mask, set, names, used }: Draft): BitsExplanation {
  return {
    mask,
    ...(set === undefined ? {} : { set }),
    names,
    uses: bitUses.flatMap((kind) => {
      const rules = used.get(kind);
      return rules === undefined ? [] : [{ kind, rules: rules.map(placeOf) }];
    }),
  };
}

/** A rule that sets the whole mark clears all other bits: that alone does not make them bits in use. */
function isChosen(used: Uses): boolean {
  return bitUses.some((kind) => kind !== 'cleared by' && kind !== 'connmark cleared by' && used.has(kind));
}

function keyOf(used: Uses): string {
  return [...used].map(([kind, rules]) => `${kind} ${rules.map(({ line }) => line).join(' ')}`).join('\n');
}

/** By the bit's number. */
function usesOf(ruleset: Ruleset): ReadonlyMap<number, Uses> {
  const uses = new Map<number, Uses>();
  for (const chain of chainsOf(ruleset)) {
    for (const rule of chain.rules) {
      for (const [kind, mask] of usedBy(rule)) {
        for (let index = 0; index < 32; index += 1) {
          if ((mask & (2 ** index)) === 0) continue;
          const own: Uses = uses.get(index) ?? new Map<BitUseKind, BoundRule[]>();
          uses.set(index, own);
          const rules = own.get(kind) ?? [];
          own.set(kind, rules);
          if (rules.at(-1) !== rule) rules.push(rule);
        }
      }
    }
  }
  return uses;
}

type Use = readonly [kind: BitUseKind, mask: number];

function usedBy(rule: BoundRule): readonly Use[] {
  const tests = rule.matches.flatMap(({ condition }) =>
    partsOf(condition).flatMap((part): readonly Use[] => {
      if (part.kind !== 'bits') return [];
      if (part.field === 'mark') return [['tested by', part.mask]];
      return part.field === 'connectionMark' ? [['connmark tested by', part.mask]] : [];
    }),
  );
  const changes = effectsOf(rule)
    .flatMap(bitChanges)
    .map(({ kind, mask }): Use => [useOf[kind], mask]);
  return [...changes, ...tests];
}

const useOf: Readonly<Record<BitChangeKind, BitUseKind>> = {
  sets: 'set by',
  clears: 'cleared by',
  toggles: 'toggled by',
  'takes from the connection': 'taken from the connmark by',
  'keeps in the connection': 'kept in the connmark by',
  'sets of the connection': 'connmark set by',
  'clears of the connection': 'connmark cleared by',
  'toggles of the connection': 'connmark toggled by',
};
