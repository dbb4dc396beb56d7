import type { Address, Address6 } from '../address/address.js';

/**
 * What a target changes. Plain data: one place in the engine applies it.
 */
export type Effect =
  /** `mark = (mark & ~mask) ^ value`. */
  | { readonly kind: 'mark'; readonly value: number; readonly mask: number }
  /** `connmark = (connmark & ~mask) ^ value`, then shifted by `shift` bits (left positive). */
  | { readonly kind: 'connmark-set'; readonly value: number; readonly mask: number; readonly shift?: number }
  /** `connmark = (connmark & ~ctMask) ^ (mark & nfMask)`; shift applies to the packet's mark first. */
  | {
      readonly kind: 'connmark-save';
      readonly nfMask: number;
      readonly ctMask: number;
      readonly shift?: number;
    }
  /** `mark = (mark & ~nfMask) ^ (connmark & ctMask)`. */
  | {
      readonly kind: 'connmark-restore';
      readonly nfMask: number;
      readonly ctMask: number;
      readonly shift?: number;
    }
  /** `by-hook` (NETMAP): the destination in PREROUTING and OUTPUT, the source in INPUT and POSTROUTING. */
  | { readonly kind: 'nat'; readonly side: 'source' | 'destination' | 'by-hook'; readonly to: NatTarget }
  /** Makes the packet UNTRACKED, if conntrack has not seen it yet. */
  | { readonly kind: 'notrack' }
  /** `CT`: a template for the connection that conntrack will make. */
  | {
      readonly kind: 'ct-template';
      readonly zone?: number;
      readonly zoneDirection?: 'ORIGINAL' | 'REPLY';
      readonly zoneFromMark?: boolean;
      readonly helper?: string;
    }
  /** `tos = (tos & ~mask) ^ value`, the whole byte; DSCP is the upper six bits. */
  | { readonly kind: 'tos'; readonly value: number; readonly mask: number }
  | { readonly kind: 'ttl'; readonly change: 'set' | 'increase' | 'decrease'; readonly value: number }
  | {
      readonly kind: 'set-entry';
      readonly change: 'add' | 'delete';
      readonly set: string;
      readonly sides: readonly ('src' | 'dst')[];
      readonly exist: boolean;
      /** Seconds. */
      readonly timeout?: number;
    }
  /** `SET --map-set`: copies mark, priority or queue from a set's entry. */
  | {
      readonly kind: 'set-map';
      readonly set: string;
      readonly sides: readonly ('src' | 'dst')[];
      readonly mark: boolean;
      readonly priority: boolean;
      readonly queue: boolean;
    }
  /** `TEE`: a copy leaves for `gateway`. */
  | { readonly kind: 'copy'; readonly gateway: Address }
  /** `TPROXY` with a socket: the mark is set as by `mark`, the packet is given to the local socket. */
  | { readonly kind: 'tproxy'; readonly value: number; readonly mask: number }
  /** `HMARK`: the mark becomes a hash of the packet; src/packet/hashMark.ts computes it. Nothing where a value it needs is missing. */
  | { readonly kind: 'mark-hash'; readonly hash: MarkHash }
  /** `SNPT`, `DNPT`: stateless prefix translation of one address (RFC 6296); src/address/translatePrefix.ts does it. */
  | {
      readonly kind: 'prefix';
      readonly side: 'source' | 'destination';
      readonly from: Prefix6;
      readonly to: Prefix6;
    }
  /** `TCPMSS`: a TCP packet that has neither data nor the option of the segment size gets it. `TCPOPTSTRIP`: options become no-operations. */
  | {
      readonly kind: 'tcp-options';
      readonly change: 'announce' | 'strip';
      readonly options: readonly number[];
      readonly text: string;
    }
  /**
   * Told to somebody or changed where no rule looks (LOG, NFLOG, AUDIT, CLASSIFY, CHECKSUM, TCPMSS …). `text` says it. `prefix`: of a rule that
   * writes a line about the packet, what stands first in that. `record`: the kernel tells of the packet in a form of its own.
   */
  | { readonly kind: 'note'; readonly text: string; readonly prefix?: string; readonly record?: true };

/** An IPv6 prefix, host bits zero; `length` 0 to 128. */
export interface Prefix6 {
  readonly address: Address6;
  readonly length: number;
}

/** What `HMARK` hashes. Masks and set bits are of the hashed value; ports 16 bits each, `modulus` at least 1. */
export interface MarkHash {
  readonly sourceMask: Address;
  readonly destinationMask: Address;
  readonly sourcePortMask: number;
  readonly destinationPortMask: number;
  readonly sourcePortSet: number;
  readonly destinationPortSet: number;
  /** 16 bits. */
  readonly protocolMask: number;
  readonly seed: number;
  readonly modulus: number;
  readonly offset: number;
  /** `--hmark-tuple ct`: hash the connection's tuple instead of the packet's. */
  readonly connection: boolean;
}

/** What to translate to. `random`: `--random` or `--random-fully`. Ports are inclusive ranges. */
export type NatTarget =
  | {
      readonly kind: 'range';
      readonly addresses?: readonly [low: Address, high: Address];
      readonly ports?: readonly [low: number, high: number];
      /** `--to-destination :lo-hi/base`: ports are shifted by `port - base`. */
      readonly base?: number;
      readonly random: boolean;
      readonly persistent: boolean;
    }
  | {
      readonly kind: 'masquerade';
      readonly ports?: readonly [low: number, high: number];
      readonly random: boolean;
    }
  | {
      readonly kind: 'redirect';
      readonly ports?: readonly [low: number, high: number];
      readonly random: boolean;
    }
  | { readonly kind: 'netmap'; readonly address: Address; readonly mask: Address };

/**
 * What a match changes in kernel state when it holds, even where a later match of the rule fails.
 * @see linux net/netfilter/xt_recent.c recent_mt
 */
export type StateEffect =
  | {
      readonly kind: 'recent';
      /** `update` renews only an address that is in the list. */
      readonly change: 'set' | 'update' | 'remove';
      readonly list: string;
      readonly side: 'source' | 'destination';
      readonly mask: Address;
      /** It happens as soon as the match is reached, even where that then fails (`! --set`, `! --remove`). */
      readonly evenIfNot?: true;
    }
  /** As soon as the match is reached, a frame sent by multicast whose destination is no group counts as one for this machine alone. */
  | { readonly kind: 'frame-taken' }
  /** The packet takes the mark of the socket that was found. A trace takes that as the same. */
  | { readonly kind: 'mark-taken' }
  /** A counter or bucket of this very match moves, or one of a name that other rules may ask: their questions are asked anew. */
  | { readonly kind: 'private'; readonly name: string };
