import type { Dump } from '../ast/ast.js';
import type { TableName } from '../netfilter/hooks.js';
import type { ChainStory } from '../owners/owner.js';
import type { Cause } from '../packetset/causes.js';
import type { PacketSet } from '../packetset/packetSet.js';
import type { Fates } from '../packetset/fates.js';
import type { BoundRule, Chain, Ruleset, Table } from '../ruleset/ruleset.js';
import type { Place, Severity } from './finding.js';
import type { WitnessPacket } from '../witness/witnessPacket.js';
import type { Shows } from '../witness/shows.js';

/** What a lint rule may ask of one family's rules. Everything costly is computed once and shared. */
export interface LintContext {
  readonly ruleset: Ruleset;
  readonly dump: Dump;
  /** The other iptables backend has tables, too, which this dump does not show. */
  readonly otherBackend: boolean;
  /** What can become of each rule and chain; undefined where that is not decided, which is then reported by itself. */
  fatesOf(table: Table): Fates | undefined;
  /** Why an entered chain's rule matches nothing; undefined where that is not decided. */
  causeOf(table: Table, chain: Chain, rule: BoundRule): Cause | undefined;
  /** What `ask` answers; undefined where its sets take more than the budget, which is then reported by itself. */
  decide<T>(table: Table, ask: () => T): T | undefined;
  /**
   * A packet out of a set of a table's workshop, confirmed by the engine on the whole ruleset; see witnessPacket.ts. `shows` says of
   * a path whether it shows what the finding says: `matches(rule)`, `endsBy(rule)` of shows.ts, or one of your own.
   */
  witnessOf(fates: Pick<Fates, 'workshop'>, packets: PacketSet, shows: Shows): WitnessPacket | undefined;
  /** Whether a finding about a rule is left out by `sparesOwners` whatever keeps packets from the rule: it need not be looked for. */
  isSpared(rule: BoundRule): boolean;
  /** Who owns a chain and what it is for; undefined for built-in chains and for names that belong to no known program. */
  ownerOf(table: TableName, chain: string): ChainStory | undefined;
}

/** What a lint rule says of one place. `data` fills the `{words}` of its message. */
export interface Report<Id extends string> {
  readonly message: Id;
  readonly at: BoundRule | Chain | Place;
  readonly data?: Readonly<Record<string, string>>;
  readonly because?: readonly BoundRule[];
  readonly witness?: WitnessPacket;
  /** Where it differs from the lint rule's own. */
  readonly severity?: Severity;
}

/** One file of src/lint/rules, with its page beside it. */
export interface LintRule {
  readonly name: string;
  readonly severity: Severity;
  /** By id; `{word}` is filled in. */
  readonly messages: Readonly<Record<string, string>>;
  /** Lint rules that say less: what they find at a place where this one finds something is left out. */
  readonly replaces?: readonly string[];
  /** What a program always writes so is left out: see ownersWork.ts. */
  readonly sparesOwners?: true;
  check(context: LintContext, report: (report: Report<string>) => void): void;
}

/** Gives a lint rule its type, so that it can report only messages that it has. */
export function lintRule<const M extends Readonly<Record<string, string>>>(rule: {
  readonly name: string;
  readonly severity: Severity;
  readonly messages: M;
  readonly replaces?: readonly string[];
  readonly sparesOwners?: true;
  check(context: LintContext, report: (report: Report<Extract<keyof M, string>>) => void): void;
}): LintRule {
  return rule;
}
