import { andAddress, familyOf, maskOfLength } from '../address/address.js';
import type { Address } from '../address/address.js';
import type { Family } from '../netfilter/hooks.js';
import type { Prefix, Route, RoutingTable } from './node.js';
import { inPrefix } from './prefix.js';
import { routedTos } from './routedTos.js';

/** One routing table, ready for lookups. */
export interface Fib {
  /** Prefix lengths in use, longest first. */
  readonly lengths: readonly number[];
  /** Routes by destination, in the order in which the kernel tries them. */
  readonly routes: ReadonlyMap<string, readonly Route[]>;
}

export type Fibs = ReadonlyMap<RoutingTable, Fib>;

const prepared = new WeakMap<readonly Route[], Readonly<Record<Family, Fibs>>>();

/** The tables of one family, prepared at the first use of this list of routes. */
export function fibsOf(routes: readonly Route[], family: Family): Fibs {
  const known = prepared.get(routes);
  if (known !== undefined) return known[family];
  const made = { 4: buildFibs(routes, 4), 6: buildFibs(routes, 6) } as const;
  prepared.set(routes, made);
  return made[family];
}

function buildFibs(routes: readonly Route[], family: Family): Fibs {
  const tables = new Map<RoutingTable, Map<string, Route[]>>();
  for (const route of routes) {
    if (route.family !== family) continue;
    const table = tables.get(route.table) ?? new Map<string, Route[]>();
    tables.set(route.table, table);
    const key = keyOf(route.destination);
    const same = table.get(key);
    if (same === undefined) table.set(key, [route]);
    else same.push(route);
  }
  const fibs = new Map<RoutingTable, Fib>();
  for (const [name, table] of tables) {
    const lengths = new Set<number>();
    for (const same of table.values()) {
      same.sort(kernelOrder);
      for (const route of same) lengths.add(route.destination.length);
    }
    fibs.set(name, { lengths: [...lengths].sort((a, b) => b - a), routes: table });
  }
  return fibs;
}

/** The more specific source (IPv6) first, then higher TOS, then lower metric. @see linux net/ipv4/fib_trie.c fib_find_alias */
function kernelOrder(a: Route, b: Route): number {
  return (b.source?.length ?? 0) - (a.source?.length ?? 0) || b.tos - a.tos || a.metric - b.metric;
}

function keyOf({ address, length }: Prefix): string {
  return `${typeof address === 'number' ? address : address.join('.')}/${length}`;
}

/** What a lookup in one table asks. `device`: only routes over it count. `tos` is the whole byte. */
export interface FibQuery {
  readonly destination: Address;
  readonly source?: Address;
  readonly tos: number;
  readonly device?: string;
}

/** One way a route may send the packet. Weights are relative to each other. */
export interface NextHop {
  readonly device?: string;
  readonly gateway?: Address;
  readonly weight: number;
  /** Of what the node itself sends there. */
  readonly hopLimit?: number;
}

export interface FibHit {
  readonly route: Route;
  readonly nextHops: readonly NextHop[];
}

/**
 * The route that the longest prefix finds, or undefined. The route may be of a type that refuses the packet or (`throw`)
 * ends the lookup in this table. Dead routes are skipped; ones with `linkdown` are used, as long as the sysctl
 * ignore_routes_with_linkdown is off, as it is by default.
 * @see linux net/ipv4/fib_trie.c fib_table_lookup, net/ipv6/route.c fib6_table_lookup
 */
export function lookUpFib(fib: Fib, query: FibQuery): FibHit | undefined {
  const family = familyOf(query.destination);
  for (const length of fib.lengths) {
    const network = andAddress(query.destination, maskOfLength(length, family));
    const routes = fib.routes.get(keyOf({ address: network, length })) ?? [];
    for (const route of routes) {
      const nextHops = usableHops(route, query);
      if (nextHops.length > 0) return { route, nextHops: [...nextHops, ...siblings(route, routes, query)] };
    }
  }
  return undefined;
}

const refusing: ReadonlySet<Route['type']> = new Set(['throw', 'unreachable', 'prohibit', 'blackhole']);

function usableHops(route: Route, query: FibQuery): readonly NextHop[] {
  if (route.tos !== 0 && route.tos !== (query.tos & routedTos[route.family])) return [];
  if (route.source !== undefined && (query.source === undefined || !inPrefix(route.source, query.source)))
    return [];
  if (route.dead === true) return [];
  if (refusing.has(route.type) && (route.family === 4 || query.device === undefined)) return [{ weight: 1 }];
  const hops = route.nextHops ?? [ownHop(route)];
  const { hopLimit } = route;
  return hops
    .filter(
      (hop) => !('dead' in hop && hop.dead) && (query.device === undefined || hop.device === query.device),
    )
    .map(({ device, gateway, weight }) => ({
      ...(device === undefined ? {} : { device }),
      ...(gateway === undefined ? {} : { gateway }),
      weight,
      ...(hopLimit === undefined ? {} : { hopLimit }),
    }));
}

function ownHop({ device, gateway }: Route): NextHop {
  return {
    ...(device === undefined ? {} : { device }),
    ...(gateway === undefined ? {} : { gateway }),
    weight: 1,
  };
}

/** IPv6 routes of equal destination and metric with gateways share the packets, also where `ip` lists them apart. */
function siblings(route: Route, routes: readonly Route[], query: FibQuery): readonly NextHop[] {
  if (route.family === 4 || route.gateway === undefined) return [];
  return routes
    .filter((other) => other !== route && other.gateway !== undefined && other.metric === route.metric)
    .flatMap((other) => usableHops(other, query));
}
