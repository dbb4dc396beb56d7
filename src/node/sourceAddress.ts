import { andAddress, maskOfLength, sameAddress } from '../address/address.js';
import type { Address, Address6 } from '../address/address.js';
import type { Family } from '../netfilter/hooks.js';
import { isLinkLocal, isLoopback, isMulticast } from './localTable.js';
import type { Interface, InterfaceAddress, Node } from './node.js';
import { selectAddress6 } from './sourceAddress6.js';
import type { UnknownFact } from './setProbe.js';

/** An address, or that there is none: then the target drops the packet. */
export type AddressAnswer = Address | 'none' | UnknownFact;

/**
 * The address MASQUERADE gives a packet that leaves by `device`. `nextHop` is the route's gateway or, without one, the
 * destination; IPv6 looks at the destination.
 * @see linux net/netfilter/nf_nat_masquerade.c nf_nat_masquerade_ipv4, nf_nat_masquerade_ipv6
 */
export function masqueradeAddress(
  node: Node,
  family: Family,
  device: string,
  nextHop: Address,
  destination: Address,
): AddressAnswer {
  if (node.addresses === undefined) return { unknown: `the addresses of ${device} are not known` };
  if (family === 4) return selectAddress(node.addresses, device, nextHop) ?? 'none';
  return typeof destination === 'number'
    ? 'none'
    : (selectAddress6(node.addresses, device, destination) ?? 'none');
}

/**
 * Of the device the primary global address whose subnet holds the next hop, else its first; else the first one of the
 * first other interface.
 * @see linux net/ipv4/devinet.c inet_select_addr (scope universe)
 */
function selectAddress(
  interfaces: readonly Interface[],
  device: string,
  nextHop: Address,
): Address | undefined {
  const usable = (one: Interface): readonly InterfaceAddress[] =>
    one.addresses.filter(({ family, secondary, scope }) => family === 4 && !secondary && scope === 'global');
  const own = interfaces.filter(({ name }) => name === device).flatMap(usable);
  const near = own.find(({ address, peer, length }) => {
    const mask = maskOfLength(length, 4);
    return (
      typeof nextHop === 'number' && sameAddress(andAddress(peer ?? address, mask), andAddress(nextHop, mask))
    );
  });
  return (near ?? own[0] ?? interfaces.flatMap(usable)[0])?.address;
}

/**
 * The address REDIRECT sends a packet to: at OUTPUT the loopback address, else the first of the interface it came in by.
 * IPv6 takes a link-local one for a packet to a link-local address, and never one that is not usable yet.
 * @see linux net/netfilter/nf_nat_redirect.c nf_nat_redirect_ipv4, nf_nat_redirect_ipv6
 */
export function redirectAddress(
  node: Node,
  family: Family,
  hook: 'PREROUTING' | 'OUTPUT',
  inInterface: string,
  destination: Address,
): AddressAnswer {
  if (hook === 'OUTPUT') return family === 4 ? 0x7f000001 : [0, 0, 0, 1];
  if (node.addresses === undefined) return { unknown: `the addresses of ${inInterface} are not known` };
  const device = node.addresses.find(({ name }) => name === inInterface);
  const first = device?.addresses.find(
    (one) =>
      one.family === family && one.tentative !== true && (family === 4 || inScope(one.address, destination)),
  );
  return first?.address ?? 'none';
}

/** A global destination takes any address. */
function inScope(address: Address, destination: Address): boolean {
  if (typeof destination === 'number' || (!isLinkLocal(destination) && !isLoopback(destination))) {
    return (
      typeof destination === 'number' || !isMulticast(destination) || isLinkLocalScope(address, destination)
    );
  }
  return isLinkLocal(address) || isLoopback(address);
}

function isLinkLocalScope(address: Address, group: Address6): boolean {
  return (group[0] & 0xf0000) >>> 16 !== 2 || isLinkLocal(address);
}
