import { nothing } from '../packetset/packetSet.js';
import type { PacketSet } from '../packetset/packetSet.js';
import { asTheyCame, asTheyLeave } from '../packetset/rowsOf.js';
import type { NumberField } from '../packetset/variables.js';
import type { Workshop } from '../packetset/workshop.js';
import type { BoundRule } from '../ruleset/ruleset.js';
import type { ChangedField } from './difference.js';
import { either, isThrough, leavingApart, withoutDraws } from './leavingApart.js';
import { severalValues } from './severalValues.js';
import type { Deed } from './deeds.js';
import { addressed } from './side.js';
import type { Side } from './side.js';

/** Fields of which nobody but their reader knows with what value packets leave. */
export const changedFields = ['tos', 'ttl'] as const satisfies readonly ChangedField[];

/** Packets that can leave with values of such a field on one side with which they cannot on the other. */
export function fieldApart(workshop: Workshop, old: Side, now: Side, field: ChangedField): PacketSet {
  if (!isWritten(workshop, field)) return nothing;
  return leavingApart(workshop, old.pieces, now.pieces, ({ packets }) =>
    withoutDraws(workshop, asTheyLeave(workshop, packets, [field])),
  );
}

function isWritten({ survey }: Workshop, field: ChangedField): boolean {
  return field === 'tos' ? survey.written.tos !== 0 : survey.rewritten.has(field);
}

/** The bits of the mark with which some packet is routed, or leaves, otherwise; 0 where there are none. */
export function marksApart(workshop: Workshop, old: Side, now: Side): number {
  const { written } = workshop.survey;
  if (written.mark === 0) return 0;
  const open = metUnsettled(workshop, old, now);
  const pairs = [
    [old.routed, now.routed] as const,
    [leftMarked(workshop, old), leftMarked(workshop, now)] as const,
  ];
  const isApart = (of: (set: PacketSet) => PacketSet): boolean =>
    pairs.some(
      ([was, is]) =>
        either(workshop, of(was), of(is)) !== nothing ||
        [was, is].some((set) => several(workshop, of(set), open, ['mark']) !== nothing),
    );
  if (!isApart((set) => set)) return 0;
  const bits = [...(workshop.variables.bits.get('mark') ?? [])].filter(
    ([bit]) => (written.mark & (1 << bit)) !== 0,
  );
  const apart = bits.filter(([bit]) => isApart((set) => withBitAlone(workshop, set, bit)));
  // Where each bit alone is the same, they are not together.
  return (apart.length === 0 ? written.mark : apart.reduce((mark, [bit]) => mark | (1 << bit), 0)) >>> 0;
}

function leftMarked(workshop: Workshop, side: Side): PacketSet {
  return leftWith(workshop, side, ['mark']);
}

/** A set of packets, whatever their mark is by now but for one bit. */
function withBitAlone({ diagrams, variables }: Workshop, set: PacketSet, bit: number): PacketSet {
  const others = [...(variables.bits.get('mark') ?? [])].flatMap(([other, { now, initial }]) =>
    other === bit || now === initial ? [] : [now],
  );
  return diagrams.forgetAll(set, others);
}

function leftApart(workshop: Workshop, old: Side, now: Side, field: ChangedField): PacketSet {
  return leavingApart(workshop, old.pieces, now.pieces, ({ packets }) =>
    asTheyLeave(workshop, packets, [field]),
  );
}

/** Something that is done on one side for packets for which it is not done on the other, or not as often. */
export interface DeedApart {
  readonly done: Deed['done'];
  readonly packets: PacketSet;
  readonly before: readonly BoundRule[];
  readonly after: readonly BoundRule[];
}

/** `isAlone`: whether one side alone has a rule. */
export function deedsApart(
  workshop: Workshop,
  old: Side,
  now: Side,
  isAlone: (rule: BoundRule) => boolean,
): readonly DeedApart[] {
  const { diagrams } = workshop;
  const open = unsettledBy(workshop, old, now);
  const met = metUnsettled(workshop, old, now);
  return [...new Set([...old.deeds.keys(), ...now.deeds.keys()])].flatMap((key) => {
    const [was, is] = [old.deeds.get(key), now.deeds.get(key)];
    const done = (was ?? is)?.done;
    const [before, after] = [[...(was?.rules ?? [])], [...(is?.rules ?? [])]];
    let packets = nothing;
    if (done?.kind === 'effect') {
      packets = surelyApart(workshop, was, is, open);
    } else {
      const mayBe = diagrams.or(was?.came ?? nothing, is?.came ?? nothing);
      const unsure = diagrams.and([...before, ...after].some(isAlone) ? open : met, mayBe);
      const apart = [timesApart(workshop, was, is), ordersApart(workshop, was, is), unsure];
      packets = withoutDraws(
        workshop,
        apart.reduce((set, some) => diagrams.or(set, some)),
      );
    }
    return done === undefined || packets === nothing ? [] : [{ done, packets, before, after }];
  });
}

