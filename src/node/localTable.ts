import { andAddress, invertAddress, maskOfLength, orAddress, sameAddress } from '../address/address.js';
import type { Address, Address6 } from '../address/address.js';
import type { Family } from '../netfilter/hooks.js';
import { fibsOf, lookUpFib } from './fib.js';
import type { Fib, FibHit } from './fib.js';
import type { Interface, InterfaceAddress, Node, Route } from './node.js';
import { inPrefix } from './prefix.js';
import { clearHostBits, hostLength } from './readPrefix.js';
import { LOCAL } from './routingTable.js';

const made = new WeakMap<readonly Interface[], readonly Route[]>();

/**
 * The local table of a family: the one among the routes, else what the kernel makes of the addresses; undefined where
 * neither was given.
 */
export function localFib(node: Node, family: Family): Fib | undefined {
  const given = node.routes === undefined ? undefined : fibsOf(node.routes, family).get(LOCAL);
  if (given !== undefined) return given;
  if (node.addresses === undefined) return undefined;
  const routes = made.get(node.addresses) ?? localRoutes(node.addresses);
  made.set(node.addresses, routes);
  return fibsOf(routes, family).get(LOCAL) ?? { lengths: [], routes: new Map() };
}

/**
 * The local table that the kernel keeps for these addresses. Own addresses stay local while their interface is down
 * (kube-ipvs0 is), but for IPv6.
 * @see linux net/ipv4/fib_frontend.c fib_add_ifaddr, net/ipv6/addrconf.c
 */
export function localRoutes(interfaces: readonly Interface[]): readonly Route[] {
  return interfaces.flatMap((device) =>
    device.addresses.flatMap((address) =>
      address.family === 4 ? routes4(device, address) : device.up === false ? [] : routes6(device, address),
    ),
  );
}

const added = new WeakMap<readonly Route[], boolean>();

/** Whether somebody added local routes of IPv4, to whatever table. @see linux net/ipv4/fib_frontend.c inet_rtm_newroute (fib_has_custom_local_routes) */
export function hasAddedLocals(routes: readonly Route[]): boolean {
  const known = added.get(routes) ?? routes.some((route) => route.family === 4 && route.added === true);
  added.set(routes, known);
  return known;
}

function localRoute(
  device: Interface,
  type: Route['type'],
  address: Address,
  length: number,
  own: Address,
): Route {
  const family: Family = typeof address === 'number' ? 4 : 6;
  return {
    family,
    type,
    table: LOCAL,
    destination: clearHostBits({ address, length }),
    device: device.name,
    ...(family === 4 ? { preferredSource: own } : {}),
    metric: 0,
    scope: type === 'local' ? 'host' : 'link',
    tos: 0,
  };
}

function routes4(
  device: Interface,
  { address, peer, length, broadcast, secondary }: InterfaceAddress,
): Route[] {
  const routes = [localRoute(device, 'local', address, 32, address)];
  if (device.up === false) return routes;
  const subnet = peer ?? address;
  const last = orAddress(subnet, invertAddress(maskOfLength(length, 4)));
  const broadcasts: Address[] = [];
  if (broadcast !== undefined && broadcast !== 0xffffffff) broadcasts.push(broadcast);
  if (!secondary && length < 31 && !broadcasts.includes(last)) broadcasts.push(last);
  routes.push(...broadcasts.map((one) => localRoute(device, 'broadcast', one, 32, address)));
  if (device.name === 'lo' && length < 32) routes.push(localRoute(device, 'local', subnet, length, address));
  return routes;
}

const multicast6: Address6 = [0xff000000, 0, 0, 0];

function routes6(device: Interface, { address, length, tentative }: InterfaceAddress): Route[] {
  const routes = tentative === true ? [] : [localRoute(device, 'local', address, 128, address)];
  if (device.name === 'lo') return routes;
  const network = andAddress(address, maskOfLength(length, 6));
  if (length < 127 && !sameAddress(network, address)) {
    routes.push(localRoute(device, 'anycast', network, hostLength(6), address));
  }
  return [...routes, { ...localRoute(device, 'multicast', multicast6, 8, address), metric: 256 }];
}

/** What the local table holds for an address; `unknown` where there is no local table to ask. */
export function lookUpLocal(node: Node, address: Address): FibHit | 'unknown' | undefined {
  const fib = localFib(node, typeof address === 'number' ? 4 : 6);
  return fib === undefined ? 'unknown' : lookUpFib(fib, { destination: address, tos: 0 });
}

/** Whether an address is the node's own, as far as the given addresses, routes and `--local` tell. */
export function isLocal(node: Node, address: Address): 'yes' | 'no' | 'unknown' {
  if (node.locals.some((prefix) => inPrefix(prefix, address))) return 'yes';
  const hit = lookUpLocal(node, address);
  if (hit !== 'unknown') return hit?.route.type === 'local' ? 'yes' : 'no';
  if (isLoopback(address)) return 'yes';
  if (isMulticast(address) || isUnspecified(address) || address === 0xffffffff) return 'no';
  return isPreferredSource(node, address) ? 'yes' : 'unknown';
}

/**
 * Whether an address is the node's own but counts only on another link than this one; no where nothing tells on which.
 * @see linux net/ipv6/route.c rt6_need_strict
 */
export function isOfOtherLink(node: Node, address: Address, device: string): boolean {
  if (!isLinkLocal(address)) return false;
  const fib = localFib(node, 6);
  if (fib === undefined || lookUpLocal(node, address) === undefined) return false;
  return lookUpFib(fib, { destination: address, tos: 0, device })?.route.type !== 'local';
}

/** A route names its `src` only if the node has that address. */
function isPreferredSource(node: Node, address: Address): boolean {
  return (
    node.routes?.some(
      ({ preferredSource }) => preferredSource !== undefined && sameAddress(preferredSource, address),
    ) ?? false
  );
}

/** 127.0.0.0/8 and ::1. */
export function isLoopback(address: Address): boolean {
  if (typeof address === 'number') return address >>> 24 === 127;
  return sameAddress(address, [0, 0, 0, 1]);
}

/** 224.0.0.0/4 and ff00::/8. */
export function isMulticast(address: Address): boolean {
  return typeof address === 'number' ? address >>> 28 === 14 : address[0] >>> 24 === 0xff;
}

/**
 * 0.0.0.0 and `::`. The rest of 0.0.0.0/8 is unicast.
 * @see linux include/linux/in.h ipv4_is_zeronet (all of 0.0.0.0/8 before 5.3)
 */
export function isUnspecified(address: Address): boolean {
  return typeof address === 'number' ? address === 0 : address.every((word) => word === 0);
}

/** 169.254.0.0/16 is no such thing for the kernel: fe80::/10 only. */
export function isLinkLocal(address: Address): boolean {
  return typeof address !== 'number' && address[0] >>> 22 === 0xfe80 >>> 6;
}
