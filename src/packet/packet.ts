import type { Address } from '../address/address.js';
import type { Family } from '../netfilter/hooks.js';
import type {
  CtDirection,
  CtStatus,
  ExtensionHeader,
  FragmentKind,
  PacketState,
  PacketType,
} from '../netfilter/states.js';

/**
 * A packet at one moment of its way. Ports are absent where the protocol has none; `destinationPort` and `sourceMac` also
 * where the user did not say. Interfaces are empty strings where the packet has none. `tos` is the whole byte (traffic class in
 * IPv6), `length` the IP total length in bytes (IPv6: 40 + payload), `ttl` the hop limit in IPv6, marks unsigned 32-bit.
 */
export interface Packet {
  readonly family: Family;
  readonly protocol: number;
  readonly source: Address;
  readonly destination: Address;
  readonly sourcePort?: number;
  readonly destinationPort?: number;
  readonly icmpType?: number;
  readonly icmpCode?: number;
  readonly tcpFlags?: number;
  readonly inInterface: string;
  readonly outInterface: string;
  readonly mark: number;
  readonly tos: number;
  readonly ttl: number;
  readonly length: number;
  readonly fragment: FragmentKind;
  /** In the order in which they stand; absent where there is none. */
  readonly extensionHeader?: readonly ExtensionHeader[];
  readonly packetType: PacketType;
  /** 48 bits. */
  readonly sourceMac?: number;
  /** TCP options that it got on its way; a described packet has none. */
  readonly tcpOptions?: readonly number[];
  /** The sending socket's user and group; only of local output. */
  readonly uid?: number;
  readonly gid?: number;
  /** What nat rewrote to a value that nothing tells (MASQUERADE without addresses, a random port); the field itself is stale then. */
  readonly unknown?: readonly ('source' | 'destination' | 'sourcePort')[];
}

/** One direction of a connection as conntrack stores it. */
export interface Tuple {
  readonly source: Address;
  readonly destination: Address;
  readonly sourcePort?: number;
  readonly destinationPort?: number;
}

/**
 * What conntrack knows of the packet's connection. `entry` is false before the lookup, and for INVALID and UNTRACKED
 * packets; then only `state` counts.
 * @see linux include/net/netfilter/nf_conntrack.h struct nf_conn
 */
export interface Connection {
  readonly entry: boolean;
  readonly state: PacketState;
  readonly status: readonly CtStatus[];
  readonly direction: CtDirection;
  readonly mark: number;
  readonly zone: number;
  /** The one direction that is in this zone, the other being in zone 0; undefined: both. */
  readonly zoneDirection?: CtDirection;
  readonly original: Tuple;
  /** The tuple of the answer; differs from the mirrored original exactly where nat changed something. */
  readonly reply: Tuple;
  /** The virtual states: what nat has changed so far and a `--ctstate` may see. */
  readonly sourceTranslated: boolean;
  readonly destinationTranslated: boolean;
  /** Which sides nat has looked at, changed or not. */
  readonly sourceDone: boolean;
  readonly destinationDone: boolean;
  /** What nat chose for the first packet and nothing tells; the tuple of the answer is stale there. */
  readonly unknown?: readonly ('source' | 'destination' | 'sourcePort' | 'destinationPort')[];
  /** The interface by which it left when MASQUERADE translated it. */
  readonly masqueradedBy?: string;
  /** The helper that `CT --helper` gave. */
  readonly helper?: string;
  /** The protocol of its tuples where that need not be the packet's: of an ICMP error, which is about another packet; `unknown` where nothing tells. */
  readonly protocol?: number | 'unknown';
  /** Of an ICMP error about a connection that nobody described: the end of the original tuple that nothing tells; no port is known either. */
  readonly unseen?: 'source' | 'destination';
  /**
   * What a rule put in place of a connection until conntrack looks the packet up: rules see a NEW one of zeros.
   * @see linux net/netfilter/xt_CT.c xt_ct_target, net/netfilter/nf_conntrack_core.c nf_ct_tmpl_alloc
   */
  readonly template?: true;
}
