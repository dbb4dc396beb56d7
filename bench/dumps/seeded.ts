/** A whole number from `least` to `most`, both included. */
export type Draw = (least: number, most: number) => number;

/** Draws that are the same for the same seed: mulberry32. */
export function seeded(seed: number): Draw {
  let state = seed >>> 0;
  return (least, most) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let word = Math.imul(state ^ (state >>> 15), state | 1);
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61);
    return least + (((word ^ (word >>> 14)) >>> 0) % (most - least + 1));
  };
}

/** The IPv4 address that stands `index` behind `first`. */
export function addressAt(first: string, index: number): string {
  const start = first.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0);
  const number = start + index;
  return [24, 16, 8, 0].map((shift) => (number >>> shift) & 0xff).join('.');
}
