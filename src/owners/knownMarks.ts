import type { BoundRule, Ruleset } from '../ruleset/ruleset.js';
import type { MarkBit, Owner } from './owner.js';
import { perRuleset } from './perRuleset.js';
import { bitTest, builtInChains, chainsBeginning, chainsNamed, effectsOf } from './ruleShape.js';

/** A mark that an owner is known to use, and its meaning. A mask wider than the value is a field. */
export type KnownMark = readonly [value: number, mask: number, name: string, meaning: string];

/** What an owner's chains are called: how their names begin, and whole names. */
export interface OwnNames {
  readonly begin?: readonly string[];
  readonly names?: readonly string[];
}

/**
 * Names the known marks of an owner that its own rules set or test in this dump; none where the dump does not show
 * them. `mentions` picks its rules in built-in chains.
 */
export function knownMarks(
  owner: string,
  owns: OwnNames,
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
  { begin = [], names = [] }: OwnNames,
  mentions: ((rule: BoundRule) => boolean) | undefined,
): ReadonlySet<number> {
  const seen = new Set<number>();
  const own = [...chainsBeginning(ruleset, begin), ...names.flatMap((name) => chainsNamed(ruleset, name))];
  for (const chain of own) for (const rule of chain.rules) addMarks(rule, seen);
  for (const chain of mentions === undefined ? [] : builtInChains(ruleset)) {
    for (const rule of chain.rules) if (mentions?.(rule) === true) addMarks(rule, seen);
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
