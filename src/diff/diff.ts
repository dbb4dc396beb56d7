import { witnessPacket } from '../witness/witnessPacket.js';
import { endsLike } from '../witness/shows.js';
import { aroundAll, aroundWithin } from '../packetset/around.js';
import type { Around } from '../packetset/around.js';
import type { ChangesBehind } from '../packetset/bounds.js';
import { BudgetExceeded } from '../packetset/diagrams.js';
import { boundsToward } from '../packetset/boundsToward.js';
import { ownBounds } from '../packetset/askedLeaving.js';
import { describedBounds } from '../packetset/describedSet.js';
import type { Description } from '../packetset/describedSet.js';
import { nothing } from '../packetset/packetSet.js';
import type { PacketSet } from '../packetset/packetSet.js';
import { rowsOf } from '../packetset/rowsOf.js';
import type { Rows } from '../packetset/rowsOf.js';
import { strangeLoopback, toldSet, without } from '../packetset/toldSets.js';
import type { Effect } from '../packet/effect.js';
import type { BoundRule, Ruleset } from '../ruleset/ruleset.js';
import type { Workshop } from '../packetset/workshop.js';
import { answerOf, endingApart, rulesMet, undecidedBy } from './apart.js';
import { endingBehindNat } from './behindNat.js';
import { changedRules } from './changedRules.js';
import type { Changes } from './changedRules.js';
import type { Diff, Difference, Undecided } from './difference.js';
import { changedFields, deedsApart, fieldApart, marksApart } from './doneApart.js';
import type { DeedApart } from './doneApart.js';
import { fewOfBoth, followBoth } from './followBoth.js';
import type { Both } from './followBoth.js';
import { fragmentsApart } from './fragmentsApart.js';
import { isThrough, leavingApart, withoutDraws } from './leavingApart.js';
import { natApart } from './natApart.js';
import type { Ending, Piece, Side } from './side.js';
import { leavesBehind, statesRead } from './leavesBehind.js';
import { keyOfState } from './stateOf.js';
import type { State } from './stateOf.js';
import { byAnyInterface, leavingByAsked } from './waysOut.js';

export interface DiffRequest {
  readonly before: Ruleset;
  /** Of the same family. */
  readonly after: Ruleset;
  readonly among: Description;
  /** At least 1, for each difference. */
  readonly mostRows: number;
  readonly mostNodes?: number;
}

/**
 * All packets, as they come to the node or leave a socket of it, that the two rulesets treat differently.
 * @throws BudgetExceeded
 */
export function diff(request: DiffRequest): Diff {
  const { before, after } = request;
  const changes = changedRules(before, after);
  const rulesets = [before, after];
  const reads = statesRead(rulesets);
  const changesBehind = leavesBehind(rulesets, reads);
  const fragments = fragmentsApart(before, after);
  const around = aroundChanges(request, changes, changesBehind);
  if (around.length === 0) return { differences: [], undecided: fragments, assumed: [], nodes: 0 };
  const few = fewOfBoth(request, around, changesBehind, reads);
  try {
    return compare(request, changes, fragments, followBoth(request, changes, few, true));
  } catch (error) {
    if (!(error instanceof BudgetExceeded)) throw error;
    return compare(request, changes, fragments, followBoth(request, changes, few, false));
  }
}

