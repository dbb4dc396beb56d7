const golden = 0xdeadbeef;

function rotate(word: number, by: number): number {
  return ((word << by) | (word >>> (32 - by))) >>> 0;
}

/**
 * Jenkins' hash of 32-bit words as the kernel computes it.
 * @see linux include/linux/jhash.h jhash2
 */
export function jhash2(words: readonly number[], seed: number): number {
  let a = (golden + (words.length << 2) + seed) >>> 0;
  let b = a;
  let c = a;
  let index = 0;
  const word = (offset: number): number => words[index + offset] ?? 0;
  for (; words.length - index > 3; index += 3) {
    a = (a + word(0)) >>> 0;
    b = (b + word(1)) >>> 0;
    c = (c + word(2)) >>> 0;
    a = ((a - c) ^ rotate(c, 4)) >>> 0;
    c = (c + b) >>> 0;
    b = ((b - a) ^ rotate(a, 6)) >>> 0;
    a = (a + c) >>> 0;
    c = ((c - b) ^ rotate(b, 8)) >>> 0;
    b = (b + a) >>> 0;
    a = ((a - c) ^ rotate(c, 16)) >>> 0;
    c = (c + b) >>> 0;
    b = ((b - a) ^ rotate(a, 19)) >>> 0;
    a = (a + c) >>> 0;
    c = ((c - b) ^ rotate(b, 4)) >>> 0;
    b = (b + a) >>> 0;
  }
  const left = words.length - index;
  if (left === 0) return c;
  if (left >= 3) c = (c + word(2)) >>> 0;
  if (left >= 2) b = (b + word(1)) >>> 0;
  a = (a + word(0)) >>> 0;
  return finalMix(a, b, c);
}

function finalMix(first: number, second: number, third: number): number {
  let [a, b, c] = [first, second, third];
  c = ((c ^ b) - rotate(b, 14)) >>> 0;
  a = ((a ^ c) - rotate(c, 11)) >>> 0;
  b = ((b ^ a) - rotate(a, 25)) >>> 0;
  c = ((c ^ b) - rotate(b, 16)) >>> 0;
  a = ((a ^ c) - rotate(c, 4)) >>> 0;
  b = ((b ^ a) - rotate(a, 14)) >>> 0;
  return ((c ^ b) - rotate(b, 24)) >>> 0;
}
