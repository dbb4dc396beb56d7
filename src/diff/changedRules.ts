import { isHook } from '../netfilter/hooks.js';
import type { BoundRule, Chain, Ruleset, Table } from '../ruleset/ruleset.js';

/** Rules of each side that the other does not have in their place. */
export interface ChangedRules {
  readonly before: ReadonlySet<BoundRule>;
  readonly after: ReadonlySet<BoundRule>;
}

/**
 * Finds rules of both sides without which the two would be the same: packets that match none of them are treated alike. Undefined where more than rules
 * differs, a policy or which tables there are, and where one side has a table twice.
 */
export function changedRules(before: Ruleset, after: Ruleset): ChangedRules | undefined {
  const tables = pairsOf(tablesOf(before), tablesOf(after));
  if (tables.length !== before.tables.length || tables.length !== after.tables.length) return undefined;
  const changed = { before: new Set<BoundRule>(), after: new Set<BoundRule>() };
  for (const [was, is] of tables) {
    for (const [old, now] of pairsOf(was?.chains, is?.chains)) {
      if (policyOf(old) !== policyOf(now)) return undefined;
      const [left, right] = [old?.rules ?? [], now?.rules ?? []];
      const kept = inBoth(left, right);
      for (const rule of left) if (!kept.has(rule)) changed.before.add(rule);
      for (const rule of right) if (!kept.has(rule)) changed.after.add(rule);
    }
  }
  return changed;
}

function tablesOf({ tables }: Ruleset): ReadonlyMap<string, Table> {
  return new Map(tables.map((table) => [`${table.backend} ${table.name}`, table]));
}

/** What two maps have by the same keys. */
function pairsOf<T>(
  before: ReadonlyMap<string, T> = new Map(),
  after: ReadonlyMap<string, T> = new Map(),
): readonly (readonly [T | undefined, T | undefined])[] {
  return [...new Set([...before.keys(), ...after.keys()])].map((key) => [before.get(key), after.get(key)]);
}

/** A built-in chain that is not there is as one without rules. */
function policyOf(chain: Chain | undefined): Chain['policy'] {
  return chain !== undefined && isHook(chain.name) ? chain.policy : 'ACCEPT';
}

/** Rules of one list that stand in the other, too, in the same order: of each such pair both. Not all that could be found, where rules have moved. */
function inBoth(before: readonly BoundRule[], after: readonly BoundRule[]): ReadonlySet<BoundRule> {
  const kept = new Set<BoundRule>();
  const keep = (was: BoundRule | undefined, is: BoundRule | undefined): boolean => {
    if (was === undefined || is === undefined || keyOf(was) !== keyOf(is) || !asksAlike(was, is)) {
      return false;
    }
    kept.add(was).add(is);
    return true;
  };
  let first = 0;
  while (keep(before[first], after[first])) first += 1;
  let behind = 0;
  const most = Math.min(before.length, after.length) - first;
  while (behind < most && keep(before.at(-1 - behind), after.at(-1 - behind))) behind += 1;
  const places = onlyPlaces(after, first, after.length - behind);
  const pairs = [...onlyPlaces(before, first, before.length - behind)].flatMap(([key, was]) => {
    const is = places.get(key);
    return was === undefined || is === undefined ? [] : [{ was, is }];
  });
  for (const { was, is } of longestRising(pairs)) keep(before[was], after[is]);
  return kept;
}

/** What a rule says, and what becomes of the packets that match: a name may be of a chain on one side alone. */
function keyOf({ text, action }: BoundRule): string {
  return `${action.kind} ${text}`;
}

/** Negated options of a match may stand for something else where another version of iptables loads them. @see nativePortConditions */
function asksAlike(was: BoundRule, is: BoundRule): boolean {
  return !was.text.includes(' ! --') || conditionsOf(was) === conditionsOf(is);
}

function conditionsOf({ matches }: BoundRule): string {
  return JSON.stringify(matches.map(({ condition }) => condition));
}

/** Where each rule of a part of a list stands, in their order; undefined of those that stand there more than once. */
function onlyPlaces(
  rules: readonly BoundRule[],
  from: number,
  to: number,
): ReadonlyMap<string, number | undefined> {
  const places = new Map<string, number | undefined>();
  for (let place = from; place < to; place += 1) {
    const rule = rules[place];
    if (rule === undefined) continue;
    const key = keyOf(rule);
    places.set(key, places.has(key) ? undefined : place);
  }
  return places;
}

interface Pair {
  readonly was: number;
  readonly is: number;
}

interface Linked extends Pair {
  readonly before: Linked | undefined;
}

/** The longest row of pairs, which come by `was`, in which `is` rises, too. */
function longestRising(pairs: readonly Pair[]): readonly Pair[] {
  /** Of all rows of each length the one that ends lowest. */
  const ends: Linked[] = [];
  for (const pair of pairs) {
    let [from, to] = [0, ends.length];
    while (from < to) {
      const middle = (from + to) >>> 1;
      if ((ends[middle]?.is ?? 0) < pair.is) from = middle + 1;
      else to = middle;
    }
    ends[from] = { ...pair, before: ends[from - 1] };
  }
  const row: Pair[] = [];
  for (let last = ends.at(-1); last !== undefined; last = last.before) row.push(last);
  return row.reverse();
}
