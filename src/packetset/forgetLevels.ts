import type { BoundRule, Chain, Table } from '../ruleset/ruleset.js';
import { calledBy, calledFirst } from './calledFirst.js';
import { setsOf } from './conditionSets.js';
import { outcomeConditions } from './conditionsOf.js';
import { nothing } from './packetSet.js';
import type { PacketSet } from './packetSet.js';
import { heldBy } from './heldBy.js';
import type { Workshop } from './workshop.js';

/** A rule that packets come to, and all behind it in its chain. */
export interface Place {
  readonly chain: Chain;
  readonly next: number;
}

/** Smaller sets are left as they are: what they still know helps to find a packet that shows what is found. */
export const usualLeastNodes = 512;

/** What a rule costs beside the nodes that it makes, in nodes looked at. */
const workOfCall = 64;

/** For each level the last rule of a chain, by its index, that asks it, itself or in a chain that it calls; undefined for any. */
type LastAsked = ReadonlyMap<number, number> | undefined;

/**
 * Forgets of a large set what no rule ahead asks: addresses, ports, answers to questions, and with which mark packets came. Whether
 * some packet comes to a rule ahead, and matches it, stays exactly as it was.
 */
export function forgetLevels(
  workshop: Workshop,
  table: Table,
  leastNodes: number,
): (set: PacketSet, ahead: () => readonly Place[]) => PacketSet {
  const { diagrams } = workshop;
  const isForgettable = forgettable(workshop);
  const found = new Map<Chain, LastAsked>();

  // Looking through a set takes as long as it is large: no more looks than there was other work since the last one.
  let calls = 0;
  let due = 0;
  return (set, ahead) => {
    const work = diagrams.size + workOfCall * ++calls;
    if (work < due) return set;
    const { levels, nodes } = diagrams.supportOf(set);
    if (leastNodes > 0) due = work + nodes;
    if (nodes < leastNodes) return set;
    const asked = ahead().map(({ chain, next }) => {
      if (!found.has(chain)) {
        calledFirst(table, chain, found, (one) => lastAsked(workshop, table, one, found));
      }
      return { last: found.get(chain), next };
    });
    const unasked = [...levels].filter(
      (level) =>
        isForgettable(level) &&
        asked.every(({ last, next }) => last !== undefined && (last.get(level) ?? -1) < next),
    );
    return unasked.length === 0 ? set : diagrams.forgetAll(set, unasked);
  };
}

/** Effects read marks, states and lifetimes, so these are kept. */
function forgettable({ variables }: Workshop): (level: number) => boolean {
  const levels = new Set<number>();
  for (const [field, bits] of variables.bits) {
    for (const { now, initial } of bits.values()) {
      if (initial !== now) levels.add(initial);
      if (isAddressOrPort(field)) levels.add(now);
    }
  }
  return (level) => levels.has(level) || variables.flags.has(level);
}

function isAddressOrPort(field: string): boolean {
  return ['source', 'destination', 'sourcePort', 'destinationPort'].includes(field);
}

function lastAsked(
  workshop: Workshop,
  table: Table,
  chain: Chain,
  found: ReadonlyMap<Chain, LastAsked>,
): LastAsked {
  const last = new Map<number, number>();
  for (const [index, rule] of chain.rules.entries()) {
    for (const set of askedBy(workshop, rule)) {
      for (const level of workshop.diagrams.supportOf(set).levels) last.set(level, index);
    }
    const called = calledBy(table, rule);
    if (called === undefined) continue;
    const there = found.get(called);
    // Of a loop, which the kernel does not load, nothing is known.
    if (there === undefined) return undefined;
    for (const level of there.keys()) last.set(level, index);
  }
  return last;
}

/** The sets that tell what a rule does with a packet, in its matches taken together and in its target. */
function askedBy(workshop: Workshop, rule: BoundRule): readonly PacketSet[] {
  const ofTarget = outcomeConditions(rule).map((condition) => setsOf(workshop, condition));
  return [heldBy(workshop, rule), ...ofTarget].flatMap(({ yes, no = nothing }) => [yes, no]);
}