function compare(
  request: DiffRequest,
  changes: Changes,
  fragments: readonly Undecided[],
  { workshop, old, now }: Both,
): Diff {
  const { diagrams } = workshop;
  const [was, is] = [drawless(workshop, old), drawless(workshop, now)];

  const differences: Difference[] = [];
  const differ = (
    what: Pick<Difference, 'kind' | 'what'>,
    packets: PacketSet,
    isOne: (from: Ending, to: Ending) => boolean,
  ): void => {
    let left = packets;
    const compareEnds = (from: readonly Piece[], to: readonly Piece[]): void => {
      for (const one of from) {
        for (const other of to) {
          if (!isOne(one.ending, other.ending)) continue;
          const both = withoutDraws(workshop, diagrams.and(one.came, other.came));
          if (both === nothing) continue;
          left = diagrams.minus(left, both);
          const ends = [one.ending, other.ending] as const;
          const nat = what.kind === 'translated' ? natApart(workshop, [old, now], ends, both) : undefined;
          const told = nat === undefined ? what : { ...what, nat };
          differences.push(differenceOf(request, workshop, told, one, other, both));
        }
      }
    };
    const compareParts = (from: readonly Piece[], to: readonly Piece[], among: PacketSet): void => {
      if (among !== nothing) compareEnds(partsOf(workshop, from, among), partsOf(workshop, to, among));
    };
    const byAny = (pieces: readonly Piece[]): readonly Piece[] =>
      pieces.map((piece) => ({ ...piece, came: byAnyInterface(workshop, piece.came) }));
    // What is drawn for a rule of both is the same for both.
    compareParts(old.pieces, now.pieces, packets);
    compareParts(was, is, left);
    compareParts(byAny(was), byAny(is), byAnyInterface(workshop, left));
  };
  const leavingSo = leavingByAsked(workshop, [old, now], request.among);
  const asked = without(workshop, leavingSo, strangeLoopback(workshop));
  const ofAsked = (packets: PacketSet): PacketSet => diagrams.and(packets, asked);
  const endAlike = (from: Ending, to: Ending): boolean => from.kind === to.kind;
  const getThrough = (from: Ending, to: Ending): boolean => endAlike(from, to) && isThrough(from.kind);

  const ends = ofAsked(endingApart(workshop, was, is, ({ kind }) => kind));
  differ({ kind: 'end' }, ends, (from, to) => from.kind !== to.kind);
  const leaving = diagrams.minus(ofAsked(leavingApart(workshop, was, is, ({ left }) => left)), ends);
  differ({ kind: 'translated' }, leaving, getThrough);
  const answered = diagrams.minus(ofAsked(endingApart(workshop, was, is, answerOf)), ends);
  differ({ kind: 'answer' }, answered, (from, to) => answerOf(from) !== answerOf(to) && endAlike(from, to));
  for (const field of changedFields) {
    const otherwise = diagrams.minus(ofAsked(fieldApart(workshop, old, now, field)), ends);
    differ({ kind: 'effect', what: { kind: 'field', field } }, otherwise, getThrough);
  }
  const isAlone = (rule: BoundRule): boolean =>
    changes.before.rules.has(rule) || changes.after.rules.has(rule);
  const deeds = deedsApart(workshop, old, now, isAlone)
    .map((deed) => ({ ...deed, packets: ofAsked(deed.packets) }))
    .filter(({ packets }) => packets !== nothing);
  for (const { done, packets, ...rules } of deeds) {
    if (done.kind === 'effect') {
      const what = { kind: 'done', effect: done.effect, ...rules } as const;
      differ(
        { kind: 'effect', what },
        diagrams.minus(packets, ends),
        isLeft(done.effect) ? endAlike : getThrough,
      );
    }
  }
  const shown = diagrams.or(ends, diagrams.or(leaving, answered));
  const open = diagrams.or(
    diagrams.minus(ofAsked(undecidedBy(workshop, old, now)), shown),
    ofAsked(endingBehindNat(workshop, old, now, shown)),
  );
  const [before, after] = [old, now].map((side) => rulesMet(workshop, side, open));
  const marks = marksApart(workshop, old, now);
  const chance = { kind: 'chance', states: [], before: before ?? [], after: after ?? [] } as const;
  return {
    differences,
    undecided: [
      ...(open === nothing ? [] : [undecided(request, workshop, chance, open)]),
      ...statesApart(request, workshop, deeds, changes),
      ...fragments,
    ],
    assumed: marks === 0 ? [] : [{ kind: 'marks', bits: marks }],
    nodes: diagrams.size,
  };
}

