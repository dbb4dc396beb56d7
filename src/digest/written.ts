import type { Digest } from './sha2.js';

const base64urlDigits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const base32Digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const hexDigits = '0123456789abcdef';

/** The first `count` characters of a digest in base64url; at most as many as it has bits for. */
export function base64url(digest: Digest, count: number): string {
  return written(digest, base64urlDigits, 6, count);
}

/** The same in base32. */
export function base32(digest: Digest, count: number): string {
  return written(digest, base32Digits, 5, count);
}

/** The same in hexadecimal, lower case. */
export function hexadecimal(digest: Digest, count: number): string {
  return written(digest, hexDigits, 4, count);
}

/** `bits` of the digest for each character; the last one may be filled up with zeros. */
function written(digest: Digest, digits: string, bits: number, count: number): string {
  const most = Math.min(count, Math.ceil((digest.length * 32) / bits));
  let text = '';
  for (let index = 0; index < most; index++) {
    const bit = index * bits;
    const high = digest[bit >>> 5] ?? 0;
    const low = digest[(bit >>> 5) + 1] ?? 0;
    const shift = bit & 31;
    const window = shift === 0 ? high : (high << shift) | (low >>> (32 - shift));
    text += digits[window >>> (32 - bits)] ?? '';
  }
  return text;
}
