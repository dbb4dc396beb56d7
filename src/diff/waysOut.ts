import { withoutInterface } from '../packetset/routeSets.js';
import { askedOut } from '../packetset/askedLeaving.js';
import type { Description } from '../packetset/describedSet.js';
import { everything, nothing } from '../packetset/packetSet.js';
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

/** The packets, as they came, that leave by the interface that is asked for on one side at least, and those of which that is open. */
export function leavingByAsked(workshop: Workshop, sides: readonly Side[], among: Description): PacketSet {
  const { diagrams } = workshop;
  const { outInterface } = among;
  if (outInterface === undefined) return everything;
  const own = withoutInterface(workshop, 'in');
  const asked = askedOut(workshop, among);
  const leaving = sides
    .flatMap(({ pieces }) => pieces)
    .filter(({ ending }) => outInterface === '' || ending.hook !== 'INPUT')
    .reduce<PacketSet>((set, { came }) => diagrams.or(set, came), nothing);
  const through = diagrams.and(diagrams.minus(leaving, own), asked);
  return withOtherWays(workshop, sides, diagrams.or(through, diagrams.and(own, asked)));
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
