import { IPv6 } from 'ip-num';
import type { Family } from '../netfilter/hooks.js';

/** An IPv6 address: four unsigned 32-bit numbers, most significant first. */
export type Address6 = readonly [number, number, number, number];

/** An IPv4 address is one unsigned 32-bit number. */
export type Address = number | Address6;

export function familyOf(address: Address): Family {
  return typeof address === 'number' ? 4 : 6;
}

export const allOnes6: Address6 = [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff];
export const zero6: Address6 = [0, 0, 0, 0];

/** Negative, zero or positive, as for sort. Addresses of one family only. */
export function compareAddress(a: Address, b: Address): number {
  if (typeof a === 'number') return a - (b as number);
  const other = b as Address6;
  return a[0] - other[0] || a[1] - other[1] || a[2] - other[2] || a[3] - other[3];
}

export function sameAddress(a: Address, b: Address): boolean {
  return familyOf(a) === familyOf(b) && compareAddress(a, b) === 0;
}

type Bitwise = (a: number, b: number) => number;

function combine(a: Address, b: Address, operation: Bitwise): Address {
  if (typeof a === 'number') return operation(a, b as number) >>> 0;
  const other = b as Address6;
  return [
    operation(a[0], other[0]) >>> 0,
    operation(a[1], other[1]) >>> 0,
    operation(a[2], other[2]) >>> 0,
    operation(a[3], other[3]) >>> 0,
  ];
}

export function andAddress(a: Address, b: Address): Address {
  return combine(a, b, (x, y) => x & y);
}

export function orAddress(a: Address, b: Address): Address {
  return combine(a, b, (x, y) => x | y);
}

export function invertAddress(a: Address): Address {
  return typeof a === 'number' ? ~a >>> 0 : [~a[0] >>> 0, ~a[1] >>> 0, ~a[2] >>> 0, ~a[3] >>> 0];
}

/** The mask of a prefix of `length` bits, 0 to 32 or 128. */
export function maskOfLength(length: number, family: Family): Address {
  const word = (bits: number): number =>
    bits <= 0 ? 0 : bits >= 32 ? 0xffffffff : (-1 << (32 - bits)) >>> 0;
  return family === 4
    ? word(length)
    : [word(length), word(length - 32), word(length - 64), word(length - 96)];
}

/** The length of a mask without holes, or undefined. */
export function lengthOfMask(mask: Address): number | undefined {
  const words = typeof mask === 'number' ? [mask] : mask;
  let length = 0;
  let ended = false;
  for (const word of words) {
    if (ended && word !== 0) return undefined;
    const ones = Math.clz32(~word);
    if (maskOfLength(ones, 4) !== word) return undefined;
    length += ones;
    if (ones < 32) ended = true;
  }
  return length;
}

/**
 * The IPv4 address between two offsets, as inet_pton reads it: four numbers up to 255, and no zero before one, which
 * could make it octal. Undefined where there is none. Character by character, since a dump may have a million.
 */
export function readDotted(text: string, start: number, end: number): number | undefined {
  let value = 0;
  let byte = -1;
  let dots = 0;
  for (let at = start; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x2e) {
      if (byte < 0 || dots === 3) return undefined;
      value = value * 256 + byte;
      byte = -1;
      dots += 1;
    } else if (code >= 0x30 && code <= 0x39 && byte !== 0) {
      byte = Math.max(byte, 0) * 10 + code - 0x30;
      if (byte > 255) return undefined;
    } else {
      return undefined;
    }
  }
  return byte < 0 || dots !== 3 ? undefined : value * 256 + byte;
}

/** Reads a plain IPv4 or IPv6 address (no prefix, no zone); undefined where it is none. */
export function readAddress(text: string): Address | undefined {
  return text.includes(':') ? readAddress6(text) : readAddress4(text);
}

function readAddress4(text: string): number | undefined {
  return readDotted(text, 0, text.length);
}

function readAddress6(text: string): Address6 | undefined {
  // ip-num takes what stands behind % for a zone.
  if (text.includes('%')) return undefined;
  let hex = text;
  const tail = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  if (tail !== null) {
    const four = readAddress4(tail[2] ?? '');
    if (four === undefined) return undefined;
    hex = `${tail[1] ?? ''}${(four >>> 16).toString(16)}:${(four & 0xffff).toString(16)}`;
  }
  try {
    const value = new IPv6(hex).getValue();
    const word = (shift: bigint): number => Number((value >> shift) & 0xffffffffn);
    return [word(96n), word(64n), word(32n), word(0n)];
  } catch {
    return undefined;
  }
}

/** Dotted quad, or the form of RFC 5952 (lower case, the longest run of zero groups shortened). */
export function writeAddress(address: Address): string {
  if (typeof address === 'number')
    return `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;
  const groups = address.flatMap((word) => [word >>> 16, word & 0xffff]);
  let best = { start: -1, length: 1 };
  for (let start = 0; start < 8; start++) {
    let length = 0;
    while (start + length < 8 && groups[start + length] === 0) length++;
    if (length > best.length) best = { start, length };
  }
  const hex = (part: readonly number[]): string => part.map((group) => group.toString(16)).join(':');
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) {
    return `::ffff:${writeAddress(address[3])}`;
  }
  if (best.start < 0) return hex(groups);
  return `${hex(groups.slice(0, best.start))}::${hex(groups.slice(best.start + best.length))}`;
}
