import { intersect, rangeSet } from '../address/range.js';
import type { RangeSet } from '../address/range.js';
import { hooks, sideOfHook } from '../netfilter/hooks.js';
import type { Hook, NatSide } from '../netfilter/hooks.js';
import type { NatTarget } from '../packet/effect.js';
import { callGraphOf } from '../ruleset/callGraph.js';
import type { BoundRule, Chain, Ruleset, Table } from '../ruleset/ruleset.js';
import { aroundAlso } from './around.js';
import type { Around } from './around.js';
import { matchedWithin, unbounded, withNumbers } from './bounds.js';
import type { Bounds, ChangesBehind } from './bounds.js';
import { boundsThrough } from './boundsThrough.js';
import { effectsOf } from './effectsOf.js';
import { tablesPassed } from './tablesPassed.js';
import { translatesPrefixes, writtenAddresses, writtenPorts } from './translatedBounds.js';

/** Rules that packets are to match, and chains that they are to enter. */
export interface Goal {
  readonly rules: ReadonlySet<BoundRule>;
  readonly chains: ReadonlySet<Chain>;
  /** Where it is enough that one of the rules changes something, though it fails: by default it must match. */
  readonly changesBehind?: ChangesBehind;
}

/**
 * Around all packets, as they come, that match a rule or enter a chain of a goal on their way through the node.
 * @see flowSets.ts, whose way this is
 */
export function boundsToward(ruleset: Ruleset, goal: Goal): Around {
  if (translatesPrefixes(ruleset)) return [unbounded];
  const writers = natWriters(ruleset);
  let found: Around = [];
  for (const entry of entriesToward(ruleset, goal)) {
    const { hook, way, isBehindNat } = entry;
    for (const there of neededAt(entry, goal)) {
      let came: Bounds = { numbers: there.numbers, ...interfacesBefore(way, hook, there) };
      if (way === 'looped' || isBehindNat || sideOfHook(hook) !== 'destination') {
        came = beforeNat(came, 'destination', writers);
      }
      if (way === 'looped' || (isBehindNat && sideOfHook(hook) === 'source')) {
        came = beforeNat(came, 'source', writers);
      }
      found = aroundAlso(found, came);
    }
  }
  return found;
}

/** A built-in chain from which calls lead to a goal, and how packets come there. */
interface Entry {
  readonly table: Table;
  readonly chain: Chain;
  readonly hook: Hook;
  readonly way: Way;
  /** Packets have passed nat in this hook. */
  readonly isBehindNat: boolean;
  /** The chains from which calls lead there, and those in which it is. */
  readonly leading: ReadonlySet<Chain>;
}

function entriesToward(ruleset: Ruleset, goal: Goal): readonly Entry[] {
  const leadingIn = new Map(ruleset.tables.map((table) => [table, leadingTo(table, goal)]));
  return hooks.flatMap((hook) =>
    tablesPassed(ruleset, hook, false).flatMap(({ table, chain }, place, passed) => {
      const leading = leadingIn.get(table);
      if (leading?.has(chain) !== true) return [];
      const isBehindNat = passed.slice(0, place).some((before) => before.table.name === 'nat');
      return waysTo(hook, table).map((way) => ({ table, chain, hook, way, isBehindNat, leading }));
    }),
  );
}

/** How packets come to a hook: from outside, out of a socket, or out of a socket and over lo. */
type Way = 'received' | 'sent' | 'looped';

function waysTo(hook: Hook, { name }: Table): readonly Way[] {
  switch (hook) {
    case 'PREROUTING':
    case 'INPUT':
      return name === 'nat' ? ['received'] : ['received', 'looped'];
    case 'FORWARD':
      return ['received'];
    case 'OUTPUT':
      return ['sent'];
    case 'POSTROUTING':
      return ['received', 'sent'];
  }
}

/** What rules of a hook see of the interfaces of packets that come this way. */
function interfacesSeen(way: Way, hook: Hook): Partial<Bounds> {
  const out = hook === 'PREROUTING' || hook === 'INPUT' ? { out: noInterface } : {};
  switch (way) {
    case 'received':
      return out;
    case 'sent':
      return { in: noInterface, ...out };
    case 'looped':
      return { in: ['lo'], ...out };
  }
}

const noInterface = [''];

/** The interfaces that packets have, as they come, that are so at a place; behind OUTPUT the way may be looked up again. */
function interfacesBefore(way: Way, hook: Hook, there: Bounds): Partial<Bounds> {
  const staysOut = hook === 'FORWARD' || hook === 'OUTPUT' || (hook === 'POSTROUTING' && way === 'received');
  return {
    ...(way === 'received' ? there.in && { in: there.in } : { in: noInterface }),
    ...(staysOut && there.out && { out: there.out }),
  };
}

