import { readAddress } from '../address/address.js';
import type { Address } from '../address/address.js';
import { singleValue } from '../address/range.js';
import type { Range, RangeSet } from '../address/range.js';
import { sideOfHook } from '../netfilter/hooks.js';
import type { Hook, NatSide } from '../netfilter/hooks.js';
import { DCCP, portProtocols } from '../netfilter/protocols.js';
import type { NatTarget } from '../packet/effect.js';
import { nothing } from './packetSet.js';
import type { PacketSet } from './packetSet.js';
import { forgetField } from './effectSets.js';
import { localSet } from './localSet.js';
import { pickedFrom } from './translatedBounds.js';
import { bitOf, setOfValues } from './valueSets.js';
import type { Workshop } from './workshop.js';

/**
 * The packets of a set as nat may translate them in a hook: any address of a range, whichever the kernel picks.
 * @see src/engine/nat.ts translate
 */
export function translateSet(workshop: Workshop, set: PacketSet, to: NatTarget, hook: Hook): PacketSet {
  const side = sideOfHook(hook);
  switch (to.kind) {
    case 'range': {
      const addressed =
        to.addresses === undefined ? set : readdress(workshop, set, side, pickedFrom(to.addresses));
      return translatePorts(workshop, addressed, side, to.ports, to.random);
    }
    case 'netmap':
      return mapNet(workshop, set, side, to.address, to.mask);
    case 'masquerade':
      return translatePorts(workshop, anyAddress(workshop, set, side), side, to.ports, to.random);
    case 'redirect': {
      const loopback = readAddress(workshop.family === 4 ? '127.0.0.1' : '::1');
      const own =
        hook === 'OUTPUT' && loopback !== undefined
          ? readdress(workshop, set, side, singleValue(loopback))
          : anyAddress(workshop, set, side);
      return translatePorts(
        workshop,
        workshop.diagrams.and(own, localSet(workshop)),
        side,
        to.ports,
        to.random,
      );
    }
  }
}

/** What was answered about the old address says nothing about the new one. */
function anyAddress(workshop: Workshop, set: PacketSet, side: NatSide): PacketSet {
  const level = workshop.variables.translated.get(side);
  const free = forgetField(workshop, set, side);
  return level === undefined ? free : workshop.diagrams.assign(free, level, true);
}

function readdress(workshop: Workshop, set: PacketSet, side: NatSide, to: RangeSet | undefined): PacketSet {
  const any = anyAddress(workshop, set, side);
  return to === undefined ? any : workshop.diagrams.and(any, setOfValues(workshop, side, to));
}

function mapNet(
  workshop: Workshop,
  set: PacketSet,
  side: NatSide,
  address: Address,
  mask: Address,
): PacketSet {
  const { diagrams, variables } = workshop;
  let packets = set;
  for (const [bit, { now }] of variables.bits.get(side) ?? []) {
    if (bitOf(mask, bit)) packets = diagrams.assign(packets, now, bitOf(address, bit));
  }
  const level = variables.translated.get(side);
  return level === undefined ? packets : diagrams.assign(packets, level, true);
}

/** The classes from which a new source port is drawn when nothing says a range. @see src/engine/nat.ts classOf */
const portClasses: readonly (readonly [from: Range, drawn: Range])[] = [
  [
    [0, 511],
    [1, 511],
  ],
  [
    [512, 1023],
    [600, 1023],
  ],
  [
    [1024, 0xffff],
    [1024, 0xffff],
  ],
];

/**
 * New ports where the protocol has any. Of a range the kernel may take each; without one a drawn source port stays in the class of the
 * old one, and a destination port stays as it is. Those of DCCP change or do not: Linux translates them before 6.17.
 * @see src/engine/nat.ts choosePort
 */
function translatePorts(
  workshop: Workshop,
  set: PacketSet,
  side: NatSide,
  ports: readonly [low: number, high: number] | undefined,
  random: boolean,
): PacketSet {
  const { diagrams, variables } = workshop;
  const field = side === 'source' ? 'sourcePort' : 'destinationPort';
  const drawn = ports === undefined && random && side === 'source';
  if ((ports === undefined && !drawn) || !variables.bits.has(field)) return set;
  const withPorts = setOfValues(
    workshop,
    'protocol',
    portProtocols.map((number) => [number, number]),
  );
  const having = (range: Range): PacketSet => setOfValues(workshop, field, [range]);
  const changing = diagrams.and(set, withPorts);
  let changed = nothing;
  for (const [from, to] of ports === undefined ? portClasses : [[[0, 0xffff], ports] as const]) {
    const free = forgetField(workshop, diagrams.and(changing, having(from)), field);
    changed = diagrams.or(changed, diagrams.and(free, having(to)));
  }
  const ofDccp = setOfValues(workshop, 'protocol', [[DCCP, DCCP]]);
  const unchanged = diagrams.or(diagrams.minus(set, withPorts), diagrams.and(set, ofDccp));
  return diagrams.or(changed, unchanged);
}
