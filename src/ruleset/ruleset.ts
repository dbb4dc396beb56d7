import type { Condition } from '../condition/condition.js';
import type { Outcome } from '../extension/extension.js';
import type { Backend, Family, TableName } from '../netfilter/hooks.js';
import type { StateEffect } from '../packet/effect.js';

/** One match of a rule, bound: what it asks, and what it changes when it holds. */
export interface BoundMatch {
  /** As after `-m`; `rule` for the rule's own -s -d -i -o -p -f. */
  readonly name: string;
  readonly condition: Condition;
  readonly effects: readonly StateEffect[];
  /** While the rule is loaded no rule sees a fragment. */
  readonly joinsFragments?: true;
}

export type Action =
  | { readonly kind: 'jump' | 'goto'; readonly to: string }
  | {
      readonly kind: 'target';
      readonly name: string;
      readonly outcome: Outcome;
      /** As of a match. */
      readonly joinsFragments?: true;
    }
  /** A name that is neither a chain of the table nor a target calitrace knows. */
  | { readonly kind: 'unread'; readonly name: string }
  /** No target: the rule counts, nothing else. */
  | { readonly kind: 'none' };

/** A rule with its meaning. Matches are in the kernel's order. */
export interface BoundRule {
  readonly table: TableName;
  readonly chain: string;
  /** 1-based, as in `iptables -L --line-numbers`. */
  readonly number: number;
  /** 1-based line of the dump. */
  readonly line: number;
  /** As in the dump, without counters and line ending. */
  readonly text: string;
  readonly matches: readonly BoundMatch[];
  readonly action: Action;
  /** What `-m comment` says, in order. */
  readonly comments: readonly string[];
}

export interface Chain {
  readonly table: TableName;
  readonly name: string;
  /** Of a built-in chain; user chains have none. */
  readonly policy?: 'ACCEPT' | 'DROP' | undefined;
  /** False where rules stand in it but no `:NAME` line does. */
  readonly declared: boolean;
  /** Bound on first access. */
  readonly rules: readonly BoundRule[];
}

/** One `*table` … `COMMIT` of the dump. */
export interface Table {
  readonly name: TableName;
  readonly family: Family;
  readonly backend: Backend;
  readonly chains: ReadonlyMap<string, Chain>;
}

/** All tables of one family, in the order of the dump. One name may occur twice where both backends are in use. */
export interface Ruleset {
  readonly family: Family;
  readonly tables: readonly Table[];
}
