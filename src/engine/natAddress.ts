import { compareAddress } from '../address/address.js';
import type { Address, Address6 } from '../address/address.js';
import { jhash2 } from '../netfilter/jhash.js';

/** Network byte order read as a number of a little-endian machine, as the kernel hashes it. */
function swapBytes(word: number): number {
  return (((word & 0xff) << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24)) >>> 0;
}

function wordsOf(address: Address): readonly [number, number, number, number] {
  return typeof address === 'number' ? [address, 0, 0, 0] : address;
}

function scale(hash: number, range: number): number {
  return Number((BigInt(hash) * BigInt(range)) >> 32n);
}

/**
 * The address that nat takes from a range: a hash of the source and destination addresses decides, of the source alone
 * with `persistent`. As on little-endian machines (x86, arm64).
 * @see linux net/netfilter/nf_nat_core.c find_best_ips_proto
 */
export function pickAddress(
  range: readonly [low: Address, high: Address],
  side: 'source' | 'destination',
  { source, destination }: { readonly source: Address; readonly destination: Address },
  zone: number,
  persistent: boolean,
): Address {
  const [low, high] = range;
  if (compareAddress(low, high) === 0) return low;
  const last = typeof low === 'number' ? 0 : 3;
  const destinationWords = wordsOf(destination).map(swapBytes);
  const seed = persistent ? 0 : ((destinationWords[last] ?? 0) ^ zone) >>> 0;
  let hash = jhash2(wordsOf(source).map(swapBytes), seed);
  const lows = wordsOf(low);
  const highs = wordsOf(high);
  const picked: number[] = [];
  let full = false;
  for (let index = 0; index <= last; index++) {
    const smallest = full ? 0 : (lows[index] ?? 0);
    // Of 32 bits: a range from high to low goes round, and one of all values has none.
    const distance = full ? 0xffffffff : ((highs[index] ?? 0) - smallest + 1) >>> 0;
    const word = (smallest + scale(hash, distance)) >>> 0;
    picked.push(word);
    if (word !== highs[index]) full = true;
    // The kernel mixes in the destination as it stands by then: for DNAT the word that it has just written.
    const mixed = side === 'destination' ? swapBytes(word) : (destinationWords[index] ?? 0);
    if (!persistent) hash = (hash ^ mixed) >>> 0;
  }
  if (typeof low === 'number') return picked[0] ?? low;
  return [picked[0] ?? 0, picked[1] ?? 0, picked[2] ?? 0, picked[3] ?? 0] satisfies Address6;
}
