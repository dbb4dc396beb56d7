import { changesForPacket, matchedWithin, unbounded } from '../packetset/bounds.js';
import type { Bounds } from '../packetset/bounds.js';
import { meetingBounds } from '../packetset/meetingBounds.js';
import type { BoundRule } from '../ruleset/ruleset.js';
import { writesOf } from './stateOf.js';

/** A rule that stands in two lists, and its place in each. */
export interface Placed {
  readonly was: number;
  readonly is: number;
  readonly rule: BoundRule;
}

/**
 * Of rules that stand in both lists those that may count as not moved, `inOrder` or more: of any two of them that have changed places, no packet gets as far in
 * both as to match or to change anything. So the rules that do something for a packet come in the same order in both lists.
 */
export function unmovedRules(placed: readonly Placed[], inOrder: readonly Placed[]): readonly Placed[] {
  if (placed.length === inOrder.length) return inOrder;
  const meeting = meetingBounds(takenWithin(placed), haveChangedPlaces);
  if (meeting === undefined) return inOrder;
  const keptOf = (first: readonly Placed[]): ReadonlySet<Placed> => {
    const kept = new Set<Placed>();
    for (const one of [...first, ...placed])
      if (meeting.get(one)?.some((other) => kept.has(other)) !== true) kept.add(one);
    return kept;
  };
  const crossed = (one: Placed): number => meeting.get(one)?.length ?? 0;
  const [some, others] = [keptOf(inOrder), keptOf(placed.toSorted((a, b) => crossed(a) - crossed(b)))];
  return [...(some.size < others.size ? others : some)];
}

function haveChangedPlaces(one: Placed, other: Placed): boolean {
  return one.was < other.was !== one.is < other.is;
}

/** Around the packets for which each rule matches, or changes anything before it fails; without those for which there are none. */
function takenWithin(placed: readonly Placed[]): ReadonlyMap<Placed, Bounds> {
  const taken = new Map<Placed, Bounds>();
  for (const one of placed) {
    const { rule } = one;
    const changing = writesOf(rule).map(({ behind }) => behind);
    const first = Math.min(changesForPacket(rule) ?? rule.matches.length, ...changing);
    const bounds = matchedWithin(unbounded, rule, first);
    if (bounds !== undefined) taken.set(one, bounds);
  }
  return taken;
}
