import { writeAddress } from '../address/address.js';
import type { Address } from '../address/address.js';
import { fibsOf, lookUpFib } from './fib.js';
import type { FibHit, FibQuery, NextHop } from './fib.js';
import { isLinkLocal, isLocal, isMulticast, localFib, lookUpLocal } from './localTable.js';
import type { Node, Route, RoutingRule, RoutingTable } from './node.js';
import { writePrefix } from './prefix.js';
import { routingRules, ruleMatches, ruleWords } from './routingRule.js';
import type { RouteQuery } from './routingRule.js';
import { LOCAL, MAIN, writeTable } from './routingTable.js';
import type { UnknownFact } from './setProbe.js';

/** One way the packet may go; a multipath route has several, taken in proportion to their weights. */
export interface RouteChoice extends NextHop {
  readonly preferredSource?: Address;
}

/**
 * Where a packet goes. `local`, `anycast` and, for received packets, `broadcast`: to the node itself. `text` says what
 * decided; `assumes` what had to be taken for granted, each with the option that tells.
 */
export type RouteAnswer =
  | {
      readonly kind: 'unicast' | 'local' | 'broadcast' | 'multicast' | 'anycast';
      readonly choices: readonly [RouteChoice, ...RouteChoice[]];
      readonly route?: Route;
      readonly text: string;
      readonly assumes: readonly string[];
    }
  | {
      readonly kind: 'blackhole' | 'unreachable' | 'prohibit' | 'none';
      readonly route?: Route;
      readonly text: string;
      readonly assumes: readonly string[];
    }
  | ({ readonly kind: 'unknown'; readonly assumes: readonly string[] } & UnknownFact);

/**
 * The routing decision for a packet: policy rules in their order, the longest prefix in each table.
 * @see linux net/core/fib_rules.c fib_rules_lookup, net/ipv4/route.c ip_route_input_slow, ip_route_output_key_hash_rcu
 */
export function lookUpRoute(node: Node, query: RouteQuery): RouteAnswer {
  const special = specialDestination(query) ?? sentToMany(node, query);
  if (special !== undefined) return special;
  const answer = walkRules(node, query);
  const refused = answer.kind !== 'unknown' && !('choices' in answer);
  if (refused && query.family === 4 && query.inInterface === '' && query.device !== undefined) {
    const text = `on the link of ${query.device}, the device it is bound to`;
    return { kind: 'unicast', choices: [{ device: query.device, weight: 1 }], text, assumes: answer.assumes };
  }
  if (answer.kind === 'unicast' && isToGroup(query, answer.route)) return { ...answer, kind: 'multicast' };
  if (answer.kind === 'unicast' && query.destination === 0xffffffff) return { ...answer, kind: 'broadcast' };
  return answer;
}

/** What came for a group of IPv6 counts so where the route is one for groups; another one, found before, sends it on. @see linux net/ipv6/route.c ip6_rt_init_dst */
function isToGroup({ family, destination, inInterface }: RouteQuery, route: Route | undefined): boolean {
  if (!isMulticast(destination)) return false;
  return family === 4 || inInterface === '' || route === undefined || isMulticast(route.destination.address);
}

/** What is decided of a packet though no routes are known: what came for a group or for everybody is never forwarded. */
export function routeWithoutTables(node: Node, query: RouteQuery): RouteAnswer | undefined {
  const { family, destination, inInterface } = query;
  if (family === 6 && inInterface !== '' && isMulticast(destination)) return groupAnswer(query);
  return specialDestination(query) ?? toSubnet(node, query);
}

/** What came for everybody on a link of the node, as its addresses tell. */
function toSubnet(node: Node, { family, destination, inInterface }: RouteQuery): RouteAnswer | undefined {
  if (family === 6 || inInterface === '') return undefined;
  const hit = lookUpLocal(node, destination);
  if (hit === 'unknown' || hit?.route.type !== 'broadcast') return undefined;
  const text = `broadcast ${writeAddress(destination)}`;
  return { kind: 'broadcast', choices: [{ device: inInterface, weight: 1 }], text, assumes: [] };
}

