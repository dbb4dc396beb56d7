import { everything, nothing } from './packetSet.js';
import type { PacketSet } from './packetSet.js';
import type { Workshop } from './workshop.js';

/**
 * The packets for which a condition may hold. `no`: those for which it may fail, where that is more than all others:
 * where something is drawn anew at each visit the two overlap.
 */
export interface Held {
  readonly yes: PacketSet;
  readonly no?: PacketSet;
}

/** The packets for which it may fail. */
export function failing({ diagrams }: Workshop, { yes, no }: Held): PacketSet {
  return no ?? diagrams.not(yes);
}

export const anyAnswer: Held = { yes: everything, no: everything };

export function opposite(workshop: Workshop, held: Held): Held {
  return held.no === undefined ? { yes: workshop.diagrams.not(held.yes) } : { yes: held.no, no: held.yes };
}

export function allOf(workshop: Workshop, parts: readonly Held[]): Held {
  const { diagrams } = workshop;
  const yes = parts.reduce((set, part) => diagrams.and(set, part.yes), everything);
  if (parts.every((part) => part.no === undefined)) return { yes };
  return { yes, no: parts.reduce((set, part) => diagrams.or(set, failing(workshop, part)), nothing) };
}

/** Those of a condition, and others for which it holds in any case. */
export function anyOf(workshop: Workshop, held: Held, always: PacketSet): Held {
  const { diagrams } = workshop;
  return {
    yes: diagrams.or(held.yes, always),
    ...(held.no === undefined ? {} : { no: diagrams.minus(held.no, always) }),
  };
}
