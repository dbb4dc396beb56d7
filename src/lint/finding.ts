import type { Backend, Family, TableName } from '../netfilter/hooks.js';
import type { WitnessPacket } from '../witness/witnessPacket.js';

/** How bad a finding is, the worst first. */
export const severities = ['error', 'warning', 'note'] as const;
export type Severity = (typeof severities)[number];

/** A rule or a chain of the dump. `number` is 1-based, as in `iptables -L --line-numbers`; `line` that of the dump, 1-based. */
export interface Place {
  /** Where the dump has rules of both. */
  readonly family?: Family;
  readonly table: TableName;
  /** Where both backends have a table of that name. */
  readonly backend?: Backend;
  readonly chain: string;
  readonly number?: number;
  readonly line?: number;
}

/** Something a lint rule found. */
export interface Finding extends Place {
  /** The lint rule. */
  readonly rule: string;
  readonly messageId: string;
  readonly severity: Severity;
  /** A sentence without full stop. Text of the dump in it is not yet made harmless. */
  readonly message: string;
  /** The text of the rule that was found, as in the dump. */
  readonly excerpt?: string;
  readonly because: readonly (Place & { readonly excerpt: string })[];
  readonly witness?: WitnessPacket;
  /** What the counters of the dump say to it, as a sentence without full stop; missing without counters. */
  readonly evidence?: string;
}

/** A table that could not be decided within the budget. */
export interface Undecided {
  readonly table: TableName;
  readonly reason: string;
}

export interface LintResult {
  readonly findings: readonly Finding[];
  readonly undecided: readonly Undecided[];
  /** How many nodes the sets of packets took, of all tables. */
  readonly nodes: number;
}
