import type { Range } from '../address/range.js';
import type { Hook } from '../netfilter/hooks.js';
import type { AddressField, BitsField, NamedField, NumericField } from '../packet/field.js';
import type { BoundRule, Chain, Table } from '../ruleset/ruleset.js';
import type { Decider, Disposition, TableHop } from '../trace/trace.js';
import type { RuleIndex } from './ruleIndex.js';

/** The one way that a branch went through a table, with everything that it depended on. */
export interface KnownWay {
  readonly reads: WayReads;
  readonly hop: TableHop;
  /** What it added to the counts of the walk, and to the branch's own. */
  readonly visits: number;
  readonly matched: number;
  readonly visit: number;
  /** The packet's mark behind it, where a rule wrote it. */
  readonly mark: number | undefined;
  /** What the filter table decided; undefined of any other table. */
  readonly decided: Decider | undefined;
  readonly end: Disposition | undefined;
}

/**
 * Ways through tables that packets before took, kept where many are traced through one ruleset: most go alike through all tables but one. Kept are
 * only ways that forked nothing, asked nothing and changed no more than the mark.
 */
export interface KnownWays {
  readonly byTable: Map<Table, Map<Hook, WaysOfHook>>;
}

/** The ways through one table from one hook. */
export interface WaysOfHook {
  /** The one taken last first. */
  readonly ways: KnownWay[];
  taken: number;
  missed: number;
}

export function noWays(): KnownWays {
  return { byTable: new Map() };
}

/** All that a branch's way through a table depended on: another that reads alike goes the same way. */
export interface WayReads {
  /** Of each field that was compared with ranges: values around the branch's own for which all comparisons come to the same. */
  readonly ranges: Map<AddressField | NumericField, Range>;
  /** The bits that were looked at, and their values. */
  readonly bits: Map<BitsField, { readonly mask: number; readonly value: number }>;
  readonly names: Map<NamedField, readonly string[]>;
  readonly interfaces: Map<'in' | 'out', string>;
  /** Rules that an index passed over, from the one up to the other. */
  readonly skips: { readonly index: RuleIndex; readonly from: number; readonly to: number }[];
  /** The chains it came through, with their rules. */
  readonly chains: Map<Chain, readonly BoundRule[]>;
}
