import type { Family, Hook, TableName } from '../../netfilter/hooks.js';
import type { Assumed, ChangedField, Difference, Undecided } from '../../diff/difference.js';
import type { Ending } from '../../diff/side.js';
import type { State } from '../../diff/stateOf.js';
import type { JsonName } from '../jsonNames.js';
import type { Count, Ordinal } from '../jsonNumbers.js';
import type { JsonPlace } from '../rows/placeJson.js';
import type { JsonRow } from '../rows/rowJson.js';

/** Which packets two dumps treat differently. */
export interface JsonDiff {
  readonly format: 'calitrace.diff';
  readonly version: 1;
  /** How many nodes the sets of packets took. */
  readonly nodes: Count;
  /** Whether there is no difference, and nothing that could not be decided. */
  readonly equivalent: boolean;
  readonly differences: readonly JsonDifferentPackets[];
  readonly undecided: readonly JsonUndecided[];
  /** What was taken for granted; `bits` of `marks`: which differ, `0x4000`; else null. */
  readonly assumed: readonly {
    readonly kind: Assumed['kind'];
    readonly text: string;
    readonly bits: string | null;
  }[];
  /** With names of the cluster: what is mentioned. */
  readonly names?: readonly JsonName[];
}

/**
 * Packets that are treated otherwise. `translated`: they get through on both sides, with other addresses or ports; `answer`: their senders get another
 * answer, or another program gets them; `effect`: they end alike, but something else is done with them.
 */
export interface JsonDifferentPackets {
  readonly kind: Difference['kind'];
  readonly family: Family;
  readonly before: JsonEnding;
  readonly after: JsonEnding;
  /** Of `effect`; else null. */
  readonly what: JsonEffect | null;
  /** Of `translated`: what nat makes of them on one side alone; null where it makes the same of them. */
  readonly nat: JsonNatApart | null;
  /** False where there are more than these. */
  readonly complete: boolean;
  readonly rows: readonly JsonRow[];
  /** Options of `calitrace trace` that describe a packet of which both ends were checked by following it; null without one. */
  readonly witness: { readonly options: readonly string[] } | null;
}

/** `others`: something else is made of them on both sides. */
export interface JsonNatApart {
  readonly before: readonly JsonTranslation[];
  readonly after: readonly JsonTranslation[];
  readonly others: boolean;
}

/** `text`: `translates the destination to 10.0.0.1 port 80`. `ofAll`: whether that can be made of all of these packets. */
export interface JsonTranslation {
  readonly text: string;
  readonly ofAll: boolean;
}

/** A field of which they leave with another value, or what is done, and by which rules. */
export interface JsonEffect {
  readonly field: ChangedField | null;
  readonly text: string | null;
  readonly before: readonly JsonPlace[];
  readonly after: readonly JsonPlace[];
}

/**
 * What may make packets be treated otherwise, and could not be decided. `chance`: they may be treated in several ways, of which something decides that is drawn,
 * counted or not known; `state`: what one side leaves in the kernel for later packets is not what the other does; `fragments`: one side alone has them joined before any rule.
 */
export interface JsonUndecided {
  readonly kind: Undecided['kind'];
  readonly family: Family;
  /** Of `state`, all of one kind; else empty. `name` is null of what has none. */
  readonly states: readonly { readonly kind: State['kind']; readonly name: string | null }[];
  /** The rules of each side that do it; of `chance` those that it has alone and that some of these packets match. */
  readonly before: readonly JsonPlace[];
  readonly after: readonly JsonPlace[];
  /** False where there are more than these packets, or none are told. */
  readonly complete: boolean;
  readonly rows: readonly JsonRow[];
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
  /** What is sent back, or where they go: `icmp-port-unreachable`, `queue 0`; null where that is nothing. */
  readonly detail: string | null;
}