/** Packets for which something can be done on one side at least once, twice and so on, for which it cannot be done as often on the other, as they came. */
function surelyApart(
  workshop: Workshop,
  was: Deed | undefined,
  is: Deed | undefined,
  open: PacketSet,
): PacketSet {
  const { diagrams } = workshop;
  const drawless = (set: PacketSet): PacketSet => withoutDraws(workshop, set);
  const once = timesApart(workshop, was, is, drawless, 1);
  // Of several ways that a packet may go sets tell how often it is done on all together.
  return diagrams.or(once, diagrams.minus(timesApart(workshop, was, is, drawless), open));
}

function timesApart(
  workshop: Workshop,
  was: Deed | undefined,
  is: Deed | undefined,
  of: (set: PacketSet) => PacketSet = (set) => set,
  mostOften = Math.max(was?.times.length ?? 0, is?.times.length ?? 0),
): PacketSet {
  let apart = nothing;
  for (let time = 0; time < mostOften; time++) {
    const [here, there] = [was, is].map((deed) => of(deed?.times[time] ?? nothing));
    apart = workshop.diagrams.or(apart, either(workshop, here ?? nothing, there ?? nothing));
  }
  return asTheyCame(workshop, apart);
}

/** Packets for which something is done before or behind something else on one side alone, or before it and behind it, as they came. */
function ordersApart(workshop: Workshop, was: Deed | undefined, is: Deed | undefined): PacketSet {
  const { diagrams } = workshop;
  let apart = nothing;
  for (const name of new Set([...(was?.orders.keys() ?? []), ...(is?.orders.keys() ?? [])])) {
    const [here, there] = [was?.orders.get(name) ?? nothing, is?.orders.get(name) ?? nothing];
    apart = diagrams.or(apart, either(workshop, here, there));
  }
  return apart;
}

/** Packets that meet a rule of one side alone and for which both sides may do the same, but what is drawn decides whether they do. */
export function doneByChance(workshop: Workshop, old: Side, now: Side): PacketSet {
  const { diagrams } = workshop;
  const open = metUnsettled(workshop, old, now);
  const unsettled = unsettledBy(workshop, old, now);
  let found = nothing;
  const add = (set: PacketSet, sure: PacketSet = nothing): void => {
    found = diagrams.or(found, diagrams.minus(withoutDraws(workshop, set), sure));
  };
  for (const key of new Set([...old.deeds.keys(), ...now.deeds.keys()])) {
    const [was, is] = [old.deeds.get(key), now.deeds.get(key)];
    if ((was ?? is)?.done.kind !== 'effect') continue;
    const sure = surelyApart(workshop, was, is, unsettled);
    add(timesApart(workshop, was, is), sure);
    add(ordersApart(workshop, was, is), sure);
    for (const deed of [was, is]) add(diagrams.and(deed?.came ?? nothing, open), sure);
  }
  for (const field of changedFields) {
    if (!isWritten(workshop, field)) continue;
    const sure = fieldApart(workshop, old, now, field);
    add(leftApart(workshop, old, now, field), sure);
    for (const side of [old, now]) add(severallyLeft(workshop, side, open, [field]), sure);
  }
  for (const side of [old, now]) add(severallyLeft(workshop, side, open, addressed));
  return found;
}

/** Packets that meet a rule of one side alone, and on some side answers of which sets tell only what may be done. */
function metUnsettled(workshop: Workshop, old: Side, now: Side): PacketSet {
  const touched = workshop.diagrams.or(old.touched, now.touched);
  return workshop.diagrams.and(unsettledBy(workshop, old, now), withoutDraws(workshop, touched));
}

function unsettledBy(workshop: Workshop, old: Side, now: Side): PacketSet {
  return withoutDraws(workshop, workshop.diagrams.or(old.unsettled, now.unsettled));
}

/** Of some packets those that may get through with one of several values of some fields, whatever is drawn. */
function severallyLeft(
  workshop: Workshop,
  side: Side,
  among: PacketSet,
  fields: readonly NumberField[],
): PacketSet {
  return among === nothing ? nothing : several(workshop, leftWith(workshop, side, fields), among, fields);
}

/** Packets that get through, with what some of their fields are by then. */
function leftWith(workshop: Workshop, { pieces }: Side, fields: readonly NumberField[]): PacketSet {
  return pieces
    .filter(({ ending }) => isThrough(ending.kind))
    .reduce((set, { packets }) => workshop.diagrams.or(set, asTheyLeave(workshop, packets, fields)), nothing);
}

function several(
  workshop: Workshop,
  left: PacketSet,
  among: PacketSet,
  fields: readonly NumberField[],
): PacketSet {
  if (among === nothing) return nothing;
  return severalValues(workshop, workshop.diagrams.and(left, among), fields);
}
