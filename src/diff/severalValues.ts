import type { Field } from '../packet/field.js';
import type { Diagrams } from '../packetset/diagrams.js';
import { nothing } from '../packetset/packetSet.js';
import type { PacketSet } from '../packetset/packetSet.js';
import type { Workshop } from '../packetset/workshop.js';

/** Of packets as they came and what some of their fields are by then: those that have one of several values. */
export function severalValues(
  { diagrams, variables }: Workshop,
  left: PacketSet,
  fields: readonly Field[],
): PacketSet {
  const levels = [...variables.bits].flatMap(([field, bits]) =>
    fields.includes(field)
      ? [...bits.values()].flatMap(({ now, initial }) => (now === initial ? [] : [now]))
      : [],
  );
  return severally(
    diagrams,
    left,
    levels.sort((a, b) => a - b),
  );
}

/** What is in a set with more than one of the values that some variables can have, whichever they have. `levels`: from top to bottom. */
export function severally(diagrams: Diagrams, whole: PacketSet, levels: readonly number[]): PacketSet {
  const known = new Map<PacketSet, PacketSet>();
  const visit = (set: PacketSet, next: number): PacketSet => {
    const level = levels[next];
    if (set === nothing || level === undefined) return nothing;
    const own = diagrams.levelOf(set);
    // Of what a set does not ask it has either value.
    if (level < own) return diagrams.forgetAll(set, levels);
    const before = known.get(set);
    if (before !== undefined) return before;
    const [low, high] = [diagrams.low(set), diagrams.high(set)];
    const several =
      own < level ? diagrams.node(own, visit(low, next), visit(high, next)) : either(low, high, next + 1);
    known.set(set, several);
    return several;
  };
  const either = (low: PacketSet, high: PacketSet, next: number): PacketSet => {
    const both = diagrams.and(diagrams.forgetAll(low, levels), diagrams.forgetAll(high, levels));
    return diagrams.or(both, diagrams.or(visit(low, next), visit(high, next)));
  };
  return visit(whole, 0);
}
