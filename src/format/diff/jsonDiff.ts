import type { Family, Hook, TableName } from '../../netfilter/hooks.js';
import type { Ending } from '../../diff/diff.js';
import type { JsonName } from '../jsonNames.js';
import type { Count, Ordinal } from '../jsonNumbers.js';
import type { JsonRow } from '../rows/rowJson.js';

/** Which packets two dumps treat differently. */
export interface JsonDiff {
  readonly format: 'calitrace.diff';
  readonly version: 1;
  /** How many nodes the sets of packets took. */
  readonly nodes: Count;
  /** Whether there is no difference. */
  readonly equivalent: boolean;
  readonly differences: readonly JsonDifferentPackets[];
  /** With names of the cluster: what is mentioned. */
  readonly names?: readonly JsonName[];
}

/** Packets that are treated otherwise. `translated`: they get through on both sides, with other addresses or ports. */
export interface JsonDifferentPackets {
  readonly kind: 'end' | 'translated';
  readonly family: Family;
  readonly before: JsonEnding;
  readonly after: JsonEnding;
  /** False where there are more than these. */
  readonly complete: boolean;
  readonly rows: readonly JsonRow[];
  /** Options of `calitrace trace` that describe a packet of which both ends were checked by following it; null without one. */
  readonly witness: { readonly options: readonly string[] } | null;
}

/** How packets end on one side. */
export interface JsonEnding {
  readonly kind: Ending['kind'];
  readonly hook: Hook;
  /** Null where they got through. Number and line are null of a policy. */
  readonly by: {
    readonly table: TableName;
    readonly chain: string;
    readonly number: Ordinal | null;
    readonly line: Ordinal | null;
  } | null;
}
