import { isHook } from '../netfilter/hooks.js';
import { translatesPrefixes } from '../packetset/translatedBounds.js';
import { contentsOf, type Contents } from './chainContents.js';
import { unmovedRules } from './movedRules.js';
import type { Placed } from './movedRules.js';
import { joiningRule } from '../ruleset/joiningRule.js';
import type { BoundRule, Chain, Ruleset, Table } from '../ruleset/ruleset.js';

/** In what two rulesets differ: packets that match none of these rules, and end by none of these policies, are treated alike. */
export interface Changes {
  readonly before: ChangesOfSide;
  readonly after: ChangesOfSide;
  /** Rules that both sides have in their place, or in another that makes no difference, by those of before. */
  readonly kept: ReadonlyMap<BoundRule, BoundRule>;
}

export interface ChangesOfSide {
  readonly rules: ReadonlySet<BoundRule>;
  /** Built-in chains with another policy than the other side's. */
  readonly policies: ReadonlySet<Chain>;
}

/** Finds what must be changed to make one ruleset of the other. */
export function changedRules(before: Ruleset, after: Ruleset): Changes {
  const byName = areOfOneBackend(before, after);
  const [old, now] = [tablesOf(before, byName), tablesOf(after, byName)];
  const found: Found = {
    before: { rules: new Set(), policies: new Set() },
    after: { rules: new Set(), policies: new Set() },
    kept: new Map(),
  };
  const sides = [before, after];
  const about = {
    seesFragments: sides.some((ruleset) => joiningRule(ruleset) === undefined),
    keepsAddresses: !sides.some(translatesPrefixes),
  };
  for (const [was, is] of pairsOf(old, now)) compareTables(was, is, about, found);
  return found;
}

interface AboutBoth {
  /** Some of the packets that rules see are later fragments. */
  readonly seesFragments: boolean;
  /** No packet has other addresses behind a rule of a chain than before it. */
  readonly keepsAddresses: boolean;
}

interface Found {
  readonly before: { readonly rules: Set<BoundRule>; readonly policies: Set<Chain> };
  readonly after: { readonly rules: Set<BoundRule>; readonly policies: Set<Chain> };
  readonly kept: Map<BoundRule, BoundRule>;
}

/** Rules of one backend do what those of the other do. Only in INPUT packets pass nat and security in another order. @see tablesPassed */
function areOfOneBackend(before: Ruleset, after: Ruleset): boolean {
  const backends = [before, after].map(({ tables }) => new Set(tables.map(({ backend }) => backend)));
  const isOrdered = [before, after].some(({ tables }) =>
    ['nat', 'security'].every((name) =>
      tables.some((table) => table.name === name && table.chains.has('INPUT')),
    ),
  );
  return backends.every(({ size }) => size === 1) && !isOrdered;
}

/** Where a dump has a table twice, the first of one is compared with the first of the other. */
function tablesOf({ tables }: Ruleset, byName: boolean): ReadonlyMap<string, Table> {
  const found = new Map<string, Table>();
  for (const table of tables) {
    const name = byName ? table.name : `${table.backend} ${table.name}`;
    let key = name;
    for (let again = 2; found.has(key); again += 1) key = `${name} ${again}`;
    found.set(key, table);
  }
  return found;
}

function compareTables(was: Table | undefined, is: Table | undefined, about: AboutBoth, found: Found): void {
  const isShared = (name: string): boolean => was?.chains.has(name) === true && is?.chains.has(name) === true;
  const numbers = new Map<string, string>();
  const [ofWas, ofIs] = [was, is].map((table) => table && contentsOf(table, isShared, numbers));
  const compare = (old: Chain | undefined, now: Chain | undefined): void => {
    if (policyOf(old) !== policyOf(now)) {
      if (old !== undefined) found.before.policies.add(old);
      if (now !== undefined) found.after.policies.add(now);
    }
    const [left, right] = [old?.rules ?? [], now?.rules ?? []];
    const pairs = keptPairs(left, right, { was: keyIn(ofWas), is: keyIn(ofIs) }, about);
    const keptAfter = new Set(pairs.values());
    for (const rule of left) if (!pairs.has(rule)) found.before.rules.add(rule);
    for (const rule of right) if (!keptAfter.has(rule)) found.after.rules.add(rule);
    for (const [one, other] of pairs) found.kept.set(one, other);
  };
  for (const name of was?.chains.keys() ?? []) {
    if (isShared(name)) compare(was?.chains.get(name), is?.chains.get(name));
  }
  const [gone, come] = [chainsAlone(was, ofWas, isShared), chainsAlone(is, ofIs, isShared)];
  for (const [chains, others] of pairsOf(gone, come)) {
    const isRenamed = chains?.length === others?.length;
    for (const [index, chain] of (chains ?? []).entries())
      compare(chain, isRenamed ? others?.[index] : undefined);
    if (!isRenamed) for (const chain of others ?? []) compare(undefined, chain);
  }
}

