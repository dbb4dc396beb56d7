import type { Address } from '../address/address.js';
import type { RangeSet } from '../address/range.js';
import type { AddressField, BitsField, Field, NamedField, NumericField } from '../packet/field.js';
import type { TimeWindow } from './timeWindow.js';

/**
 * What a match asks of a packet: a small boolean expression over its fields. It has three readers: evaluate (one packet),
 * explain (in words) and the walk of packet sets.
 *
 * A field that the packet does not have makes its condition `no`, and so `not` of it `yes`; a match that must fail on
 * such packets in both forms says so with a conjunct of its own.
 */
export type Condition =
  | { readonly kind: 'in'; readonly field: AddressField | NumericField; readonly set: RangeSet }
  /** `(field & mask) === value`, for netmasks with holes. */
  | { readonly kind: 'masked'; readonly field: AddressField; readonly value: Address; readonly mask: Address }
  /** `(field & mask) === value`, unsigned 32-bit. */
  | { readonly kind: 'bits'; readonly field: BitsField; readonly mask: number; readonly value: number }
  /** `wildcard`: the name is a prefix (`cali+`; an empty prefix matches any interface, and none). */
  | {
      readonly kind: 'interface';
      readonly side: 'in' | 'out';
      readonly name: string;
      readonly wildcard: boolean;
    }
  /** The field has at least one of the values. */
  | { readonly kind: 'one-of'; readonly field: NamedField; readonly values: readonly string[] }
  | { readonly kind: 'derived'; readonly of: Derived }
  | { readonly kind: 'bytes'; readonly program: readonly ByteTest[] }
  | { readonly kind: 'member'; readonly member: Membership }
  /** Holds at random with this probability (0 to 1), drawn anew at each visit. */
  | { readonly kind: 'draw'; readonly probability: number; readonly subject: string }
  /** Nothing in a dump can tell. */
  | { readonly kind: 'ask'; readonly ask: Ask }
  | { readonly kind: 'not'; readonly of: Condition }
  | { readonly kind: 'all' | 'any'; readonly of: readonly Condition[] };

export type AddressType =
  | 'UNSPEC'
  | 'UNICAST'
  | 'LOCAL'
  | 'BROADCAST'
  | 'ANYCAST'
  | 'MULTICAST'
  | 'BLACKHOLE'
  | 'UNREACHABLE'
  | 'PROHIBIT'
  | 'THROW'
  | 'NAT'
  | 'XRESOLVE';

/** Facts computed from the packet together with the node's addresses, routes, sockets or kernel state. */
export type Derived =
  /** `-m addrtype` on one side; `limit` restricts LOCAL and BROADCAST to that interface's own. */
  | {
      readonly fact: 'address-type';
      readonly side: 'source' | 'destination';
      readonly types: readonly AddressType[];
      readonly limit?: 'in' | 'out';
    }
  | {
      readonly fact: 'reverse-path';
      readonly loose: boolean;
      readonly validMark: boolean;
      readonly acceptLocal: boolean;
    }
  /** `restoreMark`: where it holds, the packet takes the mark of that socket. */
  | {
      readonly fact: 'socket';
      readonly transparent: boolean;
      readonly noWildcard: boolean;
      readonly restoreMark?: true;
    }
  /** `-m time`: whether the moment at which the packet passes lies in the window; timeWindow.ts computes it. */
  | { readonly fact: 'time'; readonly window: TimeWindow }
  /** Whether the packet came in through a port of a bridge that hands packets to netfilter. */
  | { readonly fact: 'bridge-port' }
  /** `-m recent`: whether the address is in the list, before this match's own effect. */
  | {
      readonly fact: 'recent';
      readonly list: string;
      readonly side: 'source' | 'destination';
      readonly mask: Address;
      readonly seconds?: number;
      readonly hitCount?: number;
      readonly sameTtl: boolean;
    };

/**
 * A test of an ipset. `sides` has one entry for each flag of the rule.
 * `returnNomatch`: hold exactly when an entry with `nomatch` decided.
 * @see linux net/netfilter/xt_set.c, kernel/net/netfilter/ipset
 */
export interface Membership {
  readonly set: string;
  readonly sides: readonly ('src' | 'dst')[];
  readonly returnNomatch: boolean;
  /** Comparisons of the entry's counters; without counters in `ipset save` they are a question. */
  readonly counters?: readonly CounterTest[];
  readonly updateCounters: boolean;
}

export interface CounterTest {
  readonly counter: 'packets' | 'bytes';
  readonly operator: 'eq' | 'ne' | 'lt' | 'gt';
  readonly value: number;
}

/**
 * One `&&` part of a u32 test: start at the IP header, follow the steps, compare the last value.
 * @see iptables extensions/libxt_u32.man, linux net/netfilter/xt_u32.c
 */
export interface ByteTest {
  /** Byte offset of the first 32-bit word. */
  readonly start: number;
  readonly steps: readonly ByteStep[];
  readonly set: RangeSet;
}

/** `and`, `shift-left`, `shift-right` change the value; `move` (`@`) adds it to the position and reads again at `number` behind it. */
export interface ByteStep {
  readonly operation: 'and' | 'shift-left' | 'shift-right' | 'move';
  readonly number: number;
}

/**
 * A question that this match puts. It is the same question as long as `about`, or else `subject`, and the values of `reads` are the same;
 * `fresh` ones are asked anew at each visit (a limit, a counter).
 */
export interface Ask {
  /** What `--assume SUBJECT=yes` names, for example `limit:filter/INPUT:3`. */
  readonly subject: string;
  /** What is asked, where `subject` names the rule alone: the same in rules, also of two dumps, that ask the same. */
  readonly about?: string;
  /** A yes/no question in words, without question mark: `is the packet within 5/min`. */
  readonly asks: string;
  /** Why a dump cannot tell: `the bucket's fill is kernel state`. */
  readonly because: string;
  /** The option that would settle it where one but `--assume` does. */
  readonly settle?: string;
  readonly reads: readonly Field[];
  readonly fresh: boolean;
  /** It is about what is in the packet, so another question about the packet's answer. */
  readonly contents?: true;
  /** Probability of yes, 0 to 1, where the kernel draws it (statistic nth: 1/every). */
  readonly chance?: number;
}

export const always: Condition = { kind: 'all', of: [] };
export const never: Condition = { kind: 'any', of: [] };

export function not(of: Condition): Condition {
  return of.kind === 'not' ? of.of : { kind: 'not', of };
}

/** Negates when `negated` says so: the usual last step of a match. */
export function negateIf(negated: boolean, of: Condition): Condition {
  return negated ? not(of) : of;
}

export function all(...of: readonly Condition[]): Condition {
  const [only] = of;
  return of.length === 1 && only !== undefined ? only : { kind: 'all', of };
}

export function any(...of: readonly Condition[]): Condition {
  const [only] = of;
  return of.length === 1 && only !== undefined ? only : { kind: 'any', of };
}

export function fieldIn(field: AddressField | NumericField, set: RangeSet): Condition {
  return { kind: 'in', field, set };
}

export function oneOf(field: NamedField, ...values: readonly string[]): Condition {
  return { kind: 'one-of', field, values };
}
