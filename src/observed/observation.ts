import type { Hook } from '../netfilter/hooks.js';
import type { PacketDescription } from '../packet/describePacket.js';

/** A field of a packet that somebody saw. */
export type SeenField = keyof PacketDescription;

/** What wrote down the packet: a LOG or NFLOG rule in a line, tcpdump, conntrack, a capture file, or one of what an NFLOG rule sent. */
export type ObservedForm = 'log' | 'tcpdump' | 'conntrack' | 'capture' | 'nflog';

/** A packet as somebody saw it on its way through a node, which need not be as it came in. */
export interface Observation {
  readonly form: ObservedForm;
  /** What was seen of it there. */
  readonly seen: PacketDescription;
  /** From which words each field was read: `TTL=63`, `Flags [S.]`. */
  readonly words: ReadonlyMap<SeenField, string>;
  /** On which side of the node's rules it was seen: a frame that came in or that left. Undefined where that is not told. */
  readonly frame?: 'in' | 'out';
  /** Of a log line: what stands before `IN=`, whose end is the prefix of the rule. */
  readonly head?: string;
  /** Of what an NFLOG rule sent: where that was, and the prefix of the rule. */
  readonly sentBy?: { readonly hook?: Hook; readonly prefix: string };
  /** Of conntrack: the line of the connection as `conntrack -L` prints it. */
  readonly entry?: string;
  /** Of conntrack: the connection has seen an answer. */
  readonly replied?: boolean;
  /** What is told of the packet and cannot be used, with the reason. */
  readonly unused: readonly string[];
}

/** Whether a rule told of the packet, on its way between others. */
export function isFromRule({ form }: Observation): boolean {
  return form === 'log' || form === 'nflog';
}

/** Why a line that tells of a packet cannot be used. Offsets count characters of the line, from 0. */
export interface ObservedFault {
  readonly message: string;
  readonly at: number;
  readonly length: number;
  readonly expected?: string;
  readonly hint?: string;
}

/**
 * What a line says. `fault`: it should tell of a packet, and cannot be used. `other`: it tells of something else, `what`, as a log or a
 * capture does between packets.
 */
export type Observed =
  | { readonly kind: 'packet'; readonly observation: Observation }
  | { readonly kind: 'fault'; readonly fault: ObservedFault }
  | { readonly kind: 'other'; readonly what: string };

/** What is to be said of a frame that was not sent to this node. @see linux net/ipv4/ip_input.c ip_rcv_core PACKET_OTHERHOST */
export const otherHost =
  'the frame was sent to another host: the kernel drops such before any rule sees them';

/** A fault of a place. */
export function faultAt(
  at: number,
  length: number,
  message: string,
  more: Pick<ObservedFault, 'expected' | 'hint'> = {},
): Observed {
  return { kind: 'fault', fault: { message, at, length: Math.max(1, length), ...more } };
}