/** Chains that only one side has, built-in ones by their name, all others by what stands in them. */
function chainsAlone(
  table: Table | undefined,
  contents: Contents | undefined,
  isShared: (name: string) => boolean,
): ReadonlyMap<string, readonly Chain[]> {
  const alone = new Map<string, Chain[]>();
  for (const chain of table?.chains.values() ?? []) {
    if (isShared(chain.name)) continue;
    const key = isHook(chain.name) ? chain.name : (contents?.ofChain(chain) ?? '');
    alone.set(key, [...(alone.get(key) ?? []), chain]);
  }
  return alone;
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

/** Rules of one list that stand in the other, too, in the same order, or so that it makes no difference. Not all that could be found, where rules have moved. */
function keptPairs(
  before: readonly BoundRule[],
  after: readonly BoundRule[],
  keys: { readonly was: Key; readonly is: Key },
  { seesFragments, keepsAddresses }: AboutBoth,
): ReadonlyMap<BoundRule, BoundRule> {
  const kept = new Map<BoundRule, BoundRule>();
  const keep = (was: BoundRule | undefined, is: BoundRule | undefined): boolean => {
    if (was === undefined || is === undefined || keys.was(was) !== keys.is(is)) return false;
    if (!asksAlike(was, is, seesFragments)) return false;
    kept.set(was, is);
    return true;
  };
  let first = 0;
  while (keep(before[first], after[first])) first += 1;
  let behind = 0;
  const most = Math.min(before.length, after.length) - first;
  while (behind < most && keep(before.at(-1 - behind), after.at(-1 - behind))) behind += 1;
  const places = onlyPlaces(after, first, after.length - behind, keys.is);
  const pairs = [...onlyPlaces(before, first, before.length - behind, keys.was)].flatMap(([key, was]) => {
    const is = places.get(key);
    const rule = was === undefined ? undefined : before[was];
    return was === undefined || is === undefined || rule === undefined ? [] : [{ was, is, rule }];
  });
  const rising = longestRising(pairs);
  const unmoved = keepsAddresses ? unmovedRules(pairs, rising) : rising;
  for (const { was, is } of unmoved) keep(before[was], after[is]);
  return kept;
}

type Key = (rule: BoundRule) => string;

function keyIn(contents: Contents | undefined): Key {
  return (rule) => contents?.ofRule(rule) ?? rule.text;
}

/**
 * Negated options of a match may stand for something else where another version of iptables, or the other backend, loads them; of fragments the ports do,
 * and the flags. @see nativePortConditions, isNative
 */
function asksAlike(was: BoundRule, is: BoundRule, seesFragments: boolean): boolean {
  const mayDiffer = was.text.includes(' ! --') || (seesFragments && / -m (?:tcp|udp) /.test(was.text));
  return !mayDiffer || conditionsOf(was) === conditionsOf(is);
}

function conditionsOf({ matches }: BoundRule): string {
  return JSON.stringify(matches.filter(({ name }) => name !== 'comment').map(({ condition }) => condition));
}

/** Where each rule of a part of a list stands, in their order; undefined of those that stand there more than once. */
function onlyPlaces(
  rules: readonly BoundRule[],
  from: number,
  to: number,
  keyOf: Key,
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

interface Linked {
  readonly pair: Placed;
  readonly before: Linked | undefined;
}

/** The longest row of pairs, which come by `was`, in which `is` rises, too. */
function longestRising(pairs: readonly Placed[]): readonly Placed[] {
  /** Of all rows of each length the one that ends lowest. */
  const ends: Linked[] = [];
  for (const pair of pairs) {
    let [from, to] = [0, ends.length];
    while (from < to) {
      const middle = (from + to) >>> 1;
      if ((ends[middle]?.pair.is ?? 0) < pair.is) from = middle + 1;
      else to = middle;
    }
    ends[from] = { pair, before: ends[from - 1] };
  }
  const row: Placed[] = [];
  for (let last = ends.at(-1); last !== undefined; last = last.before) row.push(last.pair);
  return row.reverse();
}
