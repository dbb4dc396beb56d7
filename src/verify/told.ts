import type { Hook, TableName } from '../netfilter/hooks.js';
import type { Verdict } from '../netfilter/states.js';

/**
 * What the comparison reads of a trace: a part of its JSON form (docs/json.md), so that what is compared is what a user is told.
 * A packet's values by their keys there.
 */
export interface ToldTrace {
  readonly packet: ToldPacket;
  readonly paths: readonly ToldPath[];
}

/** null: it has a value that nothing tells. */
export type ToldPacket = Readonly<Record<string, string | number | null>>;

export interface ToldPath {
  readonly disposition: ToldDisposition;
  readonly packet: ToldPacket;
  readonly hops: readonly ToldHop[];
  /** The hops end before the way does: what follows cannot be compared. */
  readonly cut?: true;
  /** The answer's own trace, or the reason for which there is none. */
  readonly reply?: ToldTrace | { readonly none: string };
}

export interface ToldDisposition {
  readonly kind: string;
  readonly by:
    | { readonly kind: 'rule'; readonly table: TableName; readonly chain: string; readonly rule: number }
    | { readonly kind: 'policy'; readonly table: TableName; readonly chain: string }
    | { readonly kind: 'kernel' };
}

export type ToldChanges = Readonly<Record<string, { readonly to: string | number | null }>>;

/** A station between tables: it changes the packet, but no rule is looked at there. */
export type ToldStation =
  | {
      readonly kind: 'routing';
      readonly hook: Hook;
      readonly decision: 'input' | 'forward' | 'output' | 'none';
      readonly outInterface?: string;
      readonly changes?: ToldChanges;
    }
  | { readonly kind: 'conntrack' | 'ipvs'; readonly hook: Hook; readonly changes?: ToldChanges };

export interface ToldTableHop {
  readonly kind: 'table';
  readonly hook: Hook;
  readonly table: TableName;
  readonly steps: readonly ToldStep[];
}

export type ToldHop = ToldTableHop | ToldStation;

export type ToldStep =
  | {
      readonly kind: 'rule';
      readonly chain: string;
      readonly rule: number;
      readonly depth?: number;
      readonly verdict: Verdict;
      readonly to?: string;
      readonly changes: ToldChanges;
    }
  | { readonly kind: 'policy'; readonly chain: string; readonly verdict: 'ACCEPT' | 'DROP' }
  | { readonly kind: 'return' };

/** A step of which the kernel tells: leaving a chain is none to it. */
export type ToldVisit = Exclude<ToldStep, { readonly kind: 'return' }>;