/** Whether it stays done though the packet gets nowhere. */
function isLeft({ kind }: Effect): boolean {
  return kind === 'copy';
}

/**
 * Around the packets that may be treated differently: those that match rules, or for which rules change something, or that end by policies, that only one
 * side has.
 */
function aroundChanges(
  { before, after, among }: DiffRequest,
  changes: Changes,
  changesBehind: ChangesBehind,
): Around {
  // Rules of OUTPUT see packets of the node itself that leave by another interface than it looks there.
  const described = among.inInterface ? describedBounds(among) : ownBounds(among, describedBounds(among));
  if (changes.before.policies.size + changes.after.policies.size > 0) return [described];
  const toward = aroundAll(
    boundsToward(before, { rules: changes.before.rules, chains: new Set(), changesBehind }),
    boundsToward(after, { rules: changes.after.rules, chains: new Set(), changesBehind }),
  );
  return aroundWithin(toward, described);
}

/** Of each piece what is among these packets; of thousands most have nothing of them. */
function partsOf({ diagrams }: Workshop, pieces: readonly Piece[], packets: PacketSet): readonly Piece[] {
  return pieces
    .map((piece) => ({ ...piece, came: diagrams.and(piece.came, packets) }))
    .filter(({ came }) => came !== nothing);
}

function drawless(workshop: Workshop, side: Side): readonly Piece[] {
  return side.pieces.map((piece) => ({
    ...piece,
    came: withoutDraws(workshop, piece.came),
    left: withoutDraws(workshop, piece.left),
  }));
}

/** States that one side leaves for packets for which the other does not, and on which some rule depends; those of one kind together. */
function statesApart(
  request: DiffRequest,
  workshop: Workshop,
  deeds: readonly DeedApart[],
  { kept }: Changes,
): readonly Undecided[] {
  let keptRules: ReadonlySet<BoundRule> | undefined;
  const isKept = (rule: BoundRule): boolean => (keptRules ??= new Set([...kept].flat())).has(rule);
  const found = new Map<State['kind'], Apart>();
  for (const { done, packets, before, after } of deeds) {
    if (done.kind !== 'state') continue;
    const { state } = done;
    if (state.kind === 'own' && !isKept(state.rule)) continue;
    const known = found.get(state.kind) ?? {
      states: new Map(),
      before: new Set(),
      after: new Set(),
      packets: nothing,
    };
    known.states.set(state.kind === 'own' ? state.rule : keyOfState(state), state);
    for (const rule of before) known.before.add(rule);
    for (const rule of after) known.after.add(rule);
    found.set(state.kind, { ...known, packets: workshop.diagrams.or(known.packets, packets) });
  }
  return [...found.values()].map(({ states, before, after, packets }) => {
    const rules = { before: [...before], after: [...after] };
    return undecided(request, workshop, { kind: 'state', states: [...states.values()], ...rules }, packets);
  });
}

interface Apart {
  readonly states: Map<unknown, State>;
  readonly before: Set<BoundRule>;
  readonly after: Set<BoundRule>;
  readonly packets: PacketSet;
}

function undecided(
  { before, mostRows }: DiffRequest,
  workshop: Workshop,
  what: Pick<Undecided, 'kind' | 'states' | 'before' | 'after'>,
  packets: PacketSet,
): Undecided {
  return { ...what, family: before.family, packets: toldRows(workshop, packets, mostRows) };
}

function differenceOf(
  { before, after, among, mostRows }: DiffRequest,
  workshop: Workshop,
  what: Pick<Difference, 'kind' | 'what' | 'nat'>,
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
    ...what,
    family: before.family,
    before: from.ending,
    after: to.ending,
    packets: toldRows(workshop, packets, mostRows),
    ...(witness === undefined ? {} : { witness }),
  };
}

function toldRows(workshop: Workshop, packets: PacketSet, mostRows: number): Rows {
  return rowsOf(workshop, toldSet(workshop, packets, strangeLoopback(workshop)), mostRows);
}
