import type { Range, RangeSet } from '../address/range.js';
import type { Family, Hook } from '../netfilter/hooks.js';
import type { PacketSet } from './packetSet.js';
import { loopback } from './loopback.js';
import { withoutInterface } from './routeSets.js';
import type { Never } from './toldSets.js';
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
 * What the kernel refuses of packets from outside, as they come, for an address before it comes to a hook. `localnet`: whether 127.0.0.0/8 may come in by some interface.
 * @see src/node/martian.ts
 */
export function refusedBefore(workshop: Workshop, hook: Hook, localnet: boolean): readonly Never[] {
  const { diagrams, family, survey } = workshop;
  const outside = fromOutside(workshop);
  const refusals = (side: Never['side'], ranges: RangeSet, among = outside): readonly Never[] =>
    ranges.map((range) => ({
      side,
      range,
      packets: diagrams.and(among, setOfValues(workshop, side, [range], 'initial')),
    }));
  if (family === 6) return [...refusals('source', sources[6]), ...refusals('destination', destinations6)];
  if (hook === 'PREROUTING' || hook === 'OUTPUT') return [];
  const isForwarded = hook !== 'INPUT';
  const mayBeTranslated = survey.rewritten.has('destination');
  const toEverybody = setOfValues(workshop, 'destination', [everybody], 'initial');
  return [
    ...refusals('source', sources[4]),
    // What goes to everybody may come from nobody, and from 127.0.0.5.
    ...(isForwarded ? refusals('source', [nobody]) : []),
    ...(!localnet && isForwarded ? refusals('source', [loopback[4]]) : []),
    ...(!localnet && !isForwarded && !mayBeTranslated
      ? refusals('source', [loopback[4]], diagrams.minus(outside, toEverybody))
      : []),
    ...(!localnet && !mayBeTranslated ? refusals('destination', [loopback[4]]) : []),
  ];
}

function fromOutside(workshop: Workshop): PacketSet {
  const { diagrams, variables } = workshop;
  const { classes, levels } = variables.interfaces.in;
  const lo = classes.classOf('lo');
  const own = diagrams.or(withoutInterface(workshop, 'in'), setOfRanges(diagrams, levels, [[lo, lo]]));
  return diagrams.not(own);
}
