import type { Range } from '../address/range.js';
import type { Family } from '../netfilter/hooks.js';

/** Addresses that are the node's own on every node. */
export const loopback: Readonly<Record<Family, Range>> = {
  4: [0x7f000000, 0x7fffffff],
  6: [
    [0, 0, 0, 1],
    [0, 0, 0, 1],
  ],
};
