import type { Address } from '../address/address.js';
import type { Range, RangeSet } from '../address/range.js';
import { contains } from '../address/range.js';
import type { Condition } from '../condition/condition.js';
import { LateRule } from '../ruleset/lateRule.js';
import type { FirstAddress } from '../ruleset/lookByPlan.js';
import type { BoundRule } from '../ruleset/ruleset.js';

/** What an index goes by. */
export type IndexedField = FirstAddress['field'];

/** Under so many rules, looking at each is as fast. */
const worthIt = 32;

/** So often rules are searched one after the other before a table of addresses pays: one packet comes by a few times. */
const fewSearches = 48;

/** Which address decides about a rule; `any`: it is looked at for every packet. */
const decides = { any: 0, source: 1, destination: 2 } as const;

/** Stands in the place of an address. */
const anyKey = -1;

/** Of the rules that ask for it first the numbers, by the address. */
type Numbers = Map<number | string, number[]>;

/**
 * The rules of a long chain by the one address that each asks for first, so that a packet need not be held against thousands of rules for other
 * addresses. Rules that ask for anything else first are looked at as ever. Counts rules from 0.
 */
export class RuleIndex {
  /** Of each rule what decides about it, and the address. */
  private readonly decided: Uint8Array;
  private readonly keys: (number | string)[] = [];
  /** Of all rules before each one: how many ask for a source. */
  private readonly sourcesBefore: Int32Array;
  /** Matches of all rules before each one. */
  private readonly matchesBefore: Int32Array;
  private searches = 0;
  private tables: Readonly<Record<keyof typeof decides, Numbers>> | undefined;

  constructor(readonly rules: readonly BoundRule[]) {
    const { length } = rules;
    this.decided = new Uint8Array(length);
    this.sourcesBefore = new Int32Array(length + 1);
    this.matchesBefore = new Int32Array(length + 1);
    let sources = 0;
    let matches = 0;
    // By number: this is done for ten thousand rules, mostly before anything is optimised.
    for (let number = 0; number < length; number += 1) {
      const rule = rules[number];
      if (rule === undefined) break;
      const isLate = rule instanceof LateRule;
      const first = isLate ? undefined : firstAsked(rule);
      const address = isLate ? rule.asksFor : first?.address;
      const field = isLate ? rule.asksIn : (first?.field ?? 'destination');
      const decided = address === undefined ? decides.any : decides[field];
      this.decided[number] = decided;
      this.keys.push(address === undefined ? anyKey : keyOf(address));
      sources += decided === decides.source ? 1 : 0;
      matches += isLate ? rule.matchCount : rule.matches.length;
      this.sourcesBefore[number + 1] = sources;
      this.matchesBefore[number + 1] = matches;
    }
  }

  /** The first rule from `from` on that a packet with these addresses may match; the number of rules where there is none. */
  next(from: number, source: Address, destination: Address): number {
    const any = this.first('any', anyKey, from);
    if (any === from) return any;
    return Math.min(
      any,
      this.first('source', keyOf(source), from),
      this.first('destination', keyOf(destination), from),
    );
  }

  /** The first rule from `from` on about which the address with this key decides. */
  private first(by: keyof typeof decides, key: number | string, from: number): number {
    const { keys, decided } = this;
    this.searches += 1;
    if (this.searches > fewSearches) {
      this.tables ??= this.makeTables();
      return firstFrom(this.tables[by].get(key), from) ?? keys.length;
    }
    let number = keys.indexOf(key, from);
    while (number >= 0 && decided[number] !== decides[by]) number = keys.indexOf(key, number + 1);
    return number < 0 ? keys.length : number;
  }

  private makeTables(): Record<keyof typeof decides, Numbers> {
    const tables = { any: new Map(), source: new Map(), destination: new Map() };
    const byDecided: readonly Numbers[] = [tables.any, tables.source, tables.destination];
    for (const [number, key] of this.keys.entries()) {
      const table = byDecided[this.decided[number] ?? decides.any];
      const alike = table?.get(key);
      if (alike === undefined) table?.set(key, [number]);
      else alike.push(number);
    }
    return tables;
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
    if (isFew) return kept.filter(([low]) => this.first(field, keyOf(low), from) < to);
    const ranges: Range[] = [];
    for (let number = from; number < to; number++) {
      const rule = this.decided[number] === decides[field] ? this.rules[number] : undefined;
      const address = rule && addressOf(rule);
      if (address !== undefined && contains(kept, address)) ranges.push([address, address]);
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

/** The address for which a rule asks first, which decides about it. */
function addressOf(rule: BoundRule): Address | undefined {
  return rule instanceof LateRule ? rule.asksFor : firstAsked(rule)?.address;
}

function keyOf(address: Address): number | string {
  return typeof address === 'number' ? address : address.join(',');
}

/** The first of sorted numbers that is not below `from`. */
function firstFrom(numbers: readonly number[] | undefined, from: number): number | undefined {
  if (numbers === undefined) return undefined;
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle] ?? 0) < from) low = middle + 1;
    else high = middle;
  }
  return numbers[low];
}
