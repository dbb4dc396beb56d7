import type { Address } from '../address/address.js';
import type { Range, RangeSet } from '../address/range.js';
import type { Condition } from '../condition/condition.js';
import type { Backend, Hook, TableName } from '../netfilter/hooks.js';
import type { Verdict } from '../netfilter/states.js';
import type { Field } from '../packet/field.js';
import type { Connection, Packet } from '../packet/packet.js';
import type { BoundRule } from '../ruleset/ruleset.js';

/**
 * What happens to one packet. Finished before it is printed: every format is a pure function of it.
 */
export interface Trace {
  readonly packet: Packet;
  /** Fields the user left out that a rule or the kernel read; they have their default. */
  readonly assumed: readonly Field[];
  readonly paths: readonly Path[];
  /** False where the number of paths hit its cap. */
  readonly complete: boolean;
  /** What holds for the whole trace and was not given: missing tables, forwarding on, the order of two backends. */
  readonly premises: readonly Premise[];
  /** How the packet was seen, where it was not described but seen by somebody. */
  readonly sighting?: Sighting;
}

/** What somebody saw of the packet on its way, and how much of that the trace begins with. */
export interface Sighting {
  /** A line of a LOG or NFLOG rule, of tcpdump, of conntrack; a packet of a capture file, or of one of what an NFLOG rule sent. */
  readonly form: 'log' | 'tcpdump' | 'conntrack' | 'capture' | 'nflog';
  /** What was taken over, each with the words that tell it; those are empty where nothing but the value was there. */
  readonly taken: readonly { readonly field: Field; readonly words: string }[];
  /** What was not taken over, or changed before, each with the reason: a sentence without a capital letter. */
  readonly notes: readonly string[];
  /** Of what a LOG or NFLOG rule told: which one. */
  readonly logged?: Logged;
}

/** Which rule wrote a line of a log, and whether the trace comes by there. */
export interface Logged {
  /** Rules that write such lines about packets that come in and leave so; none: the dump has no such rule. */
  readonly rules: readonly BoundRule[];
  /** Where the trace comes to one of them, and is there most like the line. Absent where it comes to none. */
  readonly visit?: LogVisit;
}

export interface LogVisit {
  readonly rule: BoundRule;
  readonly hook: Hook;
  /** Indexes of the paths that come there so. */
  readonly paths: readonly number[];
  /** What the line tells otherwise than the trace, by keys of a packet's JSON form, values as written there. */
  readonly differences: readonly {
    readonly field: Field;
    readonly line: ChangeValue;
    readonly trace: ChangeValue;
  }[];
}

/** A stated assumption that does not fork the trace. */
export interface Premise {
  readonly text: string;
  /** The option that replaces it, where there is one. */
  readonly settle?: string;
}

/** One branch's whole way. */
export interface Path {
  readonly disposition: Disposition;
  readonly hops: readonly Hop[];
  readonly assumptions: readonly Assumption[];
  /** 0 to 1; undefined where a fork had no known chance. */
  readonly chance: number | undefined;
  /** The packet as it leaves, or as it was when it ended. */
  readonly packet: Packet;
  /** What the end depended on, in terms of the packet as it came in. */
  readonly dependsOn: readonly Dependency[];
  /** What comes back, where that was asked. */
  readonly reply?: Reply;
}

/**
 * What comes back for a packet: the answer's own trace, whose paths assume and have their chance on top of the path that
 * they answer; or the reason for which nothing comes or can be followed.
 */
export type Reply =
  { readonly kind: 'answer'; readonly trace: Trace } | { readonly kind: 'none'; readonly reason: string };

/**
 * Something the dump cannot tell. `subject` is what `--assume SUBJECT=ANSWER` names.
 */
export interface Question {
  readonly subject: string;
  readonly accepts: readonly string[];
  readonly asks: string;
  readonly because: string;
  readonly settle: string;
  /** Probability of the first answer. */
  readonly chance?: number;
}

export interface Assumption extends Question {
  readonly answer: string;
}

/** A field the end of the path depended on, and in words what it had to be. */
export interface Dependency {
  readonly field: Field;
  readonly text: string;
}

export type DispositionKind =
  'forwarded' | 'delivered' | 'sent' | 'dropped' | 'rejected' | 'queued' | 'stolen' | 'abandoned';

/** How a path ends, and what decided. `abandoned`: the dump is broken there (a loop, a jump into nothing) or a limit cut the walk. */
export interface Disposition {
  readonly kind: DispositionKind;
  readonly by: Decider;
}

export type Decider =
  | { readonly kind: 'rule'; readonly rule: BoundRule; readonly reason?: string }
  | { readonly kind: 'policy'; readonly table: TableName; readonly chain: string; readonly reason?: string }
  | {
      readonly kind: 'kernel';
      readonly reason: string;
      /** What of the packet decided, where the hops before do not tell. */
      readonly reads?: readonly Field[];
    };

