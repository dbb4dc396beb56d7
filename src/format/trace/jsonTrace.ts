import type { Backend, Hook, TableName } from '../../netfilter/hooks.js';
import type { CtDirection, CtStatus, PacketState, Verdict } from '../../netfilter/states.js';
import type { Field } from '../../packet/field.js';
import type { ChangeValue, DispositionKind } from '../../trace/trace.js';
import type { JsonName } from '../jsonNames.js';
import type { Chance, Count, Ordinal, Unsigned16, Unsigned32 } from '../jsonNumbers.js';
import type { JsonProblem } from '../problemJson.js';
import type { JsonPacket } from './packetJson.js';

/** The JSON form of a trace. Its keys are a contract: they may be added to, never renamed, while `version` is 1. */
export interface JsonTrace extends JsonWalk {
  readonly format: 'calitrace.trace';
  readonly version: 1;
  /** What is wrong with the dump. */
  readonly problems: readonly JsonProblem[];
  /** Of a large dump: how many chains were not read, since the packet does not come to them. */
  readonly chainsNotRead?: Ordinal;
  /** What the trace mentions, with what it is in the cluster; missing where no names were given. */
  readonly names?: readonly JsonName[];
  /** In a stream of traces: the line of the file of packets. */
  readonly packetLine?: Ordinal;
}

/** What becomes of one packet. */
export interface JsonWalk {
  /** False where there were more paths than the limit: then these are only some of them. */
  readonly complete: boolean;
  /** As it was described, with defaults filled in. */
  readonly packet: JsonPacket;
  /** What nobody gave and a rule or the kernel read; it has its default. */
  readonly assumed: readonly Field[];
  /** What was taken to hold for the whole trace. */
  readonly premises: readonly JsonPremise[];
  /** Every way the packet may take; one where nothing is unknown. */
  readonly paths: readonly JsonPath[];
  readonly sighting?: JsonSighting;
}

/** What was taken to hold. */
export interface JsonPremise {
  readonly text: string;
  /** The option that replaces it. */
  readonly settle?: string;
}

/** How the packet was seen, where it was. */
export interface JsonSighting {
  readonly form: 'log' | 'tcpdump' | 'conntrack' | 'capture' | 'nflog';
  /** What was taken over, and the words that tell it. */
  readonly taken: readonly { readonly field: Field; readonly words: string }[];
  /** What was not taken over, or changed before, and why. */
  readonly notes: readonly string[];
  readonly logged?: JsonLogged;
}

/** Which rule wrote a line of a log, and whether the trace comes by there. */
export interface JsonLogged {
  readonly rules: readonly JsonPlacedRule[];
  readonly visit?: {
    readonly rule: JsonPlacedRule;
    readonly hook: Hook;
    /** Indexes of paths, from 0. */
    readonly paths: readonly Count[];
    readonly differences: readonly {
      readonly field: Field;
      readonly line: ChangeValue;
      readonly trace: ChangeValue;
    }[];
  };
}

/** A rule with its table. */
export type JsonPlacedRule = JsonRule & { readonly table: TableName };

/** One way that a packet may take. */
export interface JsonPath {
  /** Absent where an assumption has no known chance. */
  readonly chance?: Chance;
  /** All questions answered on the way. */
  readonly assumptions: readonly JsonAssumption[];
  readonly disposition: { readonly kind: DispositionKind; readonly by: JsonDecider };
  /** As it leaves, or as it was when it ended. */
  readonly packet: JsonPacket;
  /** What the end depended on, in terms of the packet as it came in. */
  readonly dependsOn: readonly { readonly field: Field; readonly text: string }[];
  readonly hops: readonly JsonHop[];
  readonly reply?: JsonReply;
}

/** The answer's own trace, or the reason for which there is none to follow. */
export type JsonReply = JsonWalk | { readonly none: string };

/** A question that the dump leaves open, with the answer that this path took. */
export interface JsonAssumption {
  /** What `--assume 'SUBJECT=ANSWER'` names. */
  readonly subject: string;
  readonly asks: string;
  readonly answer: string;
  /** All answers. */
  readonly accepts: readonly string[];
  readonly because: string;
  /** The option that answers it. */
  readonly settle: string;
  /** Of the first answer that it accepts, where that is known. */
  readonly chance?: Chance;
}

