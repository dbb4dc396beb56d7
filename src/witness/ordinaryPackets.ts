import { andAddress, maskOfLength, orAddress, invertAddress } from '../address/address.js';
import type { RangeSet } from '../address/range.js';
import { ICMP, ICMPV6, TCP, UDP } from '../netfilter/protocols.js';
import { tcpFlagBits } from '../netfilter/tcpflags.js';
import { ordinaryValues } from '../packet/ordinaryValues.js';
import { describedSet } from '../packetset/describedSet.js';
import type { Description } from '../packetset/describedSet.js';
import { everything, nothing } from '../packetset/packetSet.js';
import type { PacketSet } from '../packetset/packetSet.js';
import { withoutInterface } from '../packetset/routeSets.js';
import type { NumberField } from '../packetset/variables.js';
import type { Witness } from '../packetset/witness.js';
import type { Workshop } from '../packetset/workshop.js';

/** Narrows a set to packets as people would describe them: each wish where it can be met with those before it. */
export function ordinary(workshop: Workshop, packets: PacketSet): PacketSet {
  const { diagrams } = workshop;
  let chosen = packets;
  for (const wish of wishes(workshop)) {
    const narrowed = diagrams.and(chosen, wish);
    if (narrowed !== nothing) chosen = narrowed;
  }
  return chosen;
}

function wishes(workshop: Workshop): readonly PacketSet[] {
  const { diagrams, family } = workshop;
  const value = (field: NumberField, one: number): PacketSet => numbered(workshop, field, [[one, one]]);
  const state = (name: string): PacketSet => described(workshop, { names: new Map([['ctState', [name]]]) });
  const any = (...sets: readonly PacketSet[]): PacketSet =>
    sets.reduce((sum, set) => diagrams.or(sum, set), nothing);
  const icmp = family === 4 ? ICMP : ICMPV6;
  const { echoRequest, hops, lengths, pods, ports } = ordinaryValues[family];
  return [
    state('NEW'),
    any(state('NEW'), state('ESTABLISHED')),
    value('protocol', TCP),
    value('protocol', UDP),
    value('protocol', icmp),
    any(
      diagrams.and(state('ESTABLISHED'), value('tcpFlags', tcpFlagBits.ACK)),
      diagrams.and(diagrams.not(state('ESTABLISHED')), value('tcpFlags', tcpFlagBits.SYN)),
    ),
    value('icmpType', echoRequest),
    value('icmpCode', 0),
    described(workshop, { names: new Map([['fragment', ['none']]]) }),
    described(workshop, { names: new Map([['packetType', ['unicast']]]) }),
    fromOutside(workshop),
    ...(['mark', 'connectionMark', 'tos'] as const).map((field) => value(field, 0)),
    value('ttl', hops),
    any(
      diagrams.and(value('protocol', TCP), value('length', lengths.tcp)),
      diagrams.and(value('protocol', UDP), value('length', lengths.udp)),
      diagrams.and(value('protocol', icmp), value('length', lengths.icmp)),
    ),
    ...pods.flatMap((range, index) => [
      numbered(workshop, 'source', [range]),
      numbered(workshop, 'destination', [pods[index + 1] ?? range]),
    ]),
    ...ports.source.map((range) => numbered(workshop, 'sourcePort', [range])),
    ...ports.destination.map((range) => numbered(workshop, 'destinationPort', [range])),
  ];
}

/** In what another packet may differ, what nat and dispatch go by first. */
export const differences = [
  'destination',
  'destinationPort',
  'protocol',
  'source',
  'inInterface',
  'ctState',
  'mark',
] as const;
export type Difference = (typeof differences)[number];

/** Those of a set that have another value in a field than a packet, of addresses best one of another network. */
export function unlike(
  workshop: Workshop,
  packets: PacketSet,
  packet: Witness,
  field: Difference,
): PacketSet {
  const { diagrams } = workshop;
  for (const same of alike(workshop, packet, field)) {
    const left = same === everything ? nothing : diagrams.and(packets, diagrams.not(same));
    if (left !== nothing) return left;
  }
  return nothing;
}

/** Packets that are as this one in a field; of addresses first those of the same network, of interfaces those that come in by any. */
function alike(
  workshop: Workshop,
  { numbers, names, inInterface }: Witness,
  field: Difference,
): readonly PacketSet[] {
  switch (field) {
    case 'ctState': {
      const state = names.get(field);
      return state === undefined ? [] : [described(workshop, { names: new Map([[field, [state]]]) })];
    }
    case 'inInterface':
      return inInterface === '' ? [] : [fromOutside(workshop), described(workshop, { inInterface })];
    case 'destination':
    case 'source':
    case 'destinationPort':
    case 'protocol':
    case 'mark': {
      const value = numbers.get(field);
      if (value === undefined) return [];
      const itself = numbered(workshop, field, [[value, value]]);
      if (field !== 'source' && field !== 'destination') return [itself];
      const mask = maskOfLength(workshop.family === 4 ? 24 : 64, workshop.family);
      const low = andAddress(value, mask);
      return [numbered(workshop, field, [[low, orAddress(low, invertAddress(mask))]]), itself];
    }
  }
}

/** Packets that the node does not send itself. */
function fromOutside(workshop: Workshop): PacketSet {
  return workshop.diagrams.not(withoutInterface(workshop, 'in'));
}

function numbered(workshop: Workshop, field: NumberField, set: RangeSet): PacketSet {
  return described(workshop, { numbers: new Map([[field, set]]) });
}

function described(workshop: Workshop, description: Partial<Description>): PacketSet {
  return describedSet(workshop, { numbers: new Map(), names: new Map(), ...description });
}
