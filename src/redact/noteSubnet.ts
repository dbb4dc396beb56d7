import { maskOfLength, readAddress } from '../address/address.js';
import type { Names } from './names.js';

/** Of the network of an address, which has a prefix of so many bits, the first and last address have to stay such. */
export function noteSubnet(text: string, length: number, names: Names): void {
  const address = readAddress(text);
  if (address === undefined || !Number.isInteger(length)) return;
  if (typeof address === 'number') {
    const mask = maskOfLength(length, 4) as number;
    names.range((address & mask) >>> 0, (address | ~mask) >>> 0);
  } else {
    const [a, b, c, d] = maskOfLength(length, 6) as readonly [number, number, number, number];
    const first = [
      (address[0] & a) >>> 0,
      (address[1] & b) >>> 0,
      (address[2] & c) >>> 0,
      (address[3] & d) >>> 0,
    ] as const;
    names.range(first, first);
    names.range(first, [
      (first[0] | ~a) >>> 0,
      (first[1] | ~b) >>> 0,
      (first[2] | ~c) >>> 0,
      (first[3] | ~d) >>> 0,
    ]);
  }
}
