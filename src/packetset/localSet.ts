import { setsOf } from './conditionSets.js';
import type { PacketSet } from './packetSet.js';
import { loopback } from './loopback.js';
import { setOfValues } from './valueSets.js';
import type { Workshop } from './workshop.js';

/**
 * The packets whose destination is an address of the node: loopback, or a free answer, which `--dst-type LOCAL` shares.
 */
export function localSet(workshop: Workshop): PacketSet {
  const { yes } = setsOf(workshop, {
    kind: 'derived',
    of: { fact: 'address-type', side: 'destination', types: ['LOCAL'] },
  });
  const always = setOfValues(workshop, 'destination', [loopback[workshop.family]]);
  return workshop.diagrams.or(yes, always);
}
