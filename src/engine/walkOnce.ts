import type { DescribedPacket } from '../packet/describePacket.js';
import type { Branch } from './branch.js';
import { untracked } from './conntrack.js';
import { incoming, outgoing } from './flow.js';
import type { Knowledge } from './knowledge.js';
import { untouched } from './overlay.js';
import type { Walk } from './walk.js';

/**
 * Takes one packet through the node. `earlier`: how the packet before this one ended; what it changed in sets and lists stays, what it drew is drawn anew.
 */
export function walkOnce(
  walk: Walk,
  described: DescribedPacket,
  knowledge: Knowledge,
  earlier?: Branch,
): readonly Branch[] {
  const { packet } = described;
  const inOpen = walk.inOpen === true;
  const local = packet.inInterface === '' && !inOpen;
  const start: Branch = {
    packet,
    connection: untracked(packet),
    knowledge,
    overlay: earlier?.overlay ?? untouched,
    hops: undefined,
    template: { zone: 0 },
    visit: earlier?.visit ?? 0,
    local,
    looped: false,
    inOpen,
    outOpen: false,
    rerouted: undefined,
    routedFor: packet.destination,
    balanced: undefined,
    proxied: false,
    decided: undefined,
    end: undefined,
  };
  return local ? outgoing(walk, start) : incoming(walk, start);
}
