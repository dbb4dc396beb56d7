import { familyOf, readAddress, writeAddress, type Address } from '../../../src/address/address.js';
import { contains, type Range } from '../../../src/address/range.js';
import { rangeOfMasked, readMaskedAddress } from '../../../src/extension/types/addresses.js';
import { readPortRange } from '../../../src/extension/types/ports.js';
import type { Family } from '../../../src/netfilter/hooks.js';
import type { Dice } from '../random/dice.js';

/** The addresses that a dump names. */
export interface Known {
  readonly family: Family;
  readonly known: readonly string[];
}

/** A port of a list with ranges. */
export function portIn(dice: Dice, word: string): number | undefined {
  const parts = word.split(',');
  const reading = readPortRange(parts[dice.number(parts.length)] ?? word);
  if (!reading.ok) return undefined;
  const [low, high] = reading.value;
  return dice.pick([low, high, low + dice.number(high - low + 1)]);
}

/** An address in a network, of those the dump knows if it can be; undefined of the whole address space. */
export function addressIn(dice: Dice, { family, known }: Known, word: string): string | undefined {
  const reading = readMaskedAddress(
    dice.pick([word.split(',')[0] ?? word, word.split(',').at(-1) ?? word]),
    family,
  );
  if (!reading.ok) return undefined;
  const range = rangeOfMasked(reading.value);
  if (range === undefined) return writeAddress(reading.value.address);
  if (sizeOf(range) > 2 ** 31) return undefined;
  const inside = known.filter((one) => isIn(range, one));
  const some = inside[dice.number(inside.length)];
  if (some !== undefined && dice.chance(0.7)) return some;
  return writeAddress(
    plus(range[0], sizeOf(range) === 1 ? 0 : 1 + dice.number(Math.min(sizeOf(range) - 1, 30))),
  );
}

/** `wanted`, or where that is not told an address that is known outside of a network. */
export function addressOutside(
  dice: Dice,
  offer: Known,
  word: string,
  wanted: string | undefined,
): string | undefined {
  if (wanted !== undefined) return wanted;
  const reading = readMaskedAddress(word, offer.family);
  const range = reading.ok ? rangeOfMasked(reading.value) : undefined;
  if (range === undefined) return undefined;
  const outside = offer.known.filter((one) => !isIn(range, one));
  return outside[dice.number(outside.length)];
}

function isIn(range: Range, text: string): boolean {
  const address = readAddress(text);
  return address !== undefined && familyOf(address) === familyOf(range[0]) && contains([range], address);
}

/** How many addresses; of IPv6 as far as the last 32 bits tell. */
function sizeOf([low, high]: Range): number {
  if (typeof low === 'number' || typeof high === 'number') return Number(high) - Number(low) + 1;
  if (low[0] !== high[0]) return 2 ** 40;
  if (low[1] !== high[1] || low[2] !== high[2]) return 2 ** 31;
  return high[3] - low[3] + 1;
}

function plus(address: Address, more: number): Address {
  return typeof address === 'number'
    ? address + more
    : [address[0], address[1], address[2], (address[3] + more) >>> 0];
}
