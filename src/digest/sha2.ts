import { paddedWords } from './paddedWords.js';

/** A digest: unsigned 32-bit words, the first the most significant. SHA-224 has seven, SHA-256 eight. */
export type Digest = Uint32Array;

/** The first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
const roundConstants = Uint32Array.from(firstPrimes(64), (prime) => fraction(Math.cbrt(prime)));
/** The second 32 bits of the fractional parts of the square roots of the 9th to 16th primes. */
const start224 = [
  0xc1059ed8, 0x367cd507, 0x3070dd17, 0xf70e5939, 0xffc00b31, 0x68581511, 0x64f98fa7, 0xbefa4fa4,
] as const;
/** The first 32 bits of the fractional parts of the square roots of the first 8 primes. */
const start256 = Uint32Array.from(firstPrimes(8), (prime) => fraction(Math.sqrt(prime)));

const schedule = new Uint32Array(64);

/**
 * SHA-224 of a digest before it, if there is one, and of a text of bytes (latin1).
 * @see FIPS 180-4
 */
export function sha224(before: Digest | undefined, text: string): Digest {
  return digestOf(start224, before, text).subarray(0, 7);
}

/**
 * SHA-256 of a text of bytes (latin1).
 * @see FIPS 180-4
 */
export function sha256(text: string): Digest {
  return digestOf(start256, undefined, text);
}

function digestOf(start: ArrayLike<number>, before: Digest | undefined, text: string): Digest {
  const offset = before === undefined ? 0 : 28;
  const words = paddedWords(text, offset);
  if (before !== undefined) words.set(before);
  const state = Uint32Array.from(start);
  for (let block = 0; block < words.length; block += 16) compress(state, words.subarray(block, block + 16));
  return state;
}

function compress(state: Uint32Array, block: Uint32Array): void {
  schedule.set(block);
  for (let t = 16; t < 64; t++) {
    const w15 = schedule[t - 15] ?? 0;
    const w2 = schedule[t - 2] ?? 0;
    const s0 = rotate(w15, 7) ^ rotate(w15, 18) ^ (w15 >>> 3);
    const s1 = rotate(w2, 17) ^ rotate(w2, 19) ^ (w2 >>> 10);
    schedule[t] = (schedule[t - 16] ?? 0) + s0 + (schedule[t - 7] ?? 0) + s1;
  }
  let a = state[0] ?? 0;
  let b = state[1] ?? 0;
  let c = state[2] ?? 0;
  let d = state[3] ?? 0;
  let e = state[4] ?? 0;
  let f = state[5] ?? 0;
  let g = state[6] ?? 0;
  let h = state[7] ?? 0;
  for (let t = 0; t < 64; t++) {
    const sum1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const first = (h + sum1 + ((e & f) ^ (~e & g)) + (roundConstants[t] ?? 0) + (schedule[t] ?? 0)) | 0;
    const sum0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const second = (sum0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  state[0] = (state[0] ?? 0) + a;
  state[1] = (state[1] ?? 0) + b;
  state[2] = (state[2] ?? 0) + c;
  state[3] = (state[3] ?? 0) + d;
  state[4] = (state[4] ?? 0) + e;
  state[5] = (state[5] ?? 0) + f;
  state[6] = (state[6] ?? 0) + g;
  state[7] = (state[7] ?? 0) + h;
}

function rotate(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by));
}

function fraction(root: number): number {
  return Math.floor((root - Math.floor(root)) * 2 ** 32);
}

function firstPrimes(count: number): readonly number[] {
  const primes: number[] = [];
  for (let next = 2; primes.length < count; next++) {
    if (primes.every((prime) => next % prime !== 0)) primes.push(next);
  }
  return primes;
}
