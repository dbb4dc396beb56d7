import { sideOfHook } from '../netfilter/hooks.js';
import { nothing } from '../packetset/packetSet.js';
import type { PacketSet } from '../packetset/packetSet.js';
import type { Workshop } from '../packetset/workshop.js';
import { withoutDraws } from './leavingApart.js';
import type { NatApart, Translation } from './difference.js';
import type { Ending, Piece, Side } from './side.js';

/**
 * What nat makes on one side alone of packets that get through on both. Undefined where it is nothing: something else changes them, or the same is made
 * of them with other chances.
 */
export function natApart(
  workshop: Workshop,
  [old, now]: readonly [Side, Side],
  [from, to]: readonly [Ending, Ending],
  packets: PacketSet,
): NatApart | undefined {
  const { diagrams } = workshop;
  const [was, is] = [madeOf(workshop, old, from, packets), madeOf(workshop, now, to, packets)];
  const alone = (here: Made, there: Made): readonly Translation[] =>
    [...here].flatMap(([key, { side, to: target, came }]) => {
      const only = diagrams.minus(came, there.get(key)?.came ?? nothing);
      return only === nothing ? [] : [{ side, to: target, ofAll: only === packets }];
    });
  const [before, after] = [alone(was, is), alone(is, was)];
  if (before.length + after.length === 0) return undefined;
  const others = [...was].some(
    ([key, { came }]) => diagrams.and(came, is.get(key)?.came ?? nothing) !== nothing,
  );
  return { before, after, others };
}

type Made = ReadonlyMap<string, Omit<Translation, 'ofAll'> & { readonly came: PacketSet }>;

/** What nat makes of those that end in this way, by side and target. */
function madeOf(workshop: Workshop, side: Side, ending: Ending, packets: PacketSet): Made {
  const { diagrams } = workshop;
  const ended = diagrams.and(packets, unionOf(workshop, side.pieces, ending.kind));
  const made = new Map<string, Omit<Translation, 'ofAll'> & { readonly came: PacketSet }>();
  for (const [hook, decided] of side.translated) {
    for (const [key, { to, came }] of decided) {
      const here = to === undefined ? nothing : diagrams.and(came, ended);
      if (to === undefined || here === nothing) continue;
      const natSide = sideOfHook(hook);
      const name = `${natSide} ${key}`;
      const drawless = withoutDraws(workshop, here);
      made.set(name, { side: natSide, to, came: diagrams.or(drawless, made.get(name)?.came ?? nothing) });
    }
  }
  return made;
}

function unionOf({ diagrams }: Workshop, pieces: readonly Piece[], kind: Ending['kind']): PacketSet {
  return pieces
    .filter(({ ending }) => ending.kind === kind)
    .reduce((set, { came }) => diagrams.or(set, came), nothing);
}
