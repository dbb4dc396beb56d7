import { familyOf, sameAddress, writeAddress } from '../address/address.js';
import type { Address } from '../address/address.js';
import type { Prefix } from '../node/node.js';
import type { Packet } from '../packet/packet.js';
import { clearHostBits, hostLength } from '../node/readPrefix.js';
import { inPrefix } from '../node/prefix.js';
import type { Path, RoutingHop } from '../trace/trace.js';
import type { WayEnd } from './journey.js';
import { holdersOf, routeFrom } from './pathNode.js';
import type { Holder, PathNode } from './pathNode.js';
import { placesOf } from './places.js';
import type { Place } from './places.js';
import { isTunnel } from './tunnelDevice.js';

/** Where a packet comes that left a node by an interface that is no tunnel. */
export type Crossing =
  | { readonly kind: 'enters'; readonly nextHop: Address; readonly to: Holder; readonly routers: boolean }
  | { readonly kind: 'ends'; readonly end: WayEnd };

/** The last decision that sent the packet of a path out of its node. */
export function lastRoute({ hops }: Path): RoutingHop | undefined {
  return hops.findLast((hop): hop is RoutingHop => hop.kind === 'routing' && hop.decision !== 'none');
}

/**
 * Follows a packet over the link behind the interface by which it left. `routed`: addresses whose packets whatever is between the nodes brings to
 * the node behind which they are, as the routers of a cloud do.
 */
export function crossLink(
  nodes: readonly PathNode[],
  from: PathNode,
  path: Path,
  routed: readonly Prefix[],
): Crossing {
  const { packet } = path;
  const { outInterface, destination } = packet;
  const unknown = (reason: string): Crossing => ({
    kind: 'ends',
    end: { kind: 'unknown', node: from.name, reason },
  });
  if (outInterface === '') return unknown(`nothing tells by which interface it leaves ${from.name}`);
  const route = lastRoute(path)?.route;
  if (route === undefined)
    return unknown(`nothing tells the next hop behind ${outInterface} of ${from.name}`);
  const nextHop = route.gateway ?? destination;
  const others = nodes.filter((node) => node !== from);
  const holders = holdersOf(others, nextHop);
  const [holder] = holders;
  if (holder !== undefined && holders.length === 1) {
    return { kind: 'enters', nextHop, to: entrance(holder, from, packet), routers: false };
  }
  if (holders.length > 1) {
    return unknown(
      `next hop ${writeAddress(nextHop)} is an address of ${holders.map(({ node }) => node.name).join(' and ')}`,
    );
  }
  const isOnLink = route.gateway === undefined;
  if (isOnLink && !isUplink(others, from, outInterface, route.length, packet))
    return { kind: 'ends', end: { kind: 'arrives', node: from.name, outInterface } };
  const beyond = holdersOf(others, destination);
  const [only] = beyond;
  if (only !== undefined && beyond.length === 1) {
    return { kind: 'enters', nextHop, to: answering(only, from, packet), routers: true };
  }
  const stranger = `next hop ${writeAddress(nextHop)} is none of the nodes`;
  const places = placesOf(others, destination).filter((place) => !isOnUplink(nodes, place, packet));
  const [place] = places;
  if (place !== undefined && places.length === 1 && routed.some((prefix) => inPrefix(prefix, destination))) {
    const to = answering({ node: place.node, device: '' }, from, packet);
    return { kind: 'enters', nextHop, to, routers: true };
  }
  if (places.length > 0) {
    const where = places.map(({ node: { name }, device }) =>
      device === undefined ? `at ${name}` : `behind ${device} of ${name}`,
    );
    const link = isOnLink ? `it goes to the link behind ${outInterface}` : stranger;
    return unknown(
      `${link}, and ${writeAddress(destination)} is ${where.join(' and ')} (--routed says that it is brought there)`,
    );
  }
  if (isOnLink || route.length === 0)
    return { kind: 'ends', end: { kind: 'leaves', node: from.name, outInterface, nextHop } };
  return unknown(stranger);
}

/** The interface that has the address; where that is none that packets come in by, the one by which the node would answer. */
function entrance(holder: Holder, from: PathNode, packet: Packet): Holder {
  const { node, device } = holder;
  const takesIn = device !== '' && device !== 'lo' && !isDummy(node, device, packet.family);
  return takesIn ? holder : answering(holder, from, packet);
}

/** The interface by which a node would answer another, to the address by which the packet left that first; else the one that has the address. */
function answering(holder: Holder, from: PathNode, { family, outInterface }: Packet): Holder {
  const { node } = holder;
  const all = from.ground(family).node.addresses ?? [];
  const left = all.filter(({ name }) => name === outInterface);
  for (const { address, scope } of [...left, ...all].flatMap(({ addresses }) => addresses)) {
    if (familyOf(address) !== family || scope !== 'global') continue;
    const back = routeFrom(node, address, { protocol: 0 });
    const device = back.kind === 'unicast' ? back.choices[0].device : undefined;
    if (device !== undefined && !isTunnel(node, device)) return { node, device };
  }
  return holder;
}

/** An interface with an address and no route of its own, as kube-ipvs0. */
function isDummy({ ground }: PathNode, device: string, family: Packet['family']): boolean {
  const { routes } = ground(family).node;
  return (
    routes !== undefined &&
    !routes.some((route) => route.device === device && route.type === 'unicast') &&
    !routes.some(({ nextHops }) => nextHops?.some((hop) => hop.device === device) === true)
  );
}

function isOnUplink(
  nodes: readonly PathNode[],
  { node, device, length = 0 }: Place,
  packet: Packet,
): boolean {
  const others = nodes.filter((each) => each !== node);
  return device !== undefined && isUplink(others, node, device, length, packet);
}

/**
 * Whether an interface leads to what the nodes have in common, not to what is behind one of them. An address that two nodes have, as docker0 has
 * the same everywhere, is on no link of both.
 */
function isUplink(
  others: readonly PathNode[],
  { ground }: PathNode,
  device: string,
  length: number,
  { family, destination }: Packet,
): boolean {
  if (length === hostLength(family)) return false;
  const { routes = [], addresses = [] } = ground(family).node;
  const leadsAway = routes.some(
    (route) =>
      route.destination.length === 0 &&
      route.type === 'unicast' &&
      (route.device === device || route.nextHops?.some((hop) => hop.device === device) === true),
  );
  const own = (addresses.find(({ name }) => name === device)?.addresses ?? []).filter(
    (each) => each.family === family,
  );
  const subnets = own.map(clearHostBits);
  return (
    leadsAway ||
    others.some((other) =>
      (other.ground(family).node.addresses ?? []).some((each) =>
        each.addresses.some(
          ({ address }) =>
            familyOf(address) === family &&
            !own.some((each) => sameAddress(each.address, address)) &&
            subnets.some((subnet) => inPrefix(subnet, address) && inPrefix(subnet, destination)),
        ),
      ),
    )
  );
}
