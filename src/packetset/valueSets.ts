import type { Address } from '../address/address.js';
import type { Range, RangeSet } from '../address/range.js';
import { everything, nothing } from './packetSet.js';
import type { Diagrams } from './diagrams.js';
import type { PacketSet } from './packetSet.js';
import type { BitLevels, NumberField } from './variables.js';
import { levelsOf } from './workshop.js';
import type { Workshop } from './workshop.js';

/** Bit `bit` (0 the least significant) of a value of any width up to 128. */
export function bitOf(value: Address, bit: number): boolean {
  if (typeof value !== 'number') return ((value[3 - (bit >>> 5)] ?? 0) & (1 << (bit & 31))) !== 0;
  return bit < 32 ? (value & (1 << bit)) !== 0 : Math.floor(value / 2 ** bit) % 2 === 1;
}

/** The packets that have one of these values in a field; where its values stand in classes, all of each class that has one of them. */
export function setOfValues(
  workshop: Workshop,
  field: NumberField,
  values: RangeSet,
  when: keyof BitLevels = 'now',
): PacketSet {
  const { diagrams, variables } = workshop;
  const classes = variables.classes.get(field);
  const numbers =
    classes === undefined
      ? values
      : values.flatMap((range) => {
          const codes = classes.codesOf(range);
          return codes === undefined ? [] : [codes];
        });
  return setOfRanges(diagrams, levelsOf(workshop, field, when), numbers);
}

/** The packets whose bits, at these levels with the most significant first, form a number of the set. */
export function setOfRanges(diagrams: Diagrams, levels: readonly number[], ranges: RangeSet): PacketSet {
  let set = nothing;
  for (const range of ranges) set = diagrams.or(set, setOfRange(diagrams, levels, range));
  return set;
}

function setOfRange(diagrams: Diagrams, levels: readonly number[], [low, high]: Range): PacketSet {
  const width = levels.length;
  if (typeof low === 'number' && width < 48 && low >= 2 ** width) return nothing;
  const endless = typeof high === 'number' && width < 48 && high >= 2 ** width;
  const fixed = endless ? undefined : commonBits(low, high, width);
  if (fixed !== undefined) return startingWith(diagrams, levels, low, fixed);
  // From the least significant bit up: the numbers of these bits that are at least `low`, and at most `high`.
  let atLeast = everything;
  let atMost = everything;
  for (let bit = 0; bit < width; bit++) {
    const level = levels[width - 1 - bit] ?? 0;
    atLeast = bitOf(low, bit)
      ? diagrams.node(level, nothing, atLeast)
      : diagrams.node(level, atLeast, everything);
    if (endless) continue;
    atMost = bitOf(high, bit)
      ? diagrams.node(level, everything, atMost)
      : diagrams.node(level, atMost, nothing);
  }
  return diagrams.and(atLeast, atMost);
}

/** How many leading bits all numbers of the range share, where it holds all numbers that share them; else undefined. */
function commonBits(low: Address, high: Address, width: number): number | undefined {
  let free = 0;
  while (free < width && !bitOf(low, free) && bitOf(high, free)) free++;
  for (let bit = free; bit < width; bit++) if (bitOf(low, bit) !== bitOf(high, bit)) return undefined;
  return width - free;
}

/** The numbers whose first bits are those of `value`. */
function startingWith(
  diagrams: Diagrams,
  levels: readonly number[],
  value: Address,
  count: number,
): PacketSet {
  let set = everything;
  for (let index = count - 1; index >= 0; index--) {
    const level = levels[index] ?? 0;
    set = bitOf(value, levels.length - 1 - index)
      ? diagrams.node(level, nothing, set)
      : diagrams.node(level, set, nothing);
  }
  return set;
}
