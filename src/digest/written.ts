import { base32nopad, base64 as paddedBase64, base64urlnopad, hex } from '@scure/base';
import type { Digest } from './digests.js';

/** The first `count` characters of a digest in base64url; at most as many as it has bits for. */
export function base64url(digest: Digest, count: number): string {
  return base64urlnopad.encode(bytesFor(digest, count, 6)).slice(0, count);
}

const digitsOf64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Whether a digest in base64url begins with a text: found out without writing it. */
export function beginsInBase64url(digest: Digest, text: string): boolean {
  if (text.length > Math.ceil((digest.length * 8) / 6)) return false;
  for (let at = 0; at < text.length; at++) {
    const bit = at * 6;
    const pair = ((digest[bit >>> 3] ?? 0) << 8) | (digest[(bit >>> 3) + 1] ?? 0);
    if (digitsOf64[(pair >>> (10 - (bit & 7))) & 63] !== text[at]) return false;
  }
  return true;
}

/** The first characters of a digest in base32. */
export function base32(digest: Digest, count: number): string {
  return base32nopad.encode(bytesFor(digest, count, 5)).slice(0, count);
}

/** All of a digest in base64, filled up with `=`. */
export function base64(digest: Digest): string {
  return paddedBase64.encode(digest);
}

/** The first characters in hexadecimal, lower case. */
export function hexadecimal(digest: Digest, count: number): string {
  return hex.encode(bytesFor(digest, count, 4)).slice(0, count);
}

/** As much of a digest as `count` characters of `bits` bits show. */
function bytesFor(digest: Digest, count: number, bits: number): Digest {
  return digest.subarray(0, Math.ceil((count * bits) / 8));
}
