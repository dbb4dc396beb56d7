import type { Family, Hook, TableName } from '../../../src/netfilter/hooks.js';

/** Where a rule stands. User chains may be reached from any hook of their table. */
export interface Place {
  readonly family: Family;
  readonly table: TableName;
  readonly hook: Hook | undefined;
}

/** A rule's target, with the matches that it demands. */
export interface RandomTarget {
  readonly text: string;
  /** `-p tcp` where the target needs one; the rule must have no other `-p`. */
  readonly protocol?: string;
}
