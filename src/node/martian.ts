import { writeAddress } from '../address/address.js';
import type { Address } from '../address/address.js';
import { isLocal, isLoopback, isMulticast } from './localTable.js';
import type { Node } from './node.js';
import { isOn } from './sysctls.js';

/**
 * Why the kernel drops a received packet for its addresses alone, with accept_local and route_localnet of IPv4 as the sysctls tell, else at their
 * defaults (off); undefined where it does not. Not for packets that come over lo.
 * @see linux net/ipv4/route.c ip_route_input_slow, net/ipv4/fib_frontend.c fib_validate_source, net/ipv6/ip6_input.c ip6_rcv_core
 */
export function martianReason(
  node: Node,
  source: Address,
  destination: Address,
  inInterface: string,
): string | undefined {
  const { sysctls } = node;
  const isFour = typeof source === 'number';
  const acceptsLocal = isFour && isOn(sysctls, 'accept_local', inInterface);
  const routesLoopback = isFour && isOn(sysctls, 'route_localnet', inInterface);
  const from = writeAddress(source);
  if (isMulticast(source)) return `martian source: ${from} is a multicast address`;
  if (isLoopback(source) && !(routesLoopback && acceptsLocal))
    return `martian source: ${from} is a loopback address`;
  if (isLoopback(destination) && !routesLoopback)
    return `martian destination: ${writeAddress(destination)} is a loopback address`;
  if (typeof source !== 'number' || typeof destination !== 'number') return undefined;
  if (source === 0xffffffff) return `martian source: ${from} is the broadcast address`;
  if (destination === 0xffffffff || (source === 0 && destination === 0)) return undefined;
  if (source === 0 && !isMulticast(destination)) return `martian source: ${from} is no host`;
  if (destination === 0) return `martian destination: ${writeAddress(destination)} is no host`;
  if (!acceptsLocal && isLocal(node, source) === 'yes')
    return `martian source: ${from} is the node's own address`;
  return undefined;
}
