import { familyOf } from '../address/address.js';
import type { Address } from '../address/address.js';
import { hostLength } from '../node/readPrefix.js';
import { holdersOf, routeFrom } from './pathNode.js';
import type { PathNode } from './pathNode.js';
import { isTunnel } from './tunnelDevice.js';

/** Where an address is: on a node itself (no interface), or right behind one of its interfaces. */
export interface Place {
  readonly node: PathNode;
  readonly device?: string;
  /** Bits of the route that leads behind it. */
  readonly length?: number;
}

/**
 * The nodes on which an address is, or behind which: a route of its own counts more than a link on which it may be; of several links nothing
 * tells which it is.
 */
export function placesOf(nodes: readonly PathNode[], address: Address): readonly Place[] {
  const own = holdersOf(nodes, address);
  if (own.length > 0) return own.map(({ node }) => ({ node }));
  const behind = nodes.flatMap((node) => {
    const route = routeFrom(node, address, { protocol: 0 });
    if (route.kind !== 'unicast') return [];
    const [{ device, gateway }] = route.choices;
    if (device === undefined || gateway !== undefined || isTunnel(node, device)) return [];
    return [{ node, device, length: route.route?.destination.length ?? 0 }];
  });
  const alone = behind.filter(({ length }) => length === hostLength(familyOf(address)));
  return alone.length > 0 ? alone : behind;
}
