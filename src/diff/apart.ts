import type { Hook } from '../netfilter/hooks.js';
import { nothing } from '../packetset/packetSet.js';
import type { PacketSet } from '../packetset/packetSet.js';
import { asTheyCame } from '../packetset/rowsOf.js';
import type { Workshop } from '../packetset/workshop.js';
import type { BoundRule } from '../ruleset/ruleset.js';
import { severalValues } from './severalValues.js';
import { doneByChance } from './doneApart.js';
import { either, leavingApart, withoutDraws } from './leavingApart.js';
import { addressed } from './side.js';
import type { Decided, Ending, Piece, Side } from './side.js';
import { withOtherWays } from './waysOut.js';

/** Of a refused packet its sender gets an answer, one that is handed over a program gets: which. Undefined of others. */
export function answerOf({ kind, by, detail = '' }: Ending): string | undefined {
  switch (kind) {
    case 'rejected':
    case 'queued':
      return `${kind} ${detail}`;
    // Its options say what it answers.
    case 'stolen':
      return by !== undefined && 'text' in by ? by.text.slice(by.text.lastIndexOf(' -j ')) : kind;
    case 'forwarded':
    case 'delivered':
    case 'sent':
    case 'dropped':
      return undefined;
  }
}

/** Packets that can end on one side in a way in which they cannot on the other. `keyOf`: by what ways are told apart; undefined of those that do not count. */
export function endingApart(
  workshop: Workshop,
  old: readonly Piece[],
  now: readonly Piece[],
  keyOf: (ending: Ending) => string | undefined,
): PacketSet {
  const { diagrams } = workshop;
  const [was, is] = [old, now].map((pieces) => {
    const byKey = new Map<string, PacketSet>();
    for (const { ending, came } of pieces) {
      const key = keyOf(ending);
      if (key !== undefined) byKey.set(key, diagrams.or(byKey.get(key) ?? nothing, came));
    }
    return byKey;
  });
  return apartByKey(workshop, was ?? new Map(), is ?? new Map());
}

function apartByKey(
  workshop: Workshop,
  was: ReadonlyMap<string, PacketSet>,
  is: ReadonlyMap<string, PacketSet>,
): PacketSet {
  let apart = nothing;
  for (const key of new Set([...was.keys(), ...is.keys()])) {
    const here = either(workshop, was.get(key) ?? nothing, is.get(key) ?? nothing);
    apart = workshop.diagrams.or(apart, here);
  }
  return apart;
}

/** The rules of one side alone that some of these packets match. */
export function rulesMet(workshop: Workshop, { changed }: Side, packets: PacketSet): readonly BoundRule[] {
  return [...changed].flatMap(([rule, came]) =>
    workshop.diagrams.and(withoutDraws(workshop, came), packets) === nothing ? [] : [rule],
  );
}

/**
 * Packets of which nothing tells that they are treated alike, though both sides have the same ends for them: what is drawn for them decides otherwise, or
 * they match a rule of one side alone and may still end in several ways, or have something done with them or not.
 */
export function undecidedBy(workshop: Workshop, old: Side, now: Side): PacketSet {
  const { diagrams } = workshop;
  const { or, and } = { or: diagrams.or.bind(diagrams), and: diagrams.and.bind(diagrams) };
  if (old.touched === nothing && now.touched === nothing) return nothing;
  const touched = withOtherWays(workshop, [old, now], or(old.touched, now.touched));
  const apart = [
    endingApart(workshop, old.pieces, now.pieces, wayOf),
    leavingApart(workshop, old.pieces, now.pieces, ({ left }) => left),
    severallyLeft(workshop, [old, now], translatedApart(workshop, old, now)),
  ].reduce(or);
  const open = [
    ...metApart(workshop, old, now, touched),
    ...[old, now].flatMap((side) => [
      side.unread,
      severally(workshop, byWay(workshop, side.pieces)),
      ...[...side.translated.values()].map((decided) => severally(workshop, cameBy(decided))),
    ]),
  ];
  const drawless = withoutDraws(workshop, touched);
  const sure = and(withoutDraws(workshop, apart), drawless);
  const done = and(doneByChance(workshop, old, now), drawless);
  return [sure, done, withoutDraws(workshop, and(touched, open.reduce(or, nothing)))].reduce(or);
}

/** A program that gets a packet gives it back to what stands behind in that place. */
export function wayOf(ending: Ending): string {
  const way = answerOf(ending) ?? ending.kind;
  return ending.kind === 'queued' ? `${way} ${ending.hook} ${tableOf(ending)}` : way;
}

function tableOf({ by }: Ending): string {
  return by !== undefined && 'table' in by ? by.table : '';
}

function byWay({ diagrams }: Workshop, pieces: readonly Piece[]): ReadonlyMap<string, PacketSet> {
  const found = new Map<string, PacketSet>();
  for (const { ending, came } of pieces) {
    const way = wayOf(ending);
    found.set(way, diagrams.or(found.get(way) ?? nothing, came));
  }
  return found;
}

/** What is in more than one of some sets. */
export function severally({ diagrams }: Workshop, sets: ReadonlyMap<string, PacketSet>): PacketSet {
  let [once, more] = [nothing, nothing];
  for (const set of sets.values()) {
    more = diagrams.or(more, diagrams.and(once, set));
    once = diagrams.or(once, set);
  }
  return more;
}

function cameBy(decided: ReadonlyMap<string, Decided>): Map<string, PacketSet> {
  return new Map([...decided].map(([key, { came }]) => [key, came]));
}

/** Packets about which nat decides otherwise on one side. */
export function translatedApart(workshop: Workshop, old: Side, now: Side): PacketSet {
  const hooks = new Set<Hook>([...old.translated.keys(), ...now.translated.keys()]);
  return [...hooks].reduce((set, hook) => {
    const [was, is] = [old.translated.get(hook), now.translated.get(hook)].map((decided) => {
      // What nat leaves alone is as if it had not been asked.
      const sets = cameBy(decided ?? new Map<string, Decided>());
      sets.delete('');
      return sets;
    });
    return workshop.diagrams.or(set, apartByKey(workshop, was ?? new Map(), is ?? new Map()));
  }, nothing);
}

/** Packets that come to a rule that both sides have with other values of what its answer depends on, or with one of several. */
function metApart(workshop: Workshop, old: Side, now: Side, among: PacketSet): readonly PacketSet[] {
  const { diagrams } = workshop;
  return [...old.met].flatMap(([key, { reads, packets }]) => {
    const was = diagrams.and(packets, among);
    const is = diagrams.and(now.met.get(key)?.packets ?? nothing, among);
    if (was === nothing || is === nothing) return [];
    const both = diagrams.and(asTheyCame(workshop, was), asTheyCame(workshop, is));
    return [
      diagrams.and(both, asTheyCame(workshop, either(workshop, was, is))),
      severalValues(workshop, was, reads),
      severalValues(workshop, is, reads),
    ];
  });
}

/** Of some packets those that may leave one side with one of several addresses or ports, whatever is drawn. */
function severallyLeft(workshop: Workshop, sides: readonly Side[], among: PacketSet): PacketSet {
  if (among === nothing) return nothing;
  const { diagrams } = workshop;
  return sides.reduce((several, { pieces }) => {
    const left = pieces.reduce((set, piece) => diagrams.or(set, piece.left), nothing);
    return diagrams.or(several, severalValues(workshop, diagrams.and(left, among), addressed));
  }, nothing);
}
