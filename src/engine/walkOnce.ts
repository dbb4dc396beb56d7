import type { DescribedPacket } from '../packet/describePacket.js';
import { joiningRule } from '../ruleset/joiningRule.js';
import type { BoundRule } from '../ruleset/ruleset.js';
import type { Branch } from './branch.js';
import { endByKernel } from './branch.js';
import { untracked } from './conntrack.js';
import { incoming, outgoing } from './flow.js';
import type { Knowledge } from './knowledge.js';
import { leftBehind, untouched } from './overlay.js';
import { withEntryOfSender } from './overLo.js';
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
  const looped = packet.inInterface === 'lo' && walk.outInterface === undefined;
  const start: Branch = {
    packet,
    connection: untracked(packet),
    knowledge,
    overlay: earlier === undefined ? untouched : leftBehind(earlier.overlay),
    hops: undefined,
    template: { zone: 0 },
    visit: earlier?.visit ?? 0,
    local,
    looped,
    inOpen,
    outOpen: false,
    rerouted: undefined,
    routeMark: described.routeMark,
    routeDevice: described.routeDevice,
    routeUser: undefined,
    routedFor: packet.destination,
    balanced: undefined,
    proxied: false,
    decided: undefined,
    end: undefined,
  };
  const joining = packet.fragment === 'none' ? undefined : joiningRule(walk.ruleset);
  if (joining !== undefined) return [endByKernel(start, 'dropped', heldBack(joining))];
  if (local) return outgoing(walk, start);
  return incoming(walk, looped ? withEntryOfSender(walk, start) : start);
}

function heldBack({ table, chain, number }: BoundRule): string {
  return `a fragment waits for the others before any rule sees it, as ${table} ${chain} rule ${number} follows connections: without --fragment the whole packet is traced`;
}