export type Hop = TableHop | ConntrackHop | RoutingHop | IpvsHop;

export interface TableHop {
  readonly kind: 'table';
  readonly hook: Hook;
  readonly table: TableName;
  readonly backend: Backend;
  /** The packet on entry. */
  readonly packet: Packet;
  readonly steps: readonly Step[];
  /** A hop of another packet with the same steps, but for what that packet had of what did not match. Of many packets most steps are alike. */
  readonly like?: TableHop;
}

export interface ConntrackHop {
  readonly kind: 'conntrack';
  readonly hook: Hook;
  readonly connection: Connection;
  /** The sentence for it: `NEW: no entry yet`, `ESTABLISHED: destination was translated by the first packet`. */
  readonly text: string;
  readonly changes: Changes;
  /** What the connection's first packet went by, where this packet follows it. */
  readonly assumptions?: readonly Assumption[];
}

export interface RoutingHop {
  readonly kind: 'routing';
  readonly hook: Hook;
  readonly decision: 'input' | 'forward' | 'output' | 'none';
  readonly outInterface: string;
  /** The route that was taken, where one was found: its prefix length in bits, and its gateway unless the destination is on the link. */
  readonly route?: { readonly length: number; readonly gateway?: Address };
  /** Whether the way back to the source was looked at, and with it the interface that the packet came in by (rp_filter). */
  readonly sourceChecked?: true;
  readonly text: string;
  readonly changes: Changes;
  readonly assumptions: readonly Assumption[];
}

export interface IpvsHop {
  readonly kind: 'ipvs';
  readonly hook: Hook;
  readonly text: string;
  readonly changes: Changes;
  readonly assumptions: readonly Assumption[];
}

/** What a step changed. Keys are those of a packet's JSON form, values as written there. */
export type Changes = Readonly<Record<string, { readonly from: ChangeValue; readonly to: ChangeValue }>>;
export type ChangeValue = string | number | null;

export type Step = RuleStep | PolicyStep | ReturnStep;

/** A rule that matched. */
export interface RuleStep extends PassingStep {
  readonly kind: 'rule';
  readonly rule: BoundRule;
  /** Number of jumps open around it: 0 in a built-in chain. A goto does not add one. */
  readonly depth: number;
  readonly verdict: Verdict;
  readonly to?: string;
  /** For a goto: where a RETURN from there goes. */
  readonly returnsTo?: Position | 'policy';
  readonly changes: Changes;
  /** Questions answered to get here, at this rule. */
  readonly assumptions: readonly Assumption[];
  /** `icmp-port-unreachable`, `queue 0`, what a LOG writes. */
  readonly notes: readonly string[];
}

/** Where a chain is left and the walk goes on. */
export interface ReturnStep extends PassingStep {
  readonly kind: 'return';
  readonly chain: string;
  readonly depth: number;
  /** `rule`: a RETURN (the step before this); `end`: the end of the chain. `empty`: a chain without rules. */
  readonly because: 'rule' | 'end' | 'empty';
  readonly to: Position | 'policy';
}

export interface PolicyStep extends PassingStep {
  readonly kind: 'policy';
  readonly chain: string;
  readonly verdict: 'ACCEPT' | 'DROP';
  readonly because: 'end' | 'return';
}

/** The rule that is looked at next. `rule` may be one more than the chain has: its end. */
export interface Position {
  readonly chain: string;
  readonly rule: number;
}

/** What all steps say of the rules of their chain that were passed over since the step before: they did not match. */
export interface PassingStep {
  readonly misses: readonly Miss[];
  /**
   * `misses` in two parts, where an index told of some rules that none matches, without a look at each: those looked at, and the runs of others. Who
   * needs no single rule asks these, since there may be very many.
   */
  readonly looked?: readonly Miss[];
  readonly runs?: readonly MissRun[];
}

/** Rules that ask for another address than the packet's, one behind the other. */
export interface MissRun {
  /** How many rules. */
  readonly count: number;
  /** The fields by which they failed. */
  readonly fields: readonly ('source' | 'destination')[];
  /** The addresses for which they ask, as far as they are in `kept`. */
  rangesIn(field: 'source' | 'destination', kept: RangeSet): readonly Range[];
  /** One by one. They assume nothing. */
  each(): readonly Miss[];
}

/** A rule that was looked at and did not match, with the first part that failed. */
export interface Miss {
  readonly rule: BoundRule;
  readonly match: string;
  readonly failed: Condition;
  /** The packet's actual value of what failed, in words. */
  readonly actual: string;
  /** Questions answered `no` (or otherwise) here. */
  readonly assumptions: readonly Assumption[];
}
