import { withoutInterface } from '../packetset/routeSets.js';
import { nothing } from '../packetset/packetSet.js';
import type { PacketSet } from '../packetset/packetSet.js';
import { asTheyCame } from '../packetset/rowsOf.js';
import type { Workshop } from '../packetset/workshop.js';
import type { Side } from './side.js';

/** Packets of the node itself, whatever interface they leave by: where their way is looked up again sets have only the last one. */
export function byAnyInterface(workshop: Workshop, set: PacketSet): PacketSet {
  const { diagrams, variables } = workshop;
  const own = diagrams.and(set, withoutInterface(workshop, 'in'));
  return diagrams.forgetAll(own, variables.interfaces.out.levels);
}

/** Packets with those that are the same but for the interface by which they leave, where the way of these is looked up again on a side. */
export function withOtherWays(workshop: Workshop, sides: readonly Side[], set: PacketSet): PacketSet {
  const { diagrams } = workshop;
  const anyway = byAnyInterface(workshop, set);
  if (anyway === nothing) return set;
  return sides.reduce(
    (found, side) => diagrams.or(found, diagrams.and(anyway, routedAgain(workshop, side))),
    set,
  );
}

function routedAgain(workshop: Workshop, { pieces }: Side): PacketSet {
  const { diagrams, variables } = workshop;
  const levels = [variables.translated.get('destination'), variables.rerouted];
  const changed = levels.reduce<PacketSet>(
    (set, level) => (level === undefined ? set : diagrams.or(set, diagrams.variable(level))),
    nothing,
  );
  const again = pieces.reduce(
    (set, { packets }) => diagrams.or(set, diagrams.and(packets, changed)),
    nothing,
  );
  return byAnyInterface(workshop, asTheyCame(workshop, again));
}
