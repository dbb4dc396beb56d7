import type { Hook } from '../netfilter/hooks.js';
import { aroundWithin } from '../packetset/around.js';
import type { Around } from '../packetset/around.js';
import { boundsToward } from '../packetset/boundsToward.js';
import { askedPackets, leavingAsAsked, aroundOwn } from '../packetset/askedLeaving.js';
import { describedBounds } from '../packetset/describedSet.js';
import type { Description } from '../packetset/describedSet.js';
import { nothing } from '../packetset/packetSet.js';
import type { PacketSet } from '../packetset/packetSet.js';
import { refusedAddresses, refusedBefore } from '../packetset/refusedSets.js';
import { strangeLoopback, toldSet, without } from '../packetset/toldSets.js';
import { flowSets } from '../packetset/flowSets.js';
import { changesForPacket } from '../packetset/bounds.js';
import { sliceOf } from '../packetset/slice.js';
import type { FlowEnd } from '../packetset/flowSets.js';
import { asTheyCame, rowsOf } from '../packetset/rowsOf.js';
import type { Rows } from '../packetset/rowsOf.js';
import { openWorkshop } from '../packetset/workshop.js';
import { joiningRule } from '../ruleset/joiningRule.js';
import type { BoundRule, Chain, Ruleset } from '../ruleset/ruleset.js';
import type { WitnessPacket } from '../witness/witnessPacket.js';
import { endsLike, enters, matches } from '../witness/shows.js';
import type { Shows } from '../witness/shows.js';
import { witnessPacket } from '../witness/witnessPacket.js';

export const reachableEnds = ['accepted', 'dropped', 'rejected'] as const;
export type ReachableEnd = (typeof reachableEnds)[number];

/** What packets are asked to come to. */
export type Target =
  | { readonly kind: 'rule'; readonly rule: BoundRule }
  | { readonly kind: 'chain'; readonly chain: Chain }
  | { readonly kind: 'end'; readonly end: ReachableEnd };

export interface ReachRequest {
  readonly ruleset: Ruleset;
  readonly target: Target;
  /** Packets to look at; what it leaves out may be anything. */
  readonly among: Description;
  /** At least 1. */
  readonly mostRows: number;
  readonly mostNodes?: number;
  /** Whether packets from or to 127.0.0.0/8 may come in by some interface; by default true. */
  readonly localnet?: boolean;
}

/**
 * Which packets come there, for each hook in which they do. Of packets from outside that the kernel refuses for their addresses the rows say nothing. `witness` is one that the engine confirmed. */
export interface Reach {
  readonly hooks: readonly { readonly hook: Hook; readonly packets: Rows }[];
  /** Rules that some of the packets match and of which nobody knows what they do: packets are followed behind them as they were. */
  readonly unread: readonly BoundRule[];
  /** How many nodes the sets took. */
  readonly nodes: number;
  readonly witness?: WitnessPacket;
}

/**
 * All packets, as they come to the node or leave a socket of it, that match a rule, enter a chain or end in a way.
 * @throws BudgetExceeded
 */
export function reach(request: ReachRequest): Reach {
  const { ruleset, target, among, mostRows, mostNodes, localnet = true } = request;
  const around = aroundAsked(ruleset, target, among);
  if (around.length === 0) return { hooks: [], unread: [], nodes: 0 };
  const workshop = openWorkshop(ruleset.tables, ruleset.family, {
    throughNat: true,
    told: { ...among, numbers: toldApart(among, ruleset.family) },
    whole: joiningRule(ruleset) !== undefined,
    rulesOf: sliceOf(ruleset, around, changesForPacket, aroundOwn(among, around)),
    ...(mostNodes === undefined ? {} : { mostNodes }),
  });
  const { diagrams } = workshop;
  const found = new Map<Hook, PacketSet>();
  const unread = new Set<BoundRule>();
  const add = (hook: Hook, there: PacketSet): void => {
    const set = leavingAsAsked(workshop, among, hook, there);
    if (set !== nothing) found.set(hook, diagrams.or(found.get(hook) ?? nothing, set));
  };
  flowSets(ruleset, workshop, askedPackets(workshop, among, around), {
    enter: (hook, chain, set) => {
      if (target.kind === 'chain' && chain === target.chain) add(hook, set);
    },
    step: (hook, { rule, matched }) => {
      if (target.kind === 'rule' && rule === target.rule) add(hook, matched);
      if (rule.action.kind === 'unread' && matched !== nothing) unread.add(rule);
    },
    end: ({ kind, hook, packets }) => {
      if (target.kind === 'end' && endOf(kind) === target.end) add(hook, packets);
    },
  });
  const came = [...found].flatMap(([hook, set]) => {
    const never = [...refusedBefore(workshop, hook, localnet), ...strangeLoopback(workshop)];
    const of = asTheyCame(workshop, set);
    const packets = without(workshop, of, never);
    return packets === nothing ? [] : [{ hook, packets, told: toldSet(workshop, of, never) }];
  });
  const all = came.reduce((union, { packets }) => diagrams.or(union, packets), nothing);
  const witness =
    all === nothing
      ? undefined
      : witnessPacket({ ruleset, workshop, packets: all, among, shows: showsOf(target) });
  return {
    hooks: came.map(({ hook, told }) => ({ hook, packets: rowsOf(workshop, told, mostRows) })),
    unread: [...unread],
    nodes: diagrams.size,
    ...(witness === undefined ? {} : { witness }),
  };
}

/** What was asked for, and the addresses with which packets may be refused. */
function toldApart({ numbers }: Description, family: Ruleset['family']): Description['numbers'] {
  const apart = new Map(numbers);
  for (const [side, ranges] of refusedAddresses(family))
    apart.set(side, [...(numbers.get(side) ?? []), ...ranges]);
  return apart;
}

/** Around the packets that may come there. Of an end nothing is known before. */
function aroundAsked(ruleset: Ruleset, target: Target, among: Description): Around {
  const described = describedBounds(among);
  if (target.kind === 'end') return [described];
  const toward = boundsToward(ruleset, {
    rules: new Set(target.kind === 'rule' ? [target.rule] : []),
    chains: new Set(target.kind === 'chain' ? [target.chain] : []),
  });
  return aroundWithin(toward, described);
}

function endOf(kind: FlowEnd['kind']): ReachableEnd | undefined {
  switch (kind) {
    case 'forwarded':
    case 'delivered':
    case 'sent':
      return 'accepted';
    case 'dropped':
    case 'rejected':
      return kind;
    case 'queued':
    case 'stolen':
      return undefined;
  }
}

function showsOf(target: Target): Shows {
  switch (target.kind) {
    case 'rule':
      return matches(target.rule);
    case 'chain':
      return enters(target.chain);
    case 'end':
      return endsLike((kind) => kind !== 'abandoned' && endOf(kind) === target.end);
  }
}
