import { maskOfLength, andAddress, sameAddress } from '../address/address.js';
import type { Address6 } from '../address/address.js';
import { isLinkLocal, isLoopback, isMulticast } from './localTable.js';
import type { Interface, InterfaceAddress } from './node.js';

interface Candidate {
  readonly device: string;
  readonly own: InterfaceAddress;
  readonly address: Address6;
}

const linkScope = 2;
const siteScope = 5;
const globalScope = 14;

/**
 * The source address for an IPv6 destination, by the rules of RFC 6724 in their order: the same address, scope, not
 * deprecated, the outgoing interface, the same label, a privacy address, the longest common prefix. Among equals the first.
 * @see linux net/ipv6/addrconf.c ipv6_dev_get_saddr, ipv6_get_saddr_eval
 */
export function selectAddress6(
  interfaces: readonly Interface[],
  device: string,
  destination: Address6,
): Address6 | undefined {
  const scope = scopeOf(destination);
  const onLink = scope <= linkScope;
  const candidates = interfaces
    .filter(({ name, up }) => up !== false && (!onLink || name === device))
    .flatMap(({ name, addresses }) => addresses.flatMap((own) => candidateOf(name, own)));
  let best: Candidate | undefined;
  for (const candidate of candidates) {
    if (
      best === undefined ||
      isBetter(score(candidate, device, destination), score(best, device, destination))
    ) {
      best = candidate;
    }
  }
  return best?.address;
}

function candidateOf(device: string, own: InterfaceAddress): Candidate[] {
  const { address, tentative } = own;
  if (typeof address === 'number' || tentative === true || isMulticast(address)) return [];
  return [{ device, own, address }];
}

/** One number for each rule; greater is better. */
function score({ device, own, address }: Candidate, out: string, destination: Address6): readonly number[] {
  const wanted = scopeOf(destination);
  const scope = scopeOf(address);
  return [
    Number(sameAddress(address, destination)),
    scope >= wanted ? -scope : scope - 128,
    Number(own.deprecated !== true),
    Number(device === out),
    Number(labelOf(address) === labelOf(destination)),
    Number(own.temporary === true),
    Math.min(commonLength(address, destination), own.length),
  ];
}

function isBetter(a: readonly number[], b: readonly number[]): boolean {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at >= 0 && (a[at] ?? 0) > (b[at] ?? 0);
}

/** @see linux net/ipv6/addrconf_core.c __ipv6_addr_type */
function scopeOf(address: Address6): number {
  if (isMulticast(address)) return (address[0] >>> 16) & 0xf;
  if (isLinkLocal(address) || isLoopback(address)) return linkScope;
  return address[0] >>> 22 === 0xfec0 >>> 6 ? siteScope : globalScope;
}

/** @see linux net/ipv6/addrlabel.c ip6addrlbl_init_table */
const labels: readonly (readonly [address: Address6, length: number, label: number])[] = [
  [[0, 0, 0, 1], 128, 0],
  [[0, 0, 0xffff, 0], 96, 4],
  [[0, 0, 0, 0], 96, 3],
  [[0x20010000, 0, 0, 0], 32, 6],
  [[0x20010010, 0, 0, 0], 28, 7],
  [[0x3ffe0000, 0, 0, 0], 16, 12],
  [[0x20020000, 0, 0, 0], 16, 2],
  [[0xfec00000, 0, 0, 0], 10, 11],
  [[0xfc000000, 0, 0, 0], 7, 5],
];

function labelOf(address: Address6): number {
  const found = labels.find(([network, length]) =>
    sameAddress(andAddress(address, maskOfLength(length, 6)), network),
  );
  return found?.[2] ?? 1;
}

function commonLength(a: Address6, b: Address6): number {
  let length = 0;
  for (const [index, word] of a.entries()) {
    const same = Math.clz32((word ^ (b[index] ?? 0)) >>> 0);
    length += same;
    if (same < 32) break;
  }
  return length;
}
