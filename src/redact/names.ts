import type { Address } from '../address/address.js';

/** What becomes of each thing that a snapshot names; or who writes down what there is, and changes nothing. */
export interface Names {
  readonly address: (address: Address) => Address;
  /** 48 bits. */
  readonly mac: (mac: number) => number;
  /** Without the `+` of a wildcard. */
  readonly interface: (name: string) => string;
  readonly chain: (name: string) => string;
  readonly set: (name: string) => string;
  /** Words of free text: comments, log prefixes, names of lists. */
  readonly words: (text: string) => string;
  /** Text was replaced: an address with its prefix length where it has one, a MAC address. */
  readonly replaced: (was: string, is: string) => void;
  /** These ends, both included, are used as a range. */
  readonly range: (low: Address, high: Address) => void;
  /** Below a prefix of so many bits, these bits are used as they are. */
  readonly bits: (prefix: Address, length: number, mask: Address) => void;
  /** Felix's chain of a dispatch tree for the interfaces that begin so. */
  readonly branch: (chain: string, prefix: string) => void;
}
