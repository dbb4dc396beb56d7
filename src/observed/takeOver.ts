import type { PacketDescription } from '../packet/describePacket.js';
import { writeMark } from '../netfilter/marks.js';
import type { Observation, ObservedForm } from './observation.js';

/** What a trace begins with of a packet that somebody saw, and what not. */
export interface TakenOver {
  readonly description: PacketDescription;
  /** What is told and not taken over, or taken over otherwise, each with the reason: one sentence each, without a capital letter. */
  readonly notes: readonly string[];
}

/**
 * Takes a packet back to where a trace begins: as it came in, or as this node sent it. `cameIn`: by an interface that the user names. A packet that
 * was seen between coming in and leaving has been routed, which took one off its ttl; translation of addresses and the mark cannot be undone.
 * @see linux net/ipv4/ip_forward.c ip_forward, net/ipv6/ip6_output.c ip6_forward
 */
export function takeOver(observation: Observation, cameIn: boolean): TakenOver {
  const { mark, ...others } = observation.seen;
  const { ttl, inInterface } = others;
  const left = observation.frame === 'out' || (others.outInterface ?? '') !== '';
  const routed = left && (cameIn || inInterface !== undefined);
  const lowered = routed && ttl !== undefined && ttl < 255;
  return {
    description: { ...others, ...(lowered ? { ttl: ttl + 1 } : {}) },
    notes: [
      ...observation.unused,
      ...(lowered ? [`ttl ${ttl}: it was ${ttl + 1} before this node routed the packet`] : []),
      ...(mark === undefined || mark === 0
        ? []
        : [`mark ${writeMark(mark)}: the packet had it there, which need not be the mark it came in with`]),
      ...wherePlaces(observation.form, left),
    ],
  };
}

function wherePlaces(form: ObservedForm, left: boolean): readonly string[] {
  switch (form) {
    case 'log':
    case 'conntrack':
      return [];
    case 'tcpdump':
    case 'capture':
      return left
        ? [
            'it was seen as it left, behind all rules: its addresses may be translated, and where it came in is not told',
          ]
        : [];
  }
}
