import { familyOf, readAddress, type Address } from '../address/address.js';
import type { KeyedChance } from '../digest/digests.js';
import type { Family } from '../netfilter/hooks.js';
import { wellKnownRanges } from './wellKnownRanges.js';

/**
 * Replaces addresses so that two of them have as long a prefix in common as before: whatever lies in a prefix lies in what that becomes, and
 * nothing else does. Each bit is turned or not by a keyed hash of the bits before it, as Crypto-PAn has it.
 * @see https://en.wikipedia.org/wiki/Crypto-PAn
 */
export interface AddressMap {
  (address: Address): Address;
}

/** What must come out as it went in, apart from well-known ranges. */
export interface KeptOrder {
  /** Ranges, both ends included, that have to stay ranges: below what its ends have in common no bit on the way to one of them is turned. */
  readonly ranges: readonly (readonly [low: Address, high: Address])[];
  /** Below a prefix these bits of an address are never turned, since a mask with holes or NETMAP takes them as they are. */
  readonly bits: readonly { readonly prefix: Address; readonly length: number; readonly mask: Address }[];
}

interface Region {
  readonly words: readonly number[];
  readonly length: number;
}

export function addressMap(chance: KeyedChance, { ranges, bits }: KeptOrder): AddressMap {
  const fixed = new Set<string>();
  const whole: (Region & { readonly family: Family })[] = [];
  for (const [cidr, stays] of wellKnownRanges) {
    const [text = '', lengthText = ''] = cidr.split('/');
    const address = readAddress(text) ?? 0;
    const words = wordsOf(address);
    const length = Number(lengthText);
    fixPath(fixed, words, 0, length);
    if (stays === 'all') whole.push({ words, length, family: familyOf(address) });
  }
  for (const [low, high] of ranges) {
    const [from, to] = sameEmbedding(low, high)
      ? [embedded(low), embedded(high)]
      : [wordsOf(low), wordsOf(high)];
    if (from.length !== to.length) continue;
    const common = commonLength(from, to);
    fixPath(fixed, from, common, from.length * 32);
    fixPath(fixed, to, common, to.length * 32);
  }
  const kept = bits.map(({ prefix, length, mask }) =>
    length >= 96 && isEmbedding(wordsOf(prefix))
      ? { words: embedded(prefix), length: length - 96, mask: embedded(mask) }
      : { words: wordsOf(prefix), length, mask: wordsOf(mask) },
  );
  const known = new Map<string, readonly number[]>();
  /** Whether the bit behind a prefix is turned. Addresses share most of theirs. */
  const turns = new Map<string, boolean>();

  const turned = (words: readonly number[], depth: number): boolean => {
    const prefix = pathKey(words, depth);
    if (fixed.has(prefix)) return false;
    const held = kept.some(
      ({ words: network, length, mask }) =>
        depth >= length &&
        network.length === words.length &&
        bitOf(mask, depth) === 1 &&
        commonLength(network, words) >= length,
    );
    if (held) return false;
    const before = turns.get(prefix);
    if (before !== undefined) return before;
    const turn = ((chance([words.length, depth, ...cut(words, depth)])[0] ?? 0) & 1) === 1;
    turns.set(prefix, turn);
    return turn;
  };

  const map = (words: readonly number[]): readonly number[] => {
    const text = words.join();
    const before = known.get(text);
    if (before !== undefined) return before;
    const result = [...words];
    const stays = whole.some(
      (region) => region.words.length === words.length && commonLength(region.words, words) >= region.length,
    );
    if (!stays) {
      for (let depth = 0; depth < words.length * 32; depth++) {
        if (turned(words, depth)) {
          result[depth >>> 5] = ((result[depth >>> 5] ?? 0) ^ (0x80000000 >>> (depth & 31))) >>> 0;
        }
      }
    }
    known.set(text, result);
    return result;
  };

  return (address) => {
    if (typeof address === 'number') return map([address])[0] ?? 0;
    const [a, b, c, d] = address;
    // An IPv4 address within an IPv6 one is the same address.
    if (isEmbedding(address)) return [a, b, c, map([d])[0] ?? 0];
    const [first = 0, second = 0, third = 0, fourth = 0] = map(address);
    return [first, second, third, fourth];
  };
}

/** ::/96, ::ffff:0:0/96 and 64:ff9b::/96. @see RFC 4291 section 2.5.5, RFC 6052 */
function isEmbedding([a, b, c]: readonly number[]): boolean {
  return b === 0 && ((a === 0 && (c === 0 || c === 0xffff)) || (a === 0x64ff9b && c === 0));
}

function sameEmbedding(low: Address, high: Address): boolean {
  const [from, to] = [wordsOf(low), wordsOf(high)];
  return from.length === 4 && isEmbedding(from) && commonLength(from, to) >= 96;
}

/** The IPv4 address in an IPv6 one. */
function embedded(address: Address): readonly number[] {
  return wordsOf(address).slice(3);
}

function wordsOf(address: Address): readonly number[] {
  return typeof address === 'number' ? [address] : address;
}

/** Turns no bit of an address from one depth up to another. */
function fixPath(fixed: Set<string>, words: readonly number[], from: number, to: number): void {
  for (let depth = from; depth < to; depth++) fixed.add(pathKey(words, depth));
}

function pathKey(words: readonly number[], depth: number): string {
  return `${words.length} ${depth} ${cut(words, depth).join()}`;
}

/** The first bits of an address, the others zero. */
function cut(words: readonly number[], length: number): readonly number[] {
  return words.map((word, index) => {
    const bits = length - index * 32;
    return bits >= 32 ? word : bits <= 0 ? 0 : (word & (-1 << (32 - bits))) >>> 0;
  });
}

function bitOf(words: readonly number[], depth: number): number {
  return ((words[depth >>> 5] ?? 0) >>> (31 - (depth & 31))) & 1;
}

function commonLength(a: readonly number[], b: readonly number[]): number {
  for (const [index, word] of a.entries()) {
    const differing = Math.clz32(word ^ (b[index] ?? 0));
    if (differing < 32) return index * 32 + differing;
  }
  return a.length * 32;
}
