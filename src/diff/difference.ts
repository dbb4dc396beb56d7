import type { Family, NatSide } from '../netfilter/hooks.js';
import type { Effect, NatTarget } from '../packet/effect.js';
import type { Rows } from '../packetset/rowsOf.js';
import type { BoundRule } from '../ruleset/ruleset.js';
import type { WitnessPacket } from '../witness/witnessPacket.js';
import type { Ending } from './side.js';
import type { State } from './stateOf.js';

/**
 * Packets that are treated otherwise. `translated`: they get through on both sides, with other addresses or ports; `answer`: their senders get another
 * answer, or another program gets them; `effect`: they end alike, but something else is done with them.
 */
export interface Difference {
  readonly kind: 'end' | 'translated' | 'answer' | 'effect';
  readonly family: Family;
  readonly before: Ending;
  readonly after: Ending;
  /** Of `effect`. */
  readonly what?: OtherEffect;
  /** Of `translated`, where nat does it. */
  readonly nat?: NatApart;
  readonly packets: Rows;
  /** A packet of which the engine confirms both ends. */
  readonly witness?: WitnessPacket;
}

/** What nat makes of packets on one side alone, and whether it makes something else of them on both. */
export interface NatApart {
  readonly before: readonly Translation[];
  readonly after: readonly Translation[];
  readonly others: boolean;
}

export interface Translation {
  readonly side: NatSide;
  readonly to: NatTarget;
  /** Whether it can be made of all of them. */
  readonly ofAll: boolean;
}

/** A field that they leave with another value of, or something that is done on one side alone, with the rules that do it. */
export type OtherEffect =
  | { readonly kind: 'field'; readonly field: ChangedField }
  | {
      readonly kind: 'done';
      readonly effect: Effect;
      readonly before: readonly BoundRule[];
      readonly after: readonly BoundRule[];
    };

export type ChangedField = 'tos' | 'ttl';

/**
 * What may make packets be treated otherwise, and cannot be decided. `chance`: they may be treated in several ways, of which something decides that is drawn,
 * counted or not known, and not in the same way on both sides; `state`: what one side leaves in the kernel for later packets is not what the other does;
 * `fragments`: one side alone has them joined before any rule.
 */
export interface Undecided {
  readonly kind: 'chance' | 'state' | 'fragments';
  readonly family: Family;
  /** Of `state`, all of one kind. */
  readonly states: readonly State[];
  /** The rules of each side that do it; of `chance` those that it has alone and that some of these packets match. */
  readonly before: readonly BoundRule[];
  readonly after: readonly BoundRule[];
  /** For which packets; of `fragments` missing. */
  readonly packets?: Rows;
}

/**
 * What is taken for granted. `marks`: packets are routed, or leave, with other marks, and nothing but the rules of iptables asks for these; `node`: what
 * snapshots tell beside rules is not the same, and what depends on it is not compared.
 */
export type Assumed =
  /** `bits`: which of them, 32-bit. */
  | { readonly kind: 'marks'; readonly bits: number }
  | { readonly kind: 'node'; readonly parts: readonly NodePart[] };

export type NodePart =
  | 'ipsets'
  | 'addresses'
  | 'routes'
  | 'policy rules'
  | 'IPVS services'
  | 'settings of the kernel'
  | 'tables of nftables';

/** Equivalent where there is neither a difference nor anything undecided. */
export interface Diff {
  readonly differences: readonly Difference[];
  readonly undecided: readonly Undecided[];
  readonly assumed: readonly Assumed[];
  /** How many nodes the sets took. */
  readonly nodes: number;
}
