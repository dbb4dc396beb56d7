import type { Address } from '../address/address.js';
import type { Range, RangeSet } from '../address/range.js';
import { contains } from '../address/range.js';
import type { Condition } from '../condition/condition.js';
import { LateRule } from '../ruleset/lateRule.js';
import type { FirstAddress } from '../ruleset/readByPlan.js';
import type { BoundRule } from '../ruleset/ruleset.js';

/** What an index goes by. */
export type IndexedField = FirstAddress['field'];

/** Under so many rules, looking at each is as fast. */
const worthIt = 32;

/**
 * The rules of a long chain by the one address that each asks for first, so that a packet need not be held against thousands of rules for other
 * addresses. Rules that ask for anything else first are looked at as ever. Counts rules from 0.
 */
export class RuleIndex {
  private readonly byAddress: Readonly<Record<IndexedField, Map<number | string, number[]>>> = {
    source: new Map(),
    destination: new Map(),
  };
  /** Rules that every packet is held against. */
  private readonly others: number[] = [];
  /** Of each rule the address that decides. */
  private readonly asked: (FirstAddress | undefined)[] = [];
  /** Of all rules before each one: how many ask for a source. */
  private readonly sourcesBefore: number[] = [0];
  /** Matches of all rules before each one. */
  private readonly matchesBefore: number[] = [0];

  constructor(readonly rules: readonly BoundRule[]) {
    for (const [number, rule] of rules.entries()) {
      const isLate = rule instanceof LateRule;
      const asked = isLate ? rule.firstAddress : firstAsked(rule);
      this.asked.push(asked);
      this.sourcesBefore.push((this.sourcesBefore[number] ?? 0) + (asked?.field === 'source' ? 1 : 0));
      this.matchesBefore.push(
        (this.matchesBefore[number] ?? 0) + (isLate ? rule.matchCount : rule.matches.length),
      );
      if (asked === undefined) {
        this.others.push(number);
      } else {
        const { field, address } = asked;
        const alike = this.byAddress[field].get(keyOf(address));
        if (alike === undefined) this.byAddress[field].set(keyOf(address), [number]);
        else alike.push(number);
      }
    }
  }

  /** The first rule from `from` on that a packet with these addresses may match; the number of rules where there is none. */
  next(from: number, source: Address, destination: Address): number {
    return Math.min(
      firstFrom(this.others, from),
      firstFrom(this.byAddress.source.get(keyOf(source)), from),
      firstFrom(this.byAddress.destination.get(keyOf(destination)), from),
      this.rules.length,
    );
  }

  /** How many matches the rules of a run have. */
  matches(from: number, to: number): number {
    return (this.matchesBefore[to] ?? 0) - (this.matchesBefore[from] ?? 0);
  }

  /** What the rule asks first, which decides for packets that it is not looked at for. */
  askedBy(number: number): Condition | undefined {
    const rule = this.rules[number];
    return rule === undefined ? undefined : firstAsked(rule)?.condition;
  }

  /** The fields that the rules of a run ask for first, each of which asks for one. */
  fields(from: number, to: number): readonly IndexedField[] {
    const sources = (this.sourcesBefore[to] ?? 0) - (this.sourcesBefore[from] ?? 0);
    if (sources === 0) return ['destination'];
    return sources === to - from ? ['source'] : ['source', 'destination'];
  }

  /** The addresses for which rules of the run ask, as far as they are in `kept`. */
  rangesIn(field: IndexedField, from: number, to: number, kept: RangeSet): readonly Range[] {
    const isFew = kept.every(([low, high]) => keyOf(low) === keyOf(high));
    if (isFew) {
      return kept.filter(([low]) => firstFrom(this.byAddress[field].get(keyOf(low)), from) < to);
    }
    const ranges: Range[] = [];
    for (let number = from; number < to; number++) {
      const asked = this.asked[number];
      if (asked?.field === field && contains(kept, asked.address))
        ranges.push([asked.address, asked.address]);
    }
    return ranges;
  }
}

const indexes = new WeakMap<readonly BoundRule[], RuleIndex>();

/** The index of a chain's rules, made when it is first asked for; undefined where it would not pay. */
export function indexOf(rules: readonly BoundRule[]): RuleIndex | undefined {
  if (rules.length < worthIt) return undefined;
  const known = indexes.get(rules);
  if (known !== undefined) return known;
  const index = new RuleIndex(rules);
  indexes.set(rules, index);
  return index;
}

interface FirstAsked extends FirstAddress {
  readonly condition: Condition;
}

/** What a late rule tells of itself, for those that are bound: the condition that fails first for packets of any other address; undefined where that is none of this kind. */
function firstAsked({ matches: [match] }: BoundRule): FirstAsked | undefined {
  if (match === undefined || match.effects.length > 0) return undefined;
  let { condition } = match;
  while (condition.kind === 'all') {
    const [first] = condition.of;
    if (first === undefined) return undefined;
    condition = first;
  }
  if (condition.kind !== 'in' || (condition.field !== 'source' && condition.field !== 'destination')) {
    return undefined;
  }
  const [range, ...more] = condition.set;
  if (range === undefined || more.length > 0 || keyOf(range[0]) !== keyOf(range[1])) return undefined;
  return { field: condition.field, address: range[0], condition };
}

function keyOf(address: Address): number | string {
  return typeof address === 'number' ? address : address.join(',');
}

/** The first of sorted numbers that is not below `from`, or Infinity. */
function firstFrom(numbers: readonly number[] | undefined, from: number): number {
  if (numbers === undefined) return Infinity;
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle] ?? 0) < from) low = middle + 1;
    else high = middle;
  }
  return numbers[low] ?? Infinity;
}
