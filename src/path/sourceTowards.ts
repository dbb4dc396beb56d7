import { familyOf } from '../address/address.js';
import type { Address } from '../address/address.js';
import { masqueradeAddress } from '../node/sourceAddress.js';
import { routeFrom } from './pathNode.js';
import type { PathNode } from './pathNode.js';

/**
 * The source that a node gives a packet of its own: what its route says, else for itself the destination, else as the interface has it; undefined
 * where nothing tells. `query`: protocol and mark.
 * @see linux net/ipv4/route.c ip_route_output_key_hash_rcu
 */
export function sourceTowards(
  from: PathNode,
  destination: Address,
  query: { readonly protocol: number; readonly mark?: number; readonly device?: string | undefined },
): Address | undefined {
  const route = routeFrom(from, destination, query);
  if (!('choices' in route)) return undefined;
  const [{ device = '', gateway, preferredSource }] = route.choices;
  if (preferredSource !== undefined) return preferredSource;
  if (route.kind === 'local') return destination;
  const family = familyOf(destination);
  const { node } = from.ground(family);
  const chosen = masqueradeAddress(node, family, device, gateway ?? destination, destination);
  return chosen === 'none' || (typeof chosen === 'object' && 'unknown' in chosen) ? undefined : chosen;
}
