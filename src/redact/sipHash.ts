/** 128 bits, as four unsigned 32-bit numbers, the lowest first. */
export type Key = readonly [number, number, number, number];

/** A key out of its 16 bytes (latin1: one character is one byte). */
export function keyOf(bytes: string): Key {
  const word = (at: number): number => {
    let value = 0;
    for (let byte = 3; byte >= 0; byte--) value = value * 256 + (bytes.charCodeAt(at + byte) & 0xff);
    return value;
  };
  return [word(0), word(4), word(8), word(12)];
}

/**
 * SipHash-2-4 of unsigned 32-bit numbers, two to a block of the message; the low half of its result, unsigned. Without the key it can neither be
 * computed nor told from chance.
 * @see https://www.aumasson.jp/siphash/siphash.pdf
 */
export function sipHash([k0, k1, k2, k3]: Key, words: readonly number[]): number {
  const state: State = new Uint32Array([
    k0 ^ 0x70736575,
    k1 ^ 0x736f6d65,
    k2 ^ 0x6e646f6d,
    k3 ^ 0x646f7261,
    k0 ^ 0x6e657261,
    k1 ^ 0x6c796765,
    k2 ^ 0x79746573,
    k3 ^ 0x74656462,
  ]);
  const last = words.length & ~1;
  for (let at = 0; at < last; at += 2) mix(state, words[at] ?? 0, words[at + 1] ?? 0);
  // The last block holds what remains, and in its highest byte the length in bytes.
  const bytes = (words.length * 4) & 0xff;
  mix(state, words.length === last ? 0 : (words[last] ?? 0), bytes << 24);
  state[4] = (state[4] ?? 0) ^ 0xff;
  for (let count = 0; count < 4; count++) round(state);
  return [0, 2, 4, 6].reduce((sum, at) => (sum ^ (state[at] ?? 0)) >>> 0, 0);
}

/** v0 to v3, each as its low and its high half. */
type State = Uint32Array;

function mix(state: State, low: number, high: number): void {
  state[6] = (state[6] ?? 0) ^ low;
  state[7] = (state[7] ?? 0) ^ high;
  round(state);
  round(state);
  state[0] = (state[0] ?? 0) ^ low;
  state[1] = (state[1] ?? 0) ^ high;
}

function round(state: State): void {
  add(state, 0, 2);
  rotate(state, 2, 13);
  exclude(state, 2, 0);
  rotate(state, 0, 32);
  add(state, 4, 6);
  rotate(state, 6, 16);
  exclude(state, 6, 4);
  add(state, 0, 6);
  rotate(state, 6, 21);
  exclude(state, 6, 0);
  add(state, 4, 2);
  rotate(state, 2, 17);
  exclude(state, 2, 4);
  rotate(state, 4, 32);
}

function add(state: State, to: number, other: number): void {
  const low = (state[to] ?? 0) + (state[other] ?? 0);
  state[to + 1] = (state[to + 1] ?? 0) + (state[other + 1] ?? 0) + (low > 0xffffffff ? 1 : 0);
  state[to] = low;
}

function exclude(state: State, to: number, other: number): void {
  state[to] = (state[to] ?? 0) ^ (state[other] ?? 0);
  state[to + 1] = (state[to + 1] ?? 0) ^ (state[other + 1] ?? 0);
}

function rotate(state: State, at: number, bits: number): void {
  const low = state[at] ?? 0;
  const high = state[at + 1] ?? 0;
  if (bits === 32) {
    state[at] = high;
    state[at + 1] = low;
  } else {
    state[at] = (low << bits) | (high >>> (32 - bits));
    state[at + 1] = (high << bits) | (low >>> (32 - bits));
  }
}
