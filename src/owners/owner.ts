import type { TableName } from '../netfilter/hooks.js';
import type { BoundRule, Ruleset } from '../ruleset/ruleset.js';

/** Who made a chain and what it is for. */
export interface ChainStory {
  /** The program, as its users call it: `Calico`, `kube-proxy`. */
  readonly owner: string;
  /** A short phrase, at most 60 characters: `workload cali0ef24b1, traffic to it`. */
  readonly purpose: string;
  /** A sentence or two where the phrase leaves something open: a full name, a hash, what is not in the dump. */
  readonly detail?: string;
}

/** What some bits of the packet mark mean to one owner. */
export interface MarkBit {
  /** Unsigned 32-bit; one bit, or a field of several. */
  readonly mask: number;
  /** Of a field: the value that bears this name. Absent: any value but zero. */
  readonly value?: number;
  /** One word: `accept`, `masquerade`. */
  readonly name: string;
  /** What it is in chains whose names begin so, where its owner uses it twice. */
  readonly within?: { readonly begin: readonly string[]; readonly name: string };
  readonly owner: string;
  /** What it says of the packet, as a phrase. */
  readonly meaning: string;
}

/**
 * A program that writes chains: one file of src/owners/by. It answers for its own chains and rules only and
 * says nothing (`undefined`) of others. Pure: everything is read off the names and the ruleset.
 */
export interface Owner {
  readonly name: string;
  /** Lower is asked first, 50 where absent. Owners known by loose name patterns come late. */
  readonly order?: number;
  describeChain(name: string, table: TableName, ruleset: Ruleset): ChainStory | undefined;
  /** What a rule is in the owner's scheme, at most 60 characters: `no policy accepted: default deny`. */
  describeRule?(rule: BoundRule, ruleset: Ruleset): string | undefined;
  /** The bits that this dump shows in use. */
  markBits?(ruleset: Ruleset): readonly MarkBit[];
  /** Sentences about bits on which the rules of the dump contradict each other. */
  markDoubts?(ruleset: Ruleset): readonly string[];
  /** A sentence about what decides on packets beside these rules and is in no dump, where the rules tell that it is there. */
  decidesElsewhere?(ruleset: Ruleset): string | undefined;
  /** What an ipset of this name holds, as a phrase. */
  describeSet?(name: string): string | undefined;
}

/** Gives an owner its type: `export default owner({ … })`. */
export function owner(declaration: Owner): Owner {
  return declaration;
}
