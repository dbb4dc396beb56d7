import type { Range } from '../address/range.js';
import type { Family } from '../netfilter/hooks.js';
import { ICMP, ICMPV6, TCP, UDP } from '../netfilter/protocols.js';
import { defaultSourcePort } from './describePacket.js';
import type { AddressField, NumericField } from './field.js';

/** Values of packets as people would describe them, the likeliest first. */
export interface OrdinaryValues {
  readonly protocols: readonly number[];
  readonly echoRequest: number;
  readonly hops: number;
  /** In bytes, of packets without anything in them, and of a ping. */
  readonly lengths: { readonly tcp: number; readonly udp: number; readonly icmp: number };
  /** Addresses of two pods, and whatever else an address may be. */
  readonly pods: readonly Range[];
  readonly ports: Readonly<Record<'source' | 'destination', readonly Range[]>>;
}

const ports: OrdinaryValues['ports'] = {
  source: [
    [defaultSourcePort, defaultSourcePort],
    [1024, 0xffff],
  ],
  destination: [
    [80, 80],
    [1, 0xffff],
  ],
};

function lengthsBehind(header: number): OrdinaryValues['lengths'] {
  return { tcp: header + 20, udp: header + 8, icmp: header + 64 };
}

const pods4: readonly Range[] = [
  [0x0af40105, 0x0af40105],
  [0x0af40209, 0x0af40209],
  [0x0af40101, 0x0af4fffe],
  [0x0a000005, 0x0afffffe],
  [0x01000005, 0x7efffffe],
  [0x80000005, 0xdffffffe],
];

const pods6: readonly Range[] = [
  [
    [0xfd000000, 0, 0, 5],
    [0xfd000000, 0, 0, 5],
  ],
  [
    [0xfd000000, 1, 0, 9],
    [0xfd000000, 1, 0, 9],
  ],
  [
    [0xfd000000, 0, 0, 5],
    [0xfdffffff, 0xffffffff, 0xffffffff, 0xfffffffe],
  ],
  [
    [0x20000000, 0, 0, 5],
    [0x3fffffff, 0xffffffff, 0xffffffff, 0xfffffffe],
  ],
];

export const ordinaryValues: Readonly<Record<Family, OrdinaryValues>> = {
  4: {
    protocols: [TCP, UDP, ICMP],
    echoRequest: 8,
    hops: 64,
    lengths: lengthsBehind(20),
    pods: pods4,
    ports,
  },
  6: {
    protocols: [TCP, UDP, ICMPV6],
    echoRequest: 128,
    hops: 64,
    lengths: lengthsBehind(40),
    pods: pods6,
    ports,
  },
};

/** The ranges of a field's values that tell ordinary packets from others. */
export function ordinaryRanges(field: AddressField | NumericField, family: Family): readonly Range[] {
  const { protocols, echoRequest, hops, lengths, pods, ports: usual } = ordinaryValues[family];
  const each = (...values: readonly number[]): readonly Range[] => values.map((value) => [value, value]);
  switch (field) {
    case 'protocol':
      return each(...protocols);
    case 'source':
    case 'destination':
      return pods;
    case 'sourcePort':
      return usual.source;
    case 'destinationPort':
      return usual.destination;
    case 'icmpType':
      return each(echoRequest);
    case 'icmpCode':
      return each(0);
    case 'ttl':
      return each(hops);
    case 'length':
      return each(...Object.values(lengths));
    case 'sourceMac':
    case 'uid':
    case 'gid':
    case 'ctProtocol':
    case 'ctOriginalSource':
    case 'ctOriginalDestination':
    case 'ctReplySource':
    case 'ctReplyDestination':
    case 'ctOriginalSourcePort':
    case 'ctOriginalDestinationPort':
    case 'ctReplySourcePort':
    case 'ctReplyDestinationPort':
    case 'cpu':
    case 'realm':
    case 'inGroup':
    case 'outGroup':
    case 'espSpi':
    case 'ahSpi':
    case 'ipcompCpi':
    case 'sctpChunk':
    case 'dccpType':
      return [];
  }
}
