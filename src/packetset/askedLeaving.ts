import type { Hook } from '../netfilter/hooks.js';
import type { Around } from './around.js';
import type { Bounds } from './bounds.js';
import { describedSet, setAround } from './describedSet.js';
import type { Description } from './describedSet.js';
import { everything } from './packetSet.js';
import type { PacketSet } from './packetSet.js';
import { withoutInterface } from './routeSets.js';
import { packetsAsTheyCome } from './startSets.js';
import type { Workshop } from './workshop.js';

/**
 * All packets, as they come, that are as described and within bounds. Where an interface is asked for by which they leave, those of the node itself by
 * any: their way may be looked up again.
 */
export function askedPackets(workshop: Workshop, among: Description, around: Around): PacketSet {
  const { diagrams } = workshop;
  const { outInterface, ...anyway } = among;
  const within = (wider: Around): PacketSet =>
    diagrams.and(describedSet(workshop, anyway), setAround(workshop, wider));
  const leaving = diagrams.and(within(around), askedOut(workshop, among));
  const own = diagrams.and(within(aroundOwn(among, around)), withoutInterface(workshop, 'in'));
  const asked = outInterface === undefined ? leaving : diagrams.or(leaving, own);
  return diagrams.and(packetsAsTheyCome(workshop), asked);
}

/** Of packets, as they are in a hook, those that leave by the interface that is asked for, or are still to leave by it. */
export function leavingAsAsked(
  workshop: Workshop,
  among: Description,
  hook: Hook,
  set: PacketSet,
): PacketSet {
  const { outInterface } = among;
  if (outInterface === undefined) return set;
  const { diagrams } = workshop;
  // What comes in for the node itself leaves by none; over lo it has left by lo.
  const staying = hook === 'INPUT' && outInterface !== '';
  const leaving = staying ? withoutInterface(workshop, 'in') : everything;
  return diagrams.and(set, diagrams.and(leaving, askedOut(workshop, among)));
}

/** The packets that leave by the interface that is asked for. */
export function askedOut(workshop: Workshop, { outInterface }: Description): PacketSet {
  if (outInterface === undefined) return everything;
  return describedSet(workshop, { numbers: new Map(), names: new Map(), outInterface });
}

/** Around those of the packets that the node itself sends: as they come, they may be to leave by any interface. */
export function aroundOwn(among: Description, around: Around): Around {
  return around.map((bounds) => ownBounds(among, bounds));
}

/** The same of one of the bounds. */
export function ownBounds({ outInterface }: Description, bounds: Bounds): Bounds {
  if (outInterface === undefined) return bounds;
  const { numbers, in: inNames } = bounds;
  return { numbers, ...(inNames && { in: inNames }) };
}
