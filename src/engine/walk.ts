import type { Address } from '../address/address.js';
import type { Family } from '../netfilter/hooks.js';
import type { CtDirection, CtStatus, PacketState } from '../netfilter/states.js';
import type { Connection } from '../packet/packet.js';
import type { Assumption } from '../trace/trace.js';
import type { Node } from '../node/node.js';
import type { KnownWays } from './knownWay.js';
import type { Ruleset } from '../ruleset/ruleset.js';

/**
 * What one walk reads, and the little it keeps count of. Shared by all branches of a trace.
 */
export interface Walk {
  readonly family: Family;
  readonly ruleset: Ruleset;
  readonly node: Node;
  /** The ruleset has all tables that the node has. */
  readonly allTables: boolean;
  /** `--assume SUBJECT=ANSWER`. */
  readonly answers: ReadonlyMap<string, string>;
  /** Subjects of `answers` that a question asked for. */
  readonly answered: Set<string>;
  /** Subjects whose answer is none that the question accepts; with those that are. */
  readonly refused: Map<string, readonly string[]>;
  /** `--oif`. */
  readonly outInterface: string | undefined;
  /** Seconds since 1970, and the node's offset from UTC in seconds; undefined where nobody said when. */
  readonly moment: { readonly seconds: number; readonly zone: number } | undefined;
  readonly tracking: Tracking;
  /** It is the first packet of a connection, walked before the one that the trace is about. */
  readonly isFirst?: true;
  /** Of an answer: where the packet that it answers came from. */
  readonly wayBack?: WayBack;
  /** Of an answer: it comes in by an interface that nothing tells. */
  readonly inOpen?: boolean;
  /** Rules are found by the addresses that they ask for, and most are held against the packet in one go; else each takes the long way, which comes to the same. */
  readonly quick: boolean;
  /** Where many packets go through one ruleset: how those before this one went. */
  readonly ways?: KnownWays | undefined;
  readonly limit: PathLimit;
}

/** Where a packet came from: by which interface, empty for this node itself. */
export interface WayBack {
  readonly to: Address;
  readonly device: string;
}

/** What is known of the packet's connection before the walk. */
export interface Tracking {
  /** `--ctstate`; undefined: conntrack decides by the packet itself. */
  readonly state: PacketState | undefined;
  readonly status: readonly CtStatus[] | undefined;
  readonly direction: CtDirection;
  readonly mark: number;
  /** The entry, where an earlier packet made it or `--ct-entry` gave it. */
  readonly entry: Connection | undefined;
  /** What the earlier packet's way assumed. */
  readonly assumed?: readonly Assumption[];
  /** Of an answer: the connection as the packet that it answers left it, in the answer's direction. Conntrack may not find it. */
  readonly answered?: Connection;
}

/** Counts the branches of a trace, and the rules they look at, against the caps. */
export interface PathLimit {
  readonly most: number;
  started: number;
  /** Rules that all branches together have looked at, and those of them that matched. */
  visits: number;
  matched: number;
  cut: boolean;
}

/** More rules than any node has; only chains that call each other over and over come to it. */
export const mostVisits = 2_000_000;
/** Far more than a path has on any node. */
const matchedOfPath = 400;

/** The reason for which a walk cannot go on; undefined while it may. */
export function exhausted(limit: PathLimit): string | undefined {
  if (limit.visits > mostVisits) return `the walk ends here: it has looked at ${mostVisits} rules`;
  const mostMatched = Math.max(50_000, limit.most * matchedOfPath);
  if (limit.matched > mostMatched) return `the walk ends here: ${mostMatched} rules have matched`;
  return undefined;
}

/** Whether so many more of both stay under the caps. */
export function hasRoom(
  limit: PathLimit,
  { visits, matched }: Pick<PathLimit, 'visits' | 'matched'>,
): boolean {
  const after = { ...limit, visits: limit.visits + visits, matched: limit.matched + matched };
  return exhausted(after) === undefined;
}

/** Lets as many branches go on as the cap allows: always the first. */
export function withinLimit<T>(limit: PathLimit, branches: readonly T[]): readonly T[] {
  const room = Math.max(0, limit.most - limit.started);
  const kept = branches.slice(0, 1 + room);
  limit.started += kept.length - 1;
  if (kept.length < branches.length) limit.cut = true;
  return kept;
}
