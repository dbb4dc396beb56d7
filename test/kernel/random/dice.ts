/** A source of repeatable chance: the same seed throws the same. */
export interface Dice {
  /** An integer from 0 to `below` - 1. */
  number(below: number): number;
  /** True with this probability. */
  chance(probability: number): boolean;
  /** One of these; there must be one. */
  pick<T>(choices: readonly [T, ...T[]]): T;
}

/** @see https://github.com/bryc/code mulberry32 */
export function throwDice(seed: number): Dice {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x100000000;
  };
  const number = (below: number): number => Math.floor(next() * below);
  return {
    number,
    chance: (probability) => next() < probability,
    pick: (choices) => choices[number(choices.length)] ?? choices[0],
  };
}
