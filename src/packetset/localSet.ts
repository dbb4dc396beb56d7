import { setsOf } from './conditionSets.js';
import type { Workshop } from './conditionSets.js';
import type { PacketSet } from './diagrams.js';

/** The packets whose destination is an address of the node: a free answer, which `--dst-type LOCAL` shares. */
export function localSet(workshop: Workshop): PacketSet {
  return setsOf(workshop, {
    kind: 'derived',
    of: { fact: 'address-type', side: 'destination', types: ['LOCAL'] },
  }).yes;
}
