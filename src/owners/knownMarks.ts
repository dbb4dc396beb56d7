import type { BoundRule, Ruleset } from '../ruleset/ruleset.js';
import type { MarkBit, Owner } from './owner.js';
import { perRuleset } from './perRuleset.js';
import { bitTest, chainsOf, effectsOf } from './ruleShape.js';

/** A mark that an owner is known to use, and its meaning. A mask wider than the value is a field. */
export type KnownMark = readonly [value: number, mask: number, name: string, meaning: string];

/**
 * Names the known marks of an owner that its own rules set or test in this dump; none where the dump does not show
 * them. `owns` picks the owner's chains; `mentions` its rules in chains of others.
 */
export function knownMarks(
  owner: string,
  owns: RegExp,
  known: readonly KnownMark[],
  mentions?: (rule: BoundRule) => boolean,
): NonNullable<Owner['markBits']> {
  return perRuleset((ruleset) => {
    const seen = seenMarks(ruleset, owns, mentions);
    return known.flatMap(([value, mask, name, meaning]): MarkBit[] => {
      if (!seen.has(value)) return [];
      return [value === mask ? { mask, name, owner, meaning } : { mask, value, name, owner, meaning }];
    });
  });
}

function seenMarks(
  ruleset: Ruleset,
  owns: RegExp,
  mentions: ((rule: BoundRule) => boolean) | undefined,
): ReadonlySet<number> {
  const seen = new Set<number>();
  for (const chain of chainsOf(ruleset)) {
    const own = owns.test(chain.name);
    if (!own && (mentions === undefined || chain.policy === undefined)) continue;
    for (const rule of chain.rules) {
      if (own || mentions?.(rule) === true) addMarks(rule, seen);
    }
  }
  return seen;
}

function addMarks(rule: BoundRule, seen: Set<number>): void {
  for (const field of ['mark', 'connectionMark'] as const) {
    const test = bitTest(rule, field);
    if (test !== undefined) seen.add(test.value === 0 ? test.mask : test.value);
  }
  for (const effect of effectsOf(rule)) {
    if (effect.kind === 'mark' || effect.kind === 'connmark-set' || effect.kind === 'tproxy') {
      seen.add(effect.value === 0 ? effect.mask : effect.value);
    } else if (effect.kind === 'connmark-save' || effect.kind === 'connmark-restore') {
      seen.add(effect.ctMask);
    }
  }
}
