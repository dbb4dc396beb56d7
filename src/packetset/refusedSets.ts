import type { Range, RangeSet } from '../address/range.js';
import type { Family, Hook } from '../netfilter/hooks.js';
import { nothing } from './packetSet.js';
import type { PacketSet } from './packetSet.js';
import { loopback } from './loopback.js';
import { withoutInterface } from './routeSets.js';
import { setOfRanges, setOfValues } from './valueSets.js';
import type { Workshop } from './workshop.js';

const everybody: Range = [0xffffffff, 0xffffffff];
const nobody: Range = [0, 0];

/** Addresses with which packets from outside are refused, whatever the settings of the node are. */
const sources: Readonly<Record<Family, RangeSet>> = {
  4: [[0xe0000000, 0xefffffff], everybody],
  6: [
    loopback[6],
    [
      [0xff000000, 0, 0, 0],
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
    ],
  ],
};

/** Those for nobody on the link: of the first of all flags, as others are rare. */
const destinations6: RangeSet = [
  loopback[6],
  [
    [0xff000000, 0, 0, 0],
    [0xff01ffff, 0xffffffff, 0xffffffff, 0xffffffff],
  ],
];

/** The addresses that are to be told apart, so that nothing else stands in one class with what is refused. */
export function refusedAddresses(family: Family): ReadonlyMap<'source' | 'destination', RangeSet> {
  return new Map([
    ['source', family === 4 ? [...sources[4], nobody, loopback[4]] : sources[6]],
    ['destination', family === 4 ? [everybody, loopback[4]] : destinations6],
  ]);
}

/**
 * Packets from outside, as they come, that the kernel refuses for their addresses before they come to a hook. `localnet`: whether 127.0.0.0/8 may come in by some
 * interface.
 * @see src/node/martian.ts
 */
export function refusedBefore(workshop: Workshop, hook: Hook, localnet: boolean): PacketSet {
  const { diagrams, family, survey } = workshop;
  const having = (side: 'source' | 'destination', ranges: RangeSet): PacketSet =>
    setOfValues(workshop, side, ranges, 'initial');
  const both = (one: PacketSet, other: PacketSet): PacketSet => diagrams.or(one, other);
  const outside = fromOutside(workshop);
  if (family === 6) {
    return diagrams.and(outside, both(having('source', sources[6]), having('destination', destinations6)));
  }
  if (hook === 'PREROUTING' || hook === 'OUTPUT') return nothing;
  const isForwarded = hook !== 'INPUT';
  const mayBeTranslated = survey.rewritten.has('destination');
  let refused = having('source', sources[4]);
  // What goes to everybody may come from nobody, and from 127.0.0.5.
  if (isForwarded) refused = both(refused, having('source', [nobody]));
  if (!localnet) {
    const loops = having('source', [loopback[4]]);
    if (isForwarded) refused = both(refused, loops);
    else if (!mayBeTranslated) {
      refused = both(refused, diagrams.minus(loops, having('destination', [everybody])));
    }
    if (!mayBeTranslated) refused = both(refused, having('destination', [loopback[4]]));
  }
  return diagrams.and(outside, refused);
}

function fromOutside(workshop: Workshop): PacketSet {
  const { diagrams, variables } = workshop;
  const { classes, levels } = variables.interfaces.in;
  const lo = classes.classOf('lo');
  const own = diagrams.or(withoutInterface(workshop, 'in'), setOfRanges(diagrams, levels, [[lo, lo]]));
  return diagrams.not(own);
}
