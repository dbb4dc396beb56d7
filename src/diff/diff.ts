import type { Family, Hook } from '../netfilter/hooks.js';
import type { WitnessPacket } from '../witness/witnessPacket.js';
import { endsLike } from '../witness/shows.js';
import { witnessPacket } from '../witness/witnessPacket.js';
import { aroundBoth, withinBoth } from '../packetset/bounds.js';
import type { Bounds } from '../packetset/bounds.js';
import { boundsToward } from '../packetset/boundsToward.js';
import { boundedSet, describedBounds, describedSet } from '../packetset/describedSet.js';
import type { Description } from '../packetset/describedSet.js';
import { nothing } from '../packetset/packetSet.js';
import type { PacketSet } from '../packetset/packetSet.js';
import { flowSets } from '../packetset/flowSets.js';
import type { Diagrams } from '../packetset/diagrams.js';
import { sliceOf } from '../packetset/slice.js';
import { packetsAsTheyCome } from '../packetset/startSets.js';
import type { FlowEnd } from '../packetset/flowSets.js';
import { asTheyCame, asTheyLeave, rowsOf } from '../packetset/rowsOf.js';
import type { Rows } from '../packetset/rowsOf.js';
import { openWorkshop } from '../packetset/workshop.js';
import { joiningRule } from '../ruleset/joiningRule.js';
import type { BoundRule, Chain, Ruleset } from '../ruleset/ruleset.js';
import type { Workshop } from '../packetset/workshop.js';
import { changedRules } from './changedRules.js';

export interface DiffRequest {
  readonly before: Ruleset;
  /** Of the same family. */
  readonly after: Ruleset;
  readonly among: Description;
  /** At least 1, for each difference. */
  readonly mostRows: number;
  readonly mostNodes?: number;
}

/** How packets end on one side: the end, and the rule or the policy that decided it where one stopped them. */
export interface Ending {
  readonly kind: FlowEnd['kind'];
  readonly hook: Hook;
  readonly by?: BoundRule | Chain;
}

/** Packets that are treated otherwise. `translated`: they get through on both sides, with other addresses or ports. */
export interface Difference {
  readonly kind: 'end' | 'translated';
  readonly family: Family;
  readonly before: Ending;
  readonly after: Ending;
  readonly packets: Rows;
  /** A packet of which the engine confirms both ends. */
  readonly witness?: WitnessPacket;
}

/** Equivalent where there is no difference. */
export interface Diff {
  readonly differences: readonly Difference[];
  /** How many nodes the sets took. */
  readonly nodes: number;
}

/** All packets, as they come to the node or leave a socket of it, that the two rulesets treat differently. */
export function diff(request: DiffRequest): Diff {
  const { before, after, among, mostNodes } = request;
  const bounds = boundsOf(request);
  if (bounds === undefined) return { differences: [], nodes: 0 };
  const [ofBefore, ofAfter] = [sliceOf(before, bounds), sliceOf(after, bounds)];
  const isOfBefore = (chain: Chain): boolean =>
    before.tables.some(({ chains }) => chains.get(chain.name) === chain);
  const workshop = openWorkshop([...before.tables, ...after.tables], before.family, {
    throughNat: true,
    told: among,
    whole: [before, after].every((ruleset) => joiningRule(ruleset) !== undefined),
    rulesOf: (chain) => (isOfBefore(chain) ? ofBefore : ofAfter)(chain),
    ...(mostNodes === undefined ? {} : { mostNodes }),
  });
  const { diagrams } = workshop;
  const asked = diagrams.and(describedSet(workshop, among), boundedSet(workshop, bounds));
  const start = diagrams.and(packetsAsTheyCome(workshop), asked);
  const old = piecesOf(before, workshop, start);
  const now = piecesOf(after, workshop, start);
  const changed = endingOtherwise(workshop, old, now);
  const differences: Difference[] = [];
  const differ = (kind: Difference['kind'], packets: PacketSet): void => {
    const [from, to] = [partsOf(diagrams, old, packets), partsOf(diagrams, now, packets)];
    for (const was of from) {
      for (const is of to) {
        const isEnd = was.ending.kind !== is.ending.kind;
        if (isEnd !== (kind === 'end') || !(isEnd || isThrough(was.ending.kind))) continue;
        const both = diagrams.and(was.came, is.came);
        if (both !== nothing) differences.push(differenceOf(request, workshop, kind, was, is, both));
      }
    }
  };
  differ('end', changed);
  differ('translated', diagrams.minus(leavingOtherwise(workshop, old, now), changed));
  return { differences, nodes: diagrams.size };
}

