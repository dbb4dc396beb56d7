import { writeAddress } from '../address/address.js';
import type { Address } from '../address/address.js';
import { isLocal, isLoopback, isMulticast } from './localTable.js';
import type { Field } from '../packet/field.js';
import type { Packet } from '../packet/packet.js';
import type { Node } from './node.js';
import { asksLocalFirst } from './routingRule.js';
import { isOn, refusesIpv6 } from './sysctls.js';

/** Why the kernel itself drops a packet, and what of the packet it looked at for that. */
export interface Refusal {
  readonly reason: string;
  readonly reads: readonly Field[];
}

/**
 * Why the kernel drops a received IPv6 packet before any rule sees it; undefined where it does not. Not for packets that come over lo.
 * @see linux net/ipv6/ip6_input.c ip6_rcv_core
 */
export function refusedUnseen(
  { sysctls }: Node,
  { source, destination, inInterface }: Received,
): Refusal | undefined {
  if (typeof source === 'number' || typeof destination === 'number') return undefined;
  if (refusesIpv6(sysctls, inInterface)) {
    const reason = `${inInterface} takes in no IPv6 (disable_ipv6), so that no rule sees the packet`;
    return { reason, reads: ['inInterface'] };
  }
  const unseen = (side: 'source' | 'destination', address: Address, what: string): Refusal => ({
    reason: `martian ${side}: ${writeAddress(address)} is ${what}, which the kernel refuses before any rule`,
    reads: [side],
  });
  if (isMulticast(source)) return unseen('source', source, 'a multicast address');
  if (isLoopback(source)) return unseen('source', source, 'the loopback address');
  if (isLoopback(destination)) return unseen('destination', destination, 'the loopback address');
  const scope = (destination[0] >>> 16) & 15;
  if (isMulticast(destination) && scope <= ownScope)
    return unseen('destination', destination, 'a multicast address that is on no link');
  return undefined;
}

/** Of multicast addresses: 0 is reserved, 1 is that of the interface itself. @see RFC 4291 2.7 */
const ownScope = 1;

/**
 * Why the kernel drops a received packet for its addresses alone, behind PREROUTING, with accept_local and route_localnet of IPv4 as the sysctls tell,
 * else at their defaults (off); undefined where it does not. Not for packets that come over lo.
 * @see linux net/ipv4/route.c ip_route_input_rcu, ip_route_input_slow, ip_mc_validate_source, net/ipv4/fib_frontend.c fib_validate_source
 */
export function martianReason(
  node: Node,
  { source, destination, protocol, inInterface }: Received,
): Refusal | undefined {
  if (isMulticast(source)) return martian('source', source, 'a multicast address');
  if (typeof source !== 'number' || typeof destination !== 'number') {
    if (isLoopback(source)) return martian('source', source, 'a loopback address');
    return isLoopback(destination) ? martian('destination', destination, 'a loopback address') : undefined;
  }
  if (source === 0xffffffff) return martian('source', source, 'the broadcast address');
  const isForAll = destination === 0xffffffff || (source === 0 && destination === 0);
  const refused = isForAll
    ? undefined
    : isMulticast(destination)
      ? refusedToGroup(node, source, destination, protocol, inInterface)
      : refusedTo(node, source, destination, inInterface);
  if (refused !== undefined || source === 0) return refused;
  // Where other rules come first, the way back to the source says whether it is the node's own.
  if (!asksLocalFirst(node, 4)) return undefined;
  return isOwn(node, source) && !isOn(node.sysctls, 'accept_local', inInterface)
    ? martian('source', source, "the node's own address", ['inInterface'])
    : undefined;
}

/** A received packet, as far as its addresses are judged. */
export type Received = Pick<Packet, 'source' | 'destination' | 'protocol' | 'inInterface'>;

function refusedToGroup(
  { sysctls }: Node,
  source: number,
  destination: number,
  protocol: number,
  inInterface: string,
): Refusal | undefined {
  if (isLoopback(source) && !isOn(sysctls, 'route_localnet', inInterface))
    return martian('source', source, 'a loopback address', ['destination', 'inInterface']);
  const isOfLink = destination >>> 8 === 0xe00000;
  return source === 0 && !isOfLink && protocol !== IGMP
    ? martian('source', source, 'no host', ['destination', 'protocol'])
    : undefined;
}

function refusedTo(
  { sysctls }: Node,
  source: number,
  destination: number,
  inInterface: string,
): Refusal | undefined {
  if (source === 0) return martian('source', source, 'no host', ['destination']);
  if (destination === 0) return martian('destination', destination, 'no host', ['source']);
  if (isOn(sysctls, 'route_localnet', inInterface)) return undefined;
  if (isLoopback(destination))
    return martian('destination', destination, 'a loopback address', ['inInterface']);
  return isLoopback(source)
    ? martian('source', source, 'a loopback address', ['destination', 'inInterface'])
    : undefined;
}

function martian(
  side: 'source' | 'destination',
  address: Address,
  what: string,
  more: readonly Field[] = [],
): Refusal {
  return { reason: `martian ${side}: ${writeAddress(address)} is ${what}`, reads: [side, ...more] };
}

/** Of 127.0.0.0/8 only what an interface has is looked for here. @see linux net/ipv4/devinet.c inet_lookup_ifaddr_rcu */
function isOwn(node: Node, source: number): boolean {
  if (!isLoopback(source)) return isLocal(node, source) === 'yes';
  if (node.addresses === undefined) return source === loopback;
  return node.addresses.some(({ addresses }) => addresses.some(({ address }) => address === source));
}

const loopback = 0x7f000001;
const IGMP = 2;
