import { sameAddress } from '../address/address.js';
import type { Address } from '../address/address.js';
import type { AddressType } from '../condition/condition.js';
import { isLocal, isLoopback, isMulticast, isUnspecified, lookUpLocal } from './localTable.js';
import type { Node } from './node.js';
import { lookUpRoute } from './route.js';
import type { RouteAnswer } from './route.js';
import { asksLocalFirst, type RouteQuery } from './routingRule.js';
import type { UnknownFact } from './setProbe.js';

/** `device`: `--limit-iface-in` or `-out`, the name of that interface (empty where the packet has none: no limit). */
export interface AddressTypeQuery {
  readonly address: Address;
  readonly types: readonly AddressType[];
  readonly device?: string;
}

type Answer = 'yes' | 'no' | UnknownFact;

/**
 * Whether an address is of one of the types, as `-m addrtype` asks it.
 * @see linux net/netfilter/xt_addrtype.c addrtype_mt_v1
 */
export function testAddressType(node: Node, query: AddressTypeQuery): Answer {
  return typeof query.address === 'number' ? testType4(node, query, query.address) : testType6(node, query);
}

/**
 * IPv4 looks in the local table only: what is not there is UNICAST, routed or not. A limit makes another interface's
 * addresses UNICAST too.
 * @see linux net/ipv4/fib_frontend.c __inet_dev_addr_type
 */
function testType4(node: Node, { types, device }: AddressTypeQuery, address: number): Answer {
  const possible = possibleTypes4(node, address, device === '' ? undefined : device);
  const right = possible.filter((type) => types.includes(type));
  if (right.length === 0) return 'no';
  if (right.length === possible.length) return 'yes';
  return { unknown: `whether the node has the address is not known` };
}

function possibleTypes4(node: Node, address: number, device: string | undefined): readonly AddressType[] {
  if (isUnspecified(address) || address === 0xffffffff) return ['BROADCAST'];
  if (isMulticast(address)) return ['MULTICAST'];
  const hit = lookUpLocal(node, address);
  if (hit !== 'unknown' && hit !== undefined) {
    const { type } = hit.route;
    if (device !== undefined && hit.nextHops[0]?.device !== device) return ['UNICAST'];
    if (type === 'local') return ['LOCAL'];
    return type === 'broadcast' ? ['BROADCAST'] : type === 'anycast' ? ['ANYCAST'] : ['UNICAST'];
  }
  if (isLoopback(address) && hit === 'unknown')
    return device === undefined || device === 'lo' ? ['LOCAL'] : ['UNICAST'];
  if (isLocal(node, address) === 'yes') return device === undefined ? ['LOCAL'] : ['LOCAL', 'UNICAST'];
  return hit === undefined ? ['UNICAST'] : ['UNICAST', 'LOCAL', 'BROADCAST'];
}

/**
 * IPv6: UNICAST, MULTICAST and UNSPEC are properties of the address and all must hold; of LOCAL, ANYCAST and UNREACHABLE,
 * which need a route, one must.
 * @see linux net/netfilter/xt_addrtype.c match_type6, match_lookup_rt6
 */
function testType6(node: Node, query: AddressTypeQuery): Answer {
  const { address, types } = query;
  const multicast = isMulticast(address);
  const unspecified = isUnspecified(address);
  if (types.includes('MULTICAST') && !multicast) return 'no';
  if (types.includes('UNICAST') && (multicast || unspecified)) return 'no';
  if (types.includes('UNSPEC') && !unspecified) return 'no';
  const routed = types.filter((type) => type === 'LOCAL' || type === 'ANYCAST' || type === 'UNREACHABLE');
  if (routed.length === 0) return 'yes';
  const device = query.device === '' ? undefined : query.device;
  const answers = routed.map((type) => testRouted(node, address, type, device));
  if (answers.includes('yes')) return 'yes';
  return answers.find((answer) => answer !== 'no' && answer !== 'yes') ?? 'no';
}

function testRouted(
  node: Node,
  address: Address,
  type: 'LOCAL' | 'ANYCAST' | 'UNREACHABLE',
  device: string | undefined,
): Answer {
  const own = isLocal(node, address);
  if (type === 'LOCAL' && device !== undefined) return ownOf(node, address, device, own);
  if (type === 'LOCAL' && own !== 'no' && (node.routes === undefined || asksLocalFirst(node, 6))) {
    return own === 'yes' ? 'yes' : { unknown: 'whether the node has the address is not known' };
  }
  const answer = routeTo(node, address, device);
  switch (type) {
    case 'LOCAL':
      return answer.kind === 'local' ? 'yes' : 'no';
    case 'ANYCAST':
      if (answer.kind === 'unknown') return own === 'yes' ? 'no' : answer;
      return answer.kind === 'anycast' || isRouterAddress(answer, address) ? 'yes' : 'no';
    case 'UNREACHABLE':
      if (answer.kind === 'unknown') return own === 'yes' && device === undefined ? 'no' : answer;
      return 'choices' in answer ? 'no' : 'yes';
  }
}

/** Whether the interface itself has the address. */
function ownOf(node: Node, address: Address, device: string, own: 'yes' | 'no' | 'unknown'): Answer {
  if (own === 'no') return 'no';
  if (node.addresses === undefined) return { unknown: `whether ${device} has the address is not known` };
  const found = node.addresses.find(({ name }) => name === device);
  return found?.addresses.some((one) => sameAddress(one.address, address)) === true ? 'yes' : 'no';
}

function routeTo(node: Node, destination: Address, device: string | undefined): RouteAnswer {
  const query: RouteQuery = { family: 6, destination, protocol: 0, inInterface: '', mark: 0, tos: 0 };
  return lookUpRoute(node, device === undefined ? query : { ...query, device });
}

/** The first address of a network on a link. @see linux include/net/ip6_route.h ipv6_anycast_destination */
function isRouterAddress(answer: RouteAnswer, address: Address): boolean {
  if (answer.kind !== 'unicast' || answer.route === undefined) return false;
  const { destination, gateway } = answer.route;
  return destination.length < 127 && gateway === undefined && sameAddress(destination.address, address);
}
