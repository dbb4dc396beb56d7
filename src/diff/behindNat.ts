import { nothing } from '../packetset/packetSet.js';
import type { PacketSet } from '../packetset/packetSet.js';
import type { Workshop } from '../packetset/workshop.js';
import { severally, translatedApart, wayOf } from './apart.js';
import { withoutDraws } from './leavingApart.js';
import type { Side } from './side.js';

/**
 * Packets of which nat makes something else on one side, and that may then end in several ways: sets have one answer for all addresses that nat writes,
 * whichever they are. Those not among them of which some are `shown` anyway.
 */
export function endingBehindNat(workshop: Workshop, old: Side, now: Side, shown: PacketSet): PacketSet {
  const { diagrams } = workshop;
  const levels = levelsBehindNat(workshop);
  const anyway = (set: PacketSet): PacketSet => diagrams.forgetAll(withoutDraws(workshop, set), levels);
  const among = diagrams.minus(anyway(translatedApart(workshop, old, now)), anyway(shown));
  if (among === nothing) return nothing;
  return [old, now].reduce((found, { pieces }) => {
    const byWay = new Map<string, PacketSet>();
    for (const { ending, came } of pieces) {
      const way = wayOf(ending);
      byWay.set(way, diagrams.or(byWay.get(way) ?? nothing, diagrams.and(anyway(came), among)));
    }
    return diagrams.or(found, severally(workshop, byWay));
  }, nothing);
}

/** What depends on the addresses that nat has written: the way out, what conntrack keeps, and whatever is asked about them. */
function levelsBehindNat({ variables }: Workshop): readonly number[] {
  const answers = [...variables.flags].flatMap(([level, key]) =>
    key.endsWith(' translated') ? [level] : [],
  );
  const kept = replyFields.flatMap((field) =>
    [...(variables.bits.get(field)?.values() ?? [])].flatMap(({ now, initial }) => [now, initial]),
  );
  return [...new Set([...answers, ...kept, ...variables.interfaces.out.levels])];
}

const replyFields = [
  'ctReplySource',
  'ctReplyDestination',
  'ctReplySourcePort',
  'ctReplyDestinationPort',
] as const;
