import type { Address } from '../address/address.js';
import type { Derived } from '../condition/condition.js';
import { isLinkLocal, isMulticast, isUnspecified } from './localTable.js';
import type { Node } from './node.js';
import { lookUpRoute, walkRules } from './route.js';
import type { RouteAnswer } from './route.js';
import { noPorts, type RouteQuery } from './routingRule.js';
import type { UnknownFact } from './setProbe.js';

/** What the reverse path hangs on; a packet has this shape. */
export interface ReversePathQuery {
  readonly family: 4 | 6;
  readonly source: Address;
  readonly destination: Address;
  readonly protocol: number;
  readonly inInterface: string;
  readonly mark: number;
  readonly tos: number;
}

type Options = Omit<Extract<Derived, { readonly fact: 'reverse-path' }>, 'fact'>;

/**
 * Whether `-m rpfilter` (without --invert) holds: the route to the source leaves by the interface the packet came from, or
 * with --loose by any.
 * @see linux net/ipv4/netfilter/ipt_rpfilter.c rpfilter_mt, net/ipv6/netfilter/ip6t_rpfilter.c
 */
export function testReversePath(
  node: Node,
  options: Options,
  query: ReversePathQuery,
): 'yes' | 'no' | UnknownFact {
  const { family, source, destination, inInterface } = query;
  if (inInterface === 'lo') return 'yes';
  if (isUnspecified(source)) return family === 6 || isForAll(destination) ? 'yes' : 'no';
  const way = reverse(options, query);
  // IPv4 asks the tables alone, also about groups and everybody. No packet of IPv6 comes from a group.
  const answer = family === 4 ? walkRules(node, way) : lookUpRoute(node, way);
  switch (answer.kind) {
    case 'unknown':
      return { unknown: answer.unknown, ...(answer.field === undefined ? {} : { field: answer.field }) };
    case 'local':
      if (!options.acceptLocal) return 'no';
      return family === 6 || options.loose ? 'yes' : usesDevice(answer, inInterface);
    case 'unicast':
      return options.loose ? 'yes' : usesDevice(answer, inInterface);
    case 'broadcast':
    case 'multicast':
    case 'anycast':
    case 'blackhole':
    case 'unreachable':
    case 'prohibit':
    case 'none':
      return 'no';
  }
}

function isForAll(destination: Address): boolean {
  return destination === 0xffffffff || (typeof destination === 'number' && destination >>> 8 === 0xe00000);
}

function usesDevice(answer: RouteAnswer, device: string): 'yes' | 'no' {
  return 'choices' in answer && answer.choices.some((choice) => choice.device === device) ? 'yes' : 'no';
}

/**
 * The way back as the kernel looks it up: as if the node itself sent it, without ports, in IPv4 without protocol, without mark unless --validmark; of a
 * link-local source on its link.
 */
function reverse({ validMark }: Options, query: ReversePathQuery): RouteQuery {
  const { family, destination } = query;
  const usable = !isMulticast(destination) && destination !== 0xffffffff && !isUnspecified(destination);
  const bound = family === 6 && isLinkLocal(query.source);
  return {
    family,
    destination: query.source,
    ...(usable ? { source: destination } : {}),
    protocol: family === 4 ? 0 : query.protocol,
    ...noPorts,
    inInterface: '',
    ...(bound ? { device: query.inInterface } : {}),
    mark: validMark ? query.mark : 0,
    tos: query.tos,
  };
}
