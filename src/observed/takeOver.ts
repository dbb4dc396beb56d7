import type { PacketDescription } from '../packet/describePacket.js';
import { connectionNote } from './connectionNote.js';
import { isFromRule, type Observation } from './observation.js';

/** What a trace begins with of a packet that somebody saw, and what not. */
export interface TakenOver {
  readonly description: PacketDescription;
  /** What is told and not taken over, or taken over otherwise, each with the reason: one sentence each, without a capital letter. */
  readonly notes: readonly string[];
}

/** What the user says of the packet beside what was seen. */
export interface UserSays {
  /** By which interface it came in. */
  readonly cameIn: boolean;
  /** In which state its connection is. */
  readonly stateTold: boolean;
}

/**
 * Takes a packet back to where a trace begins: as it came in, or as this node sent it. A packet that
 * was seen between coming in and leaving has been routed, which took one off its ttl; translation of addresses and the mark cannot be undone.
 * @see linux net/ipv4/ip_forward.c ip_forward, net/ipv6/ip6_output.c ip6_forward
 */
export function takeOver(observation: Observation, { cameIn, stateTold }: UserSays): TakenOver {
  const { ttl, inInterface, outInterface } = observation.seen;
  const hook = observation.sentBy?.hook;
  const left =
    observation.frame === 'out' || outInterface !== undefined || hook === 'FORWARD' || hook === 'POSTROUTING';
  const routed = left && (cameIn || inInterface !== undefined);
  const lowered = routed && ttl !== undefined && ttl < 255;
  return {
    description: { ...unmarked(observation.seen), ...(lowered ? { ttl: ttl + 1 } : {}) },
    notes: [
      ...observation.unused,
      ...(lowered ? [`ttl ${ttl}: it was ${ttl + 1} before this node routed the packet`] : []),
      ...placeNotes(observation, left, cameIn),
      ...(stateTold || isFromRule(observation) || observation.form === 'conntrack'
        ? []
        : [connectionNote(observation.seen) ?? []].flat()),
    ],
  };
}

function unmarked(seen: PacketDescription): PacketDescription {
  return Object.fromEntries(
    Object.entries(seen).filter(([field]) => field !== 'mark'),
  ) as unknown as PacketDescription;
}

function placeNotes(observation: Observation, left: boolean, cameIn: boolean): readonly string[] {
  const { form, frame, seen } = observation;
  if (isFromRule(observation) || form === 'conntrack') return [];
  if (left) {
    const from = cameIn ? '' : ', and where it came in is not told (--iif)';
    return [`it was seen as it left, behind all rules: its addresses may be translated${from}`];
  }
  if (frame !== undefined || cameIn) return [];
  return seen.inInterface === undefined
    ? ['whether it came in, and by which interface, is not told (--iif)']
    : [`whether it came in or left by ${seen.inInterface} is not told: it is taken as coming in`];
}
