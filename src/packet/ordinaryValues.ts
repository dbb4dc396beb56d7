import type { Range } from '../address/range.js';
import type { Family } from '../netfilter/hooks.js';
import { ICMP, ICMPV6, TCP, UDP } from '../netfilter/protocols.js';
import { defaultSourcePort } from './describePacket.js';
import type { Field } from './field.js';

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

/** The ranges of a field's values that tell ordinary packets from others; of most fields none. */
export function ordinaryRanges(field: Field, family: Family): readonly Range[] {
  const { protocols, echoRequest, hops, lengths, pods, ports: usual } = ordinaryValues[family];
  const each = (...values: readonly number[]): readonly Range[] => values.map((value) => [value, value]);
  const ranges: Partial<Record<Field, readonly Range[]>> = {
    protocol: each(...protocols),
    source: pods,
    destination: pods,
    sourcePort: usual.source,
    destinationPort: usual.destination,
    icmpType: each(echoRequest),
    icmpCode: each(0),
    ttl: each(hops),
    length: each(...Object.values(lengths)),
  };
  return ranges[field] ?? [];
}
