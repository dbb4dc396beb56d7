import { isDrawn } from '../packetset/drawnSets.js';
import type { FlowEnd } from '../packetset/flowSets.js';
import { nothing } from '../packetset/packetSet.js';
import type { PacketSet } from '../packetset/packetSet.js';
import { asTheyCame } from '../packetset/rowsOf.js';
import type { Variables } from '../packetset/variables.js';
import type { Workshop } from '../packetset/workshop.js';
import type { Piece } from './side.js';

const drawnLevels = new WeakMap<Variables, { readonly flags: number; readonly levels: readonly number[] }>();

/** Packets, whatever is drawn for them. */
export function withoutDraws({ diagrams, variables }: Workshop, set: PacketSet): PacketSet {
  let drawn = drawnLevels.get(variables);
  if (drawn?.flags !== variables.flags.size) {
    const levels = [...variables.flags].flatMap(([level, key]) => (isDrawn(key) ? [level] : []));
    drawn = { flags: variables.flags.size, levels };
    drawnLevels.set(variables, drawn);
  }
  return diagrams.forgetAll(set, drawn.levels);
}

/** Whether somebody gets such packets, as they are by then. */
export function isThrough(kind: FlowEnd['kind']): boolean {
  return kind === 'forwarded' || kind === 'delivered' || kind === 'sent' || kind === 'queued';
}

/** What is in one of two sets alone. */
export function either({ diagrams }: Workshop, was: PacketSet, is: PacketSet): PacketSet {
  return diagrams.or(diagrams.minus(was, is), diagrams.minus(is, was));
}

/** Packets that can leave with values of some fields on one side with which they cannot on the other, as they came. */
export function leavingApart(
  workshop: Workshop,
  old: readonly Piece[],
  now: readonly Piece[],
  leftOf: (piece: Piece) => PacketSet,
): PacketSet {
  const union = (pieces: readonly Piece[]): PacketSet =>
    pieces
      .filter(({ ending }) => isThrough(ending.kind))
      .reduce((set, piece) => workshop.diagrams.or(set, leftOf(piece)), nothing);
  return asTheyCame(workshop, either(workshop, union(old), union(now)));
}