/** Received IPv4 packets to these addresses never ask a table. */
function specialDestination(query: RouteQuery): RouteAnswer | undefined {
  if (query.family === 6 || query.inInterface === '') return undefined;
  const choices: readonly [RouteChoice] = [{ device: query.inInterface, weight: 1 }];
  if (query.destination === 0xffffffff || (query.destination === 0 && query.source === 0)) {
    return { kind: 'broadcast', choices, text: 'for every host on the link', assumes: [] };
  }
  return isMulticast(query.destination) ? groupAnswer(query) : undefined;
}

/**
 * What the node sends to a group or to everybody on the link leaves by the interface that has its source address.
 * @see linux net/ipv4/route.c ip_route_output_key_hash_rcu
 */
function sentToMany(node: Node, query: RouteQuery): RouteAnswer | undefined {
  const { family, source, destination, inInterface } = query;
  if (family === 6 || inInterface !== '' || query.device !== undefined || source === undefined)
    return undefined;
  if (!isMulticast(destination) && destination !== 0xffffffff) return undefined;
  const hit = lookUpLocal(node, source);
  if (hit === 'unknown') return undefined;
  const device = hit?.route.type === 'local' ? hit.nextHops[0]?.device : undefined;
  const from = writeAddress(source);
  if (device === undefined) return { kind: 'none', text: `no interface has ${from}`, assumes: [] };
  const kind = destination === 0xffffffff ? 'broadcast' : 'multicast';
  return {
    kind,
    choices: [{ device, weight: 1 }],
    text: `by ${device}, which has ${from}`,
    assumes: [],
  };
}

function groupAnswer({ inInterface }: RouteQuery): RouteAnswer {
  return {
    kind: 'multicast',
    choices: [{ device: inInterface, weight: 1 }],
    text: 'a multicast group',
    assumes: [],
  };
}

/** What the tables say, also of addresses of which a packet's way hangs on more. @see linux net/core/fib_rules.c fib_rules_lookup */
export function walkRules(node: Node, query: RouteQuery): RouteAnswer {
  const rules = routingRules(node, query.family);
  const assumes: string[] = [];
  let at = 0;
  for (let rule = rules[at]; rule !== undefined; rule = rules[at]) {
    at++;
    const matches = ruleMatches(rule, query);
    if (rule.vrf === true && !assumes.includes(noVrf(query)) && mayHaveVrf(node, query))
      assumes.push(noVrf(query));
    if (typeof matches !== 'boolean') return { kind: 'unknown', ...matches, assumes };
    if (!matches) continue;
    const { action } = rule;
    switch (action.kind) {
      case 'nop':
        break;
      case 'goto': {
        const target = rules.findIndex((candidate) => candidate.priority >= action.priority);
        if (rules[target]?.priority === action.priority && target >= at) at = target;
        break;
      }
      case 'blackhole':
      case 'unreachable':
      case 'prohibit':
        return { kind: action.kind, text: `${action.kind} by ${ruleWords(rule)}`, assumes };
      case 'lookup': {
        const answer = lookUpTable(node, query, rule, action.table, assumes);
        if (answer !== undefined) return answer;
      }
    }
  }
  return { kind: 'none', text: `no route to ${writeAddress(query.destination)}`, assumes };
}

function noVrf({ inInterface }: RouteQuery): string {
  return `${inInterface} belongs to no VRF`;
}

/** Whether nobody told of the interface by which a packet comes, and so not whether it belongs to another. */
function mayHaveVrf({ addresses = [] }: Node, { inInterface }: RouteQuery): boolean {
  return inInterface !== '' && inInterface !== 'lo' && !addresses.some(({ name }) => name === inInterface);
}

/** What one rule's table says; undefined where the next rule is asked. */
function lookUpTable(
  node: Node,
  query: RouteQuery,
  rule: RoutingRule,
  table: RoutingTable,
  assumes: string[],
): RouteAnswer | undefined {
  if (table === LOCAL) {
    const own = lookUpOwn(node, query, assumes);
    if (own !== 'ask the table') return own;
  }
  const fib = table === LOCAL ? localFib(node, query.family) : tableOf(node, query, table, assumes);
  if (fib === 'unknown') return { kind: 'unknown', unknown: 'the routes of the node are not known', assumes };
  if (fib === undefined) return undefined;
  const hit = lookUpFib(fib, fibQuery(query));
  if (hit === undefined || hit.route.type === 'throw') return undefined;
  const length = rule.suppressPrefixLength;
  const refuses = ['unreachable', 'prohibit', 'blackhole'].includes(hit.route.type);
  if (!refuses && length !== undefined && hit.route.destination.length <= length) return undefined;
  if (!refuses && rule.suppressGroup !== undefined) {
    return {
      kind: 'unknown',
      unknown: `whether ${ruleWords(rule)} suppresses the route hangs on an interface group`,
      assumes,
    };
  }
  return answerOf(hit, rule, assumes);
}

