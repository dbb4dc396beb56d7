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
    return known
      .filter((mark) => isUsed(mark, known, seen))
      .map(([value, mask, name, meaning]): MarkBit =>
        value === mask ? { mask, name, owner, meaning } : { mask, value, name, owner, meaning },
      );
  });
}

/** The masks with which each value is set or tested. */
type SeenMarks = ReadonlyMap<number, ReadonlySet<number>>;

/** Of several marks with the same value those whose mask is used, too; the first where none is. */
function isUsed(mark: KnownMark, known: readonly KnownMark[], seen: SeenMarks): boolean {
  const [value, mask] = mark;
  const masks = seen.get(value);
  if (masks === undefined) return false;
  const alike = known.filter(([other]) => other === value);
  return alike.some(([, other]) => masks.has(other)) ? masks.has(mask) : alike[0] === mark;
}

function seenMarks(
  ruleset: Ruleset,
  { begin = [], names = [] }: OwnNames,
  mentions: ((rule: BoundRule) => boolean) | undefined,
): SeenMarks {
  const seen = new Map<number, Set<number>>();
  const own = [...chainsBeginning(ruleset, begin), ...names.flatMap((name) => chainsNamed(ruleset, name))];
  for (const chain of own) for (const rule of chain.rules) addMarks(rule, seen);
  for (const chain of mentions === undefined ? [] : builtInChains(ruleset)) {
    for (const rule of chain.rules) if (mentions?.(rule) === true) addMarks(rule, seen);
  }
  return seen;
}

function addMarks(rule: BoundRule, seen: Map<number, Set<number>>): void {
  const add = (value: number, mask: number): void => {
    const bits = value === 0 ? mask : value;
    seen.set(bits, (seen.get(bits) ?? new Set()).add(mask));
  };
  for (const field of ['mark', 'connectionMark'] as const) {
    const test = bitTest(rule, field);
    if (test !== undefined) add(test.value, test.mask);
  }
  for (const effect of effectsOf(rule)) {
    if (effect.kind === 'mark' || effect.kind === 'connmark-set' || effect.kind === 'tproxy') {
      add(effect.value, effect.mask);
    } else if (effect.kind === 'connmark-save' || effect.kind === 'connmark-restore') {
      add(effect.ctMask, effect.ctMask);
    }
  }
}
