import { writeAddress } from '../address/address.js';
import type { Address } from '../address/address.js';
import { isLocal, isLoopback, isMulticast } from './localTable.js';
import type { Node } from './node.js';

/**
 * Why the kernel drops a received packet for its addresses alone, with the sysctls at their defaults (accept_local and
 * route_localnet off); undefined where it does not. Not for packets that come over lo.
 * @see linux net/ipv4/route.c ip_route_input_slow, net/ipv4/fib_frontend.c fib_validate_source, net/ipv6/ip6_input.c ip6_rcv_core
 */
export function martianReason(node: Node, source: Address, destination: Address): string | undefined {
  const from = writeAddress(source);
  if (isMulticast(source)) return `martian source: ${from} is a multicast address`;
  if (isLoopback(source)) return `martian source: ${from} is a loopback address`;
  if (isLoopback(destination))
    return `martian destination: ${writeAddress(destination)} is a loopback address`;
  if (typeof source !== 'number' || typeof destination !== 'number') return undefined;
  if (source === 0xffffffff) return `martian source: ${from} is the broadcast address`;
  if (destination === 0xffffffff || (source === 0 && destination === 0)) return undefined;
  if (source === 0 && !isMulticast(destination)) return `martian source: ${from} is no host`;
  if (destination === 0) return `martian destination: ${writeAddress(destination)} is no host`;
  if (isLocal(node, source) === 'yes') return `martian source: ${from} is the node's own address`;
  return undefined;
}
