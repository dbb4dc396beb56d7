import { andAddress, invertAddress, maskOfLength, orAddress } from './address.js';
import type { Address, Address6 } from './address.js';

/** An IPv6 prefix, host bits zero; `length` 0 to 64. */
interface Prefix {
  readonly address: Address6;
  readonly length: number;
}

/** The two zeros of one's complement are one: the kernel keeps 0. */
const otherZero = 0xffff;

/** Up to this length the checksum is balanced in the subnet word, beyond it in the first word of the host part that is free. */
const longestSitePrefix = 48;
const subnetWord = 3;
const hostWords = [4, 5, 6, 7];

/**
 * Puts the prefix `to` on an IPv6 address and balances one 16-bit word, so that checksums over the address stay right (RFC 6296).
 * Undefined where no word can take it: the kernel drops the packet then.
 * @see linux net/ipv6/netfilter/ip6t_NPT.c ip6t_npt_map_pfx
 */
export function translatePrefix(address: Address, from: Prefix, to: Prefix): Address | undefined {
  if (typeof address === 'number') return undefined;
  const length = Math.max(from.length, to.length);
  const mask = maskOfLength(length, 6);
  const moved = orAddress(andAddress(address, invertAddress(mask)), andAddress(to.address, mask));
  if (typeof moved === 'number') return undefined;
  const words = wordsOf(moved);
  const index =
    length <= longestSitePrefix ? subnetWord : hostWords.find((each) => words[each] !== otherZero);
  if (index === undefined) return undefined;
  const difference = sumOf(from.address) + (otherZero - sumOf(to.address));
  const sum = fold((words[index] ?? 0) + difference);
  return joined(words.with(index, sum === otherZero ? 0 : sum));
}

function wordsOf(address: Address6): readonly number[] {
  return address.flatMap((word) => [word >>> 16, word & 0xffff]);
}

function joined(words: readonly number[]): Address6 {
  const at = (index: number): number => (((words[index] ?? 0) << 16) | (words[index + 1] ?? 0)) >>> 0;
  return [at(0), at(2), at(4), at(6)];
}

/** Carries go round into the lowest bit. */
function fold(sum: number): number {
  let folded = sum;
  while (folded > 0xffff) folded = (folded & 0xffff) + (folded >>> 16);
  return folded;
}

function sumOf(address: Address6): number {
  return fold(wordsOf(address).reduce((sum, word) => sum + word, 0));
}