/** The chains of a table in which a goal is, and all from which calls lead there. */
function leadingTo(table: Table, { rules, chains }: Goal): ReadonlySet<Chain> {
  const leading = new Set<Chain>();
  for (const chain of chains) if (table.chains.get(chain.name) === chain) leading.add(chain);
  for (const rule of rules) {
    const chain = table.chains.get(rule.chain);
    if (chain?.rules[rule.number - 1] === rule) leading.add(chain);
  }
  if (leading.size === 0) return leading;
  const callers = new Map<Chain, Chain[]>();
  for (const { chain, calls } of callGraphOf(table).nodes) {
    for (const { called } of calls) {
      const known = callers.get(called.chain);
      if (known === undefined) callers.set(called.chain, [chain]);
      else known.push(chain);
    }
  }
  // A set is walked in the order in which it grows.
  for (const chain of leading) for (const caller of callers.get(chain) ?? []) leading.add(caller);
  return leading;
}

/** Around what comes this way through a built-in chain to a goal, as it is there. */
function neededAt({ table, chain, hook, way, leading }: Entry, goal: Goal): Around {
  const entering = [{ ...unbounded, ...interfacesSeen(way, hook) }];
  if (goal.chains.has(chain)) return entering;
  let needed: Around = [];
  const isPassed = boundsThrough(table, chain, entering, {
    take(_, rule, here, called) {
      if (goal.rules.has(rule) || (called !== undefined && goal.chains.has(called))) {
        needed = aroundAlso(needed, here);
      }
    },
    come(_, rule, here) {
      const behind = goal.rules.has(rule) ? goal.changesBehind?.(rule) : undefined;
      const changed = behind === undefined ? undefined : matchedWithin(here, rule, behind);
      if (changed !== undefined) needed = aroundAlso(needed, changed);
    },
    into: (called) => leading.has(called),
  });
  return isPassed ? needed : entering;
}

/** What a rule of nat may write, and around the packets for which it does, as they are before. */
interface Writer {
  readonly to: NatTarget;
  readonly here: Bounds;
}

type Writers = (side: NatSide) => readonly Writer[] | undefined;

/** The rules that translate a side, found when somebody asks; undefined where one packet may be translated more than once. */
function natWriters(ruleset: Ruleset): Writers {
  const known = new Map<NatSide, readonly Writer[] | undefined>();
  const find = (side: NatSide): readonly Writer[] | undefined => {
    const found: Writer[] = [];
    for (const hook of hooks) {
      if (sideOfHook(hook) !== side) continue;
      const tables = tablesPassed(ruleset, hook, false).filter(({ table }) => table.name === 'nat');
      if (tables.length > 1) return undefined;
      for (const { table, chain } of tables) {
        const isPassed = boundsThrough(table, chain, [unbounded], {
          take(_, rule, here) {
            for (const effect of effectsOf(rule)) {
              if (effect.kind === 'nat') found.push({ to: effect.to, here });
            }
          },
        });
        if (!isPassed) return undefined;
      }
    }
    return found;
  };
  return (side) => {
    if (!known.has(side)) known.set(side, find(side));
    return known.get(side);
  };
}

/** Around the packets that are within these bounds as nat may have left a side of them. */
function beforeNat(bounds: Bounds, side: NatSide, writersOf: Writers): Bounds {
  const [addresses, ports] = [bounds.numbers.get(side), bounds.numbers.get(`${side}Port`)];
  if (addresses === undefined && ports === undefined) return bounds;
  const writers = writersOf(side);
  let before = withNumbers(bounds, side, addresses && addressesBefore(addresses, side, writers));
  const mayWrite = ({ to }: Writer): boolean => ports !== undefined && mayBe(writtenPorts(to, side), ports);
  if (writers?.some(mayWrite) !== false) before = withNumbers(before, `${side}Port`, undefined);
  return before;
}

function addressesBefore(
  addresses: RangeSet,
  side: NatSide,
  writers: readonly Writer[] | undefined,
): RangeSet | undefined {
  if (writers === undefined) return undefined;
  const before = [...addresses];
  for (const { to, here } of writers) {
    if (!mayBe(writtenAddresses(to), addresses)) continue;
    const translated = here.numbers.get(side);
    if (translated === undefined) return undefined;
    before.push(...translated);
  }
  return rangeSet(before);
}

/** Whether what nat writes may be one of these. */
function mayBe(written: RangeSet | undefined | 'unchanged', values: RangeSet): boolean {
  return written === undefined || (written !== 'unchanged' && intersect(written, values).length > 0);
}