/** `--local` and, where there is no local table, what else tells that an address is the node's own. */
function lookUpOwn(
  node: Node,
  query: RouteQuery,
  assumes: string[],
): RouteAnswer | undefined | 'ask the table' {
  const { destination } = query;
  const known = localFib(node, query.family) !== undefined;
  const own = isLocal(node, destination);
  if (own === 'yes' && (!known || !hasLocalRoute(node, query))) {
    const text = `local ${writeAddress(destination)}`;
    return { kind: 'local', choices: [{ device: 'lo', weight: 1 }], text, assumes: [...assumes] };
  }
  if (known) return 'ask the table';
  if (own === 'unknown') assumes.push(`${writeAddress(destination)} is no address of the node (--addrs)`);
  return undefined;
}

function hasLocalRoute(node: Node, query: RouteQuery): boolean {
  const fib = localFib(node, query.family);
  return (
    fib !== undefined && lookUpFib(fib, { destination: query.destination, tos: 0 })?.route.type === 'local'
  );
}

function tableOf(
  node: Node,
  query: RouteQuery,
  table: RoutingTable,
  assumes: string[],
): ReturnType<typeof localFib> | 'unknown' {
  if (node.routes === undefined) return 'unknown';
  const fibs = fibsOf(node.routes, query.family);
  const fib = fibs.get(table);
  if (fib !== undefined) return fib;
  if (fibs.size === 0 && table === MAIN) return 'unknown';
  const onlyMain = [...fibs.keys()].every((name) => name === MAIN);
  if (onlyMain && table !== MAIN && table !== 253) {
    assumes.push(`routing table ${writeTable(table)} is empty (--routes with table all)`);
  }
  return undefined;
}

/** Link-local and multicast IPv6 destinations are looked up on the link that the packet came from. */
function fibQuery(query: RouteQuery): FibQuery {
  const { destination, source, tos } = query;
  const onLink = query.family === 6 && (isLinkLocal(destination) || isMulticast(destination));
  const device =
    query.device ??
    (onLink && query.inInterface !== '' && query.inInterface !== 'lo' ? query.inInterface : undefined);
  return {
    destination,
    tos,
    ...(source === undefined ? {} : { source }),
    ...(device === undefined ? {} : { device }),
  };
}

function answerOf(hit: FibHit, rule: RoutingRule, assumes: readonly string[]): RouteAnswer {
  const { route } = hit;
  const text = routeWords(hit, rule);
  switch (route.type) {
    case 'blackhole':
    case 'unreachable':
    case 'prohibit':
      return { kind: route.type, route, text, assumes };
    case 'unicast':
    case 'local':
    case 'broadcast':
    case 'multicast':
    case 'anycast':
    case 'throw':
    case 'nat': {
      const kind = route.type === 'throw' || route.type === 'nat' ? 'unicast' : route.type;
      const { preferredSource } = route;
      const [first = { weight: 1 }, ...rest] = hit.nextHops.map((hop) => ({
        ...hop,
        ...(preferredSource === undefined ? {} : { preferredSource }),
      }));
      return { kind, choices: [first, ...rest], route, text, assumes };
    }
  }
}

/** `default via 10.0.0.1 dev eth0 (table main)`. */
function routeWords({ route, nextHops }: FibHit, rule: RoutingRule): string {
  const ways = nextHops.map(({ gateway, device }) => {
    return `${gateway === undefined ? '' : ` via ${writeAddress(gateway)}`}${device === undefined ? '' : ` dev ${device}`}`;
  });
  const type = route.type === 'unicast' ? '' : `${route.type} `;
  const reason = [`table ${writeTable(route.table)}`, ruleWords(rule)]
    .filter((part) => part !== '')
    .join(', ');
  return `${type}${writePrefix(route.destination)}${ways.join(' or')} (${reason})`;
}