/** A rule of the dump. */
export interface JsonRule {
  readonly chain: string;
  /** Its number within the chain. */
  readonly rule: Ordinal;
  /** Of the dump. */
  readonly line: Ordinal;
  /** As it stands in the dump, without counters. */
  readonly text: string;
}

/** What decided how a path ends; for a packet that got through, the last decision of the filter table. */
export type JsonDecider =
  | (JsonRule & { readonly kind: 'rule'; readonly table: TableName; readonly reason?: string })
  | { readonly kind: 'policy'; readonly table: TableName; readonly chain: string; readonly reason?: string }
  | { readonly kind: 'kernel'; readonly reason: string };

/** What changed of a packet. */
export type JsonChanges = Readonly<Partial<Record<keyof JsonPacket, JsonChange>>>;

/** Null stands for what was or is absent. */
export interface JsonChange {
  readonly from: ChangeValue;
  readonly to: ChangeValue;
}

interface Changed {
  readonly changes?: JsonChanges;
}

interface Assuming {
  /** The questions that were answered there, or at a rule passed over since the step before. */
  readonly assumptions?: readonly JsonAssumption[] | undefined;
}

/** One station of a path. */
export type JsonHop =
  | {
      readonly kind: 'table';
      readonly hook: Hook;
      readonly table: TableName;
      readonly backend: Backend;
      readonly steps: readonly JsonStep[];
    }
  | (Changed &
      Assuming & {
        readonly kind: 'conntrack';
        readonly hook: Hook;
        readonly state: PacketState;
        readonly text: string;
        readonly connection?: JsonConnection;
      })
  | (Changed &
      Assuming & {
        readonly kind: 'routing';
        readonly hook: Hook;
        readonly decision: 'input' | 'forward' | 'output' | 'none';
        readonly outInterface?: string;
        readonly text: string;
      })
  | (Changed & Assuming & { readonly kind: 'ipvs'; readonly hook: Hook; readonly text: string });

/** What conntrack knows of the packet's connection. */
export interface JsonConnection {
  readonly direction: CtDirection;
  readonly status: readonly CtStatus[];
  readonly mark: Unsigned32;
  readonly zone: Unsigned16;
  /** Absent of an ICMP error about a connection that nobody described. */
  readonly original?: JsonTuple;
  readonly reply?: JsonTuple;
  readonly helper?: string;
}

/** One direction of a connection. */
export interface JsonTuple {
  readonly source: string;
  readonly destination: string;
  readonly sourcePort?: Unsigned16;
  readonly destinationPort?: Unsigned16;
}

/** Where the walk goes on; `rule` may be one more than the chain has: its end. */
export type JsonPosition = { readonly chain: string; readonly rule: Ordinal } | 'policy';

interface Passing extends Assuming {
  /** With --verbose: the rules of that chain that were passed over since the step before. */
  readonly misses?: readonly JsonMiss[] | undefined;
}

/** A rule that matched, or where a chain or a hook ended. */
export type JsonStep =
  | (JsonRule &
      Passing & {
        readonly kind: 'rule';
        /** The number of jumps around its chain: 0 in a built-in one. A goto adds none. */
        readonly depth: Count;
        readonly verdict: Verdict;
        /** Empty where the rule changed nothing. */
        readonly changes: JsonChanges;
        /** The chain it jumps or goes to. */
        readonly to?: string | undefined;
        /** Of a goto: where the walk goes on behind that chain. */
        readonly returnsTo?: JsonPosition | undefined;
        /** What its target does besides: what a REJECT sends back, what a LOG writes. */
        readonly notes?: readonly string[] | undefined;
      })
  | (Passing & {
      readonly kind: 'return';
      readonly chain: string;
      readonly depth: Count;
      readonly because: 'rule' | 'end' | 'empty';
      readonly to: JsonPosition;
    })
  | (Passing & {
      readonly kind: 'policy';
      readonly chain: string;
      readonly verdict: 'ACCEPT' | 'DROP';
      readonly because: 'end' | 'return';
    });

/** A rule that did not match. */
export interface JsonMiss extends JsonRule {
  /** The match that failed; `rule` for the rule's own -s -d -i -o -p -f. */
  readonly match: string;
  /** Its condition in words. */
  readonly failed: string;
  /** What the packet has. */
  readonly actual: string;
}
