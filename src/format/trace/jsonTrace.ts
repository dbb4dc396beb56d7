import type { Backend, Hook, TableName } from '../../netfilter/hooks.js';
import type { CtDirection, CtStatus, PacketState, Verdict } from '../../netfilter/states.js';
import type { Field } from '../../packet/field.js';
import type { ChangeValue, DispositionKind } from '../../trace/trace.js';
import type { JsonName } from '../jsonNames.js';
import type { JsonProblem } from '../problemJson.js';
import type { JsonPacket } from './packetJson.js';

/** The JSON form of a trace. Its keys are a contract: they may be added to, never renamed, while `version` is 1. */
export interface JsonTrace extends JsonWalk {
  readonly format: 'calitrace.trace';
  readonly version: 1;
  readonly problems: readonly JsonProblem[];
  readonly chainsNotRead?: number;
  /** What the trace mentions, with what it is in the cluster; missing where no names were given. */
  readonly names?: readonly JsonName[];
}

/** What becomes of one packet. */
export interface JsonWalk {
  readonly complete: boolean;
  readonly packet: JsonPacket;
  readonly assumed: readonly Field[];
  readonly premises: readonly { readonly text: string; readonly settle?: string }[];
  readonly paths: readonly JsonPath[];
  readonly sighting?: JsonSighting;
}

/** How the packet was seen, where it was. */
export interface JsonSighting {
  readonly form: 'log' | 'tcpdump' | 'conntrack' | 'capture' | 'nflog';
  readonly taken: readonly { readonly field: Field; readonly words: string }[];
  readonly notes: readonly string[];
  readonly logged?: JsonLogged;
}

/** Which rule wrote a line of a log, and whether the trace comes by there. */
export interface JsonLogged {
  readonly rules: readonly JsonPlacedRule[];
  readonly visit?: {
    readonly rule: JsonPlacedRule;
    readonly hook: Hook;
    readonly paths: readonly number[];
    readonly differences: readonly {
      readonly field: Field;
      readonly line: ChangeValue;
      readonly trace: ChangeValue;
    }[];
  };
}

export type JsonPlacedRule = JsonRule & { readonly table: TableName };

export interface JsonPath {
  readonly chance?: number;
  readonly assumptions: readonly JsonAssumption[];
  readonly disposition: { readonly kind: DispositionKind; readonly by: JsonDecider };
  readonly packet: JsonPacket;
  readonly dependsOn: readonly { readonly field: Field; readonly text: string }[];
  readonly hops: readonly JsonHop[];
  readonly reply?: JsonReply;
}

/** The answer's own trace, or the reason for which there is none to follow. */
export type JsonReply = JsonWalk | { readonly none: string };

export interface JsonAssumption {
  readonly subject: string;
  readonly asks: string;
  readonly answer: string;
  readonly accepts: readonly string[];
  readonly because: string;
  readonly settle: string;
  readonly chance?: number;
}

export interface JsonRule {
  readonly chain: string;
  readonly rule: number;
  readonly line: number;
  readonly text: string;
}

export type JsonDecider =
  | (JsonRule & { readonly kind: 'rule'; readonly table: TableName; readonly reason?: string })
  | { readonly kind: 'policy'; readonly table: TableName; readonly chain: string; readonly reason?: string }
  | { readonly kind: 'kernel'; readonly reason: string };

export type JsonChanges = Readonly<Record<string, { readonly from: ChangeValue; readonly to: ChangeValue }>>;

interface Changed {
  readonly changes?: JsonChanges;
}

interface Assuming {
  readonly assumptions?: readonly JsonAssumption[] | undefined;
}

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

export interface JsonConnection {
  readonly direction: CtDirection;
  readonly status: readonly CtStatus[];
  readonly mark: number;
  readonly zone: number;
  /** Absent of an ICMP error about a connection that nobody described. */
  readonly original?: JsonTuple;
  readonly reply?: JsonTuple;
  readonly helper?: string;
}

export interface JsonTuple {
  readonly source: string;
  readonly destination: string;
  readonly sourcePort?: number;
  readonly destinationPort?: number;
}

/** Where the walk goes on; `rule` may be one more than the chain has: its end. */
export type JsonPosition = { readonly chain: string; readonly rule: number } | 'policy';

interface Passing extends Assuming {
  readonly misses?: readonly JsonMiss[] | undefined;
}

export type JsonStep =
  | (JsonRule &
      Passing & {
        readonly kind: 'rule';
        readonly depth: number;
        readonly verdict: Verdict;
        /** Empty where the rule changed nothing. */
        readonly changes: JsonChanges;
        readonly to?: string | undefined;
        readonly returnsTo?: JsonPosition | undefined;
        readonly notes?: readonly string[] | undefined;
      })
  | (Passing & {
      readonly kind: 'return';
      readonly chain: string;
      readonly depth: number;
      readonly because: 'rule' | 'end' | 'empty';
      readonly to: JsonPosition;
    })
  | (Passing & {
      readonly kind: 'policy';
      readonly chain: string;
      readonly verdict: 'ACCEPT' | 'DROP';
      readonly because: 'end' | 'return';
    });

export interface JsonMiss extends JsonRule {
  readonly match: string;
  readonly failed: string;
  readonly actual: string;
}
