import type { Address } from '../address/address.js';
import type { TableName } from '../netfilter/hooks.js';
import type { EndWord } from '../trace/endsAs.js';

/** What is expected of a packet. What is not there is not asked. Each list is of things of which one has to be. */
export interface Expectation {
  /** Every path ends in one of these. */
  readonly ends?: readonly EndWord[];
  /** For each of these there is a path that ends so. */
  readonly possible?: readonly EndWord[];
  readonly odds?: readonly Odds[];
  /** Where every path's packet goes to and comes from at its end. */
  readonly destination?: readonly EndpointPattern[];
  readonly source?: readonly EndpointPattern[];
  /** What decided on every path. */
  readonly by?: readonly DeciderPattern[];
  /** Every path matches each of these rules, or comes to each of these chains; no path any of those. */
  readonly passes?: readonly PlacePattern[];
  readonly avoids?: readonly PlacePattern[];
  /** The mark of every path's packet at its end. */
  readonly mark?: readonly MarkPattern[];
  /** The interface by which every path's packet leaves. */
  readonly outInterface?: readonly string[];
}

/** `0x4000`, `0x0/0x4000`: `mark & mask === value`, unsigned 32-bit. */
export interface MarkPattern {
  readonly value: number;
  readonly mask: number;
  readonly text: string;
}

/** How often packets end so: `chance` is 0 to 1, `text` as written. */
export interface Odds {
  readonly end: EndWord;
  readonly chance: number;
  readonly text: string;
}

/** `10.0.0.1:80`, `10.0.0.0/8`, `:80`, or whether it is another one than the packet came with. */
export type EndpointPattern =
  | { readonly kind: 'translated' | 'unchanged'; readonly text: string }
  | {
      readonly kind: 'at';
      readonly prefix?: { readonly address: Address; readonly length: number };
      readonly port?: number;
      readonly text: string;
    };

/** `filter/FORWARD`, `filter/FORWARD:3`. */
export interface PlacePattern {
  readonly table: TableName;
  /** A chain that is called so as a whole, or `chain` where a number follows it. */
  readonly whole: string;
  readonly chain?: string;
  /** 1-based. */
  readonly rule?: number;
  readonly text: string;
}

/** A rule, any rule of a chain or its policy, a chain's policy (`filter/FORWARD:policy`), or the kernel itself. */
export type DeciderPattern =
  | { readonly kind: 'place'; readonly place: PlacePattern; readonly text: string }
  | { readonly kind: 'policy'; readonly table: TableName; readonly chain: string; readonly text: string }
  | { readonly kind: 'kernel'; readonly text: string };
