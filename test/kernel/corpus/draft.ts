import type { SetMembers } from './dumpSets.js';
import type { Known } from './pickValues.js';
import type { RuleBook } from './ruleBook.js';

/** What a packet should be; what is absent, no rule on its way asked. */
export interface Draft {
  source?: string | undefined;
  destination?: string | undefined;
  /** The node sends it; the node receives it. */
  fromNode: boolean;
  toNode: boolean;
  inInterface?: string | undefined;
  outInterface?: string | undefined;
  protocol?: number | undefined;
  sourcePort?: number | undefined;
  destinationPort?: number | undefined;
  icmpType?: string | undefined;
  tcpFlags?: string | undefined;
  mark?: number | undefined;
  user?: number | undefined;
  group?: number | undefined;
  length?: number | undefined;
  ttl?: number | undefined;
  tos?: number | undefined;
  mac?: string | undefined;
  frame?: 'broadcast' | 'multicast' | undefined;
  established?: boolean | undefined;
}

/** What the dump has to offer to a packet. */
export interface Offer extends Known {
  readonly book: RuleBook;
  readonly sets: SetMembers;
  readonly interfaces: readonly string[];
}
