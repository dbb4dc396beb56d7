import { setsOf } from './conditionSets.js';
import type { PacketSet } from './packetSet.js';
import { loopback } from './loopback.js';
import { setOfValues } from './valueSets.js';
import type { Workshop } from './workshop.js';

/** Whether the destination is an address of the node, as `--dst-type LOCAL` asks. */
export const askedOfNode = {
  kind: 'derived',
  of: { fact: 'address-type', side: 'destination', types: ['LOCAL'] },
} as const;

/**
 * The packets that the node takes in: to loopback, or by a free answer, which `--dst-type LOCAL` shares for all that is not for everybody or for a group.
 */
export function localSet(workshop: Workshop): PacketSet {
  const { yes } = setsOf(workshop, askedOfNode);
  const always = setOfValues(workshop, 'destination', [loopback[workshop.family]]);
  return workshop.diagrams.or(yes, always);
}
