import type { Condition } from '../condition/condition.js';
import type { Backend, Family, Hook, TableName } from '../netfilter/hooks.js';
import type { Verdict } from '../netfilter/states.js';
import type { Effect, StateEffect } from '../packet/effect.js';
import type { OptionTable, Values } from './option.js';

/** What an extension may know of a rule when it looks at what its options say together: whatever it finds, it finds in any rule of that form. */
export interface RuleForm {
  readonly family: Family;
  readonly table: TableName;
  /** Of `-p`: the protocol's number (0: none given or `all`), and whether it stands negated. */
  readonly protocol: number;
  readonly protocolNegated: boolean;
  readonly writer: Writer;
}

/** What an extension may know of the rule it stands in. */
export interface RuleContext extends RuleForm {
  /** `filter/cali-INPUT:3`: names the rule in the subject of a question. */
  readonly name: string;
}

/** Which iptables wrote the dump, and most likely loaded its rules. */
export interface Writer {
  readonly backend: Backend;
  /** As in the dump's header: `1.8.9`; undefined without one. */
  readonly version: string | undefined;
}

/** A match: one file of src/matches, named as after `-m`. */
export interface MatchExtension<O extends OptionTable = OptionTable> {
  readonly name: string;
  /** Other names it is loaded by (`icmpv6` for icmp6). */
  readonly aliases?: readonly string[];
  readonly families: readonly Family[];
  readonly options: O;
  /** Refused at load otherwise: protocols `-p` must name, not negated. */
  readonly protocols?: readonly number[];
  /** While a rule with it is loaded the kernel joins fragments before any rule sees them: mostly since it then follows connections. */
  readonly joinsFragments?: true;
  /** Rules of combination that the option table cannot say; a sentence where one is broken. */
  check?(values: Values<O>, rule: RuleForm): string | undefined;
  condition(values: Values<O>, rule: RuleContext): Condition;
  effects?(values: Values<O>, rule: RuleContext): readonly StateEffect[];
  /** What it says to people and never to a packet: the text of a comment. */
  says?(values: Values<O>): string | undefined;
}

/** What a target does to a packet that reached it. `when` asks first: `yes` and `no` are what follows. */
export type Outcome =
  | {
      readonly kind: 'do';
      readonly effects: readonly Effect[];
      readonly verdict: Exclude<Verdict, 'JUMP' | 'GOTO'>;
      /** What is sent back, or where a queued packet goes: `icmp-port-unreachable`, `queue 0`. */
      readonly detail?: string;
      /** No program took it from its queue, and it goes on. */
      readonly bypass?: true;
    }
  | { readonly kind: 'when'; readonly condition: Condition; readonly yes: Outcome; readonly no: Outcome };

/** A target: one file of src/targets, named as after `-j`. */
export interface TargetExtension<O extends OptionTable = OptionTable> {
  readonly name: string;
  readonly families: readonly Family[];
  /** The tables in which the kernel takes it; absent: all. */
  readonly tables?: readonly TableName[];
  /** The built-in chains from which it may be reached; absent: all. */
  readonly hooks?: readonly Hook[];
  /** As of a match; a target may leave it to its options. */
  readonly joinsFragments?: true | ((values: Values<O>) => boolean);
  readonly options: O;
  check?(values: Values<O>, rule: RuleForm): string | undefined;
  outcome(values: Values<O>, rule: RuleContext): Outcome;
}

/** Gives a match its type from its own table: `export default match({ … })`. */
export function match<const O extends OptionTable>(extension: MatchExtension<O>): MatchExtension<O> {
  return extension;
}

/** Gives a target its type from its own table. */
export function target<const O extends OptionTable>(extension: TargetExtension<O>): TargetExtension<O> {
  return extension;
}

export function just(verdict: Exclude<Verdict, 'JUMP' | 'GOTO'>, ...effects: readonly Effect[]): Outcome {
  return { kind: 'do', effects, verdict };
}