/** Around the packets that may be treated differently: those that match rules that only one side has. Undefined where none do. */
function boundsOf({ before, after, among }: DiffRequest): Bounds | undefined {
  const described = describedBounds(among);
  const changed = changedRules(before, after);
  if (changed === undefined) return described;
  const toward = [
    boundsToward(before, { rules: changed.before, chains: new Set() }),
    boundsToward(after, { rules: changed.after, chains: new Set() }),
  ].reduce((around, bounds) => (bounds === undefined ? around : aroundBoth(around, bounds)));
  return toward && withinBoth(described, toward);
}

/** Of each piece what is among these packets; of thousands most have nothing of them. */
function partsOf(diagrams: Diagrams, pieces: readonly Piece[], packets: PacketSet): readonly Piece[] {
  return pieces
    .map((piece) => ({ ...piece, came: diagrams.and(piece.came, packets) }))
    .filter(({ came }) => came !== nothing);
}

/** Packets that end in one way by one decider. */
interface Piece {
  readonly ending: Ending;
  /** As they came. */
  readonly came: PacketSet;
  /** As they came, with the addresses and ports with which they leave. */
  readonly left: PacketSet;
}

function piecesOf(ruleset: Ruleset, workshop: Workshop, start: PacketSet): readonly Piece[] {
  const { diagrams } = workshop;
  const keyOf = keysOfEndings();
  const found = new Map<string, { ending: Ending; packets: PacketSet }>();
  flowSets(ruleset, workshop, start, {
    end({ packets, ...ending }) {
      const key = keyOf(ending);
      const known = found.get(key);
      found.set(key, { ending, packets: diagrams.or(known?.packets ?? nothing, packets) });
    },
  });
  return [...found.values()].map(({ ending, packets }) => ({
    ending,
    came: asTheyCame(workshop, packets),
    left: asTheyLeave(workshop, packets),
  }));
}

/** Tells decisions apart, also by rules of one number in tables of one name, of which each backend may have one. */
function keysOfEndings(): (ending: Ending) => string {
  const deciders = new Map<BoundRule | Chain, number>();
  return ({ kind, hook, by }) => {
    if (by === undefined) return `${kind} ${hook}`;
    const decider = deciders.get(by) ?? deciders.size;
    deciders.set(by, decider);
    return `${kind} ${decider}`;
  };
}

function isThrough(kind: FlowEnd['kind']): boolean {
  return kind === 'forwarded' || kind === 'delivered' || kind === 'sent';
}

/** Packets that can end in a way on one side in which they cannot on the other; draws may leave them several. */
function endingOtherwise(workshop: Workshop, old: readonly Piece[], now: readonly Piece[]): PacketSet {
  const { diagrams } = workshop;
  const kinds = new Set([...old, ...now].map(({ ending }) => ending.kind));
  let changed = nothing;
  for (const kind of kinds) {
    const union = (pieces: readonly Piece[]): PacketSet =>
      pieces
        .filter(({ ending }) => ending.kind === kind)
        .reduce((set, { came }) => diagrams.or(set, came), nothing);
    const [was, is] = [union(old), union(now)];
    changed = diagrams.or(changed, diagrams.or(diagrams.minus(was, is), diagrams.minus(is, was)));
  }
  return changed;
}

/** Packets that can leave with addresses or ports on one side with which they cannot on the other. */
function leavingOtherwise(workshop: Workshop, old: readonly Piece[], now: readonly Piece[]): PacketSet {
  const { diagrams } = workshop;
  const union = (pieces: readonly Piece[]): PacketSet =>
    pieces
      .filter(({ ending }) => isThrough(ending.kind))
      .reduce((set, { left }) => diagrams.or(set, left), nothing);
  const [was, is] = [union(old), union(now)];
  return asTheyCame(workshop, diagrams.or(diagrams.minus(was, is), diagrams.minus(is, was)));
}

function differenceOf(
  { before, after, among, mostRows }: DiffRequest,
  workshop: Workshop,
  kind: Difference['kind'],
  from: Piece,
  to: Piece,
  packets: PacketSet,
): Difference {
  const witness = witnessPacket({
    ruleset: before,
    workshop,
    packets,
    among,
    shows: endsLike((end) => end === from.ending.kind),
    also: { ruleset: after, shows: endsLike((end) => end === to.ending.kind) },
  });
  return {
    kind,
    family: before.family,
    before: from.ending,
    after: to.ending,
    packets: rowsOf(workshop, packets, mostRows),
    ...(witness === undefined ? {} : { witness }),
  };
}
