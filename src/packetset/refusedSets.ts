import type { Address } from '../address/address.js';
import { predecessor, successor } from '../address/range.js';
import type { Range, RangeSet } from '../address/range.js';
import type { Family, Hook } from '../netfilter/hooks.js';
import type { PacketSet } from './packetSet.js';
import { loopback } from './loopback.js';
import { withoutInterface } from './routeSets.js';
import { setOfRanges, setOfValues } from './valueSets.js';
import { levelsOf } from './workshop.js';
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

/** Packets from outside, as they come, that the kernel refuses for an address of these. */
export interface Refusal {
  readonly side: 'source' | 'destination';
  readonly range: Range;
  readonly packets: PacketSet;
}

/**
 * What the kernel refuses for its addresses before it comes to a hook. `localnet`: whether 127.0.0.0/8 may come in by some interface.
 * @see src/node/martian.ts
 */
export function refusedBefore(workshop: Workshop, hook: Hook, localnet: boolean): readonly Refusal[] {
  const { diagrams, family, survey } = workshop;
  const outside = fromOutside(workshop);
  const refusals = (side: Refusal['side'], ranges: RangeSet, among = outside): readonly Refusal[] =>
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

/**
 * Packets of which none is refused, told with fewer ranges: what is refused stands among them where those with the addresses beside do, so that
 * "any" stays "any", and a prefix a prefix.
 */
export function toldWithRefused(
  workshop: Workshop,
  packets: PacketSet,
  refused: readonly Refusal[],
): PacketSet {
  const { diagrams } = workshop;
  let told = packets;
  for (const { side, range, packets: refusedHere } of refused) {
    let filled = refusedHere;
    for (const beside of addressesBeside(range)) {
      const having = diagrams.and(told, setOfValues(workshop, side, [[beside, beside]], 'initial'));
      filled = diagrams.and(filled, diagrams.forgetAll(having, levelsOf(workshop, side, 'initial')));
    }
    told = diagrams.or(told, filled);
  }
  return told;
}

/** The last address before a range and the first behind it, as far as there are such. */
function addressesBeside([low, high]: Range): readonly Address[] {
  const above = high === everybody[1] ? undefined : successor(high);
  return [predecessor(low), above].filter((value) => value !== undefined);
}

function fromOutside(workshop: Workshop): PacketSet {
  const { diagrams, variables } = workshop;
  const { classes, levels } = variables.interfaces.in;
  const lo = classes.classOf('lo');
  const own = diagrams.or(withoutInterface(workshop, 'in'), setOfRanges(diagrams, levels, [[lo, lo]]));
  return diagrams.not(own);
}
