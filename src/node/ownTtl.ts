import { isMulticast } from './localTable.js';
import type { Node } from './node.js';
import { lookUpRoute } from './route.js';
import type { RouteQuery } from './routingRule.js';
import { ttlSetting } from './sysctls.js';

/**
 * The ttl or hop limit of what the node itself sends, where no socket says another: 1 to a group, else that of the route (`hoplimit`), else the setting of
 * the kernel. Undefined where that is not known, or the ways that the packet may go do not agree. A route that is looked up anew behind that changes nothing.
 * @param outInterface by which it is known to leave
 * @see linux net/ipv4/ip_output.c ip_select_ttl, include/net/route.h ip4_dst_hoplimit, net/ipv6/output_core.c ip6_dst_hoplimit, net/ipv6/datagram.c ip6_sk_dst_hoplimit
 */
export function ownTtl(node: Node, query: RouteQuery, outInterface?: string): number | undefined {
  if (isMulticast(query.destination)) return toGroups;
  const [first, ...others] = waysOf(node, query, outInterface).map(
    ({ device, hopLimit }) => hopLimit ?? ttlSetting(node.sysctls, query.family, device),
  );
  return others.every((other) => other === first) ? first : undefined;
}

const toGroups = 1;

interface Way {
  readonly device?: string;
  readonly hopLimit?: number;
}

function waysOf(node: Node, query: RouteQuery, outInterface: string | undefined): readonly Way[] {
  const answer = lookUpRoute(node, query);
  const found: readonly Way[] = 'choices' in answer ? answer.choices : [];
  // What goes to the node itself leaves by lo, whatever interface has the address.
  const ways = answer.kind === 'local' ? found.map((way) => ({ ...way, device: 'lo' })) : found;
  const taken = outInterface === undefined ? ways : ways.filter(({ device }) => device === outInterface);
  if (taken.length > 0) return taken;
  return [outInterface === undefined ? {} : { device: outInterface }];
}
