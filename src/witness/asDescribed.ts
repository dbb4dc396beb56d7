import { contains } from '../address/range.js';
import type { Address } from '../address/address.js';
import type { RangeSet } from '../address/range.js';
import { ordinaryValues } from '../packet/ordinaryValues.js';
import type { Description } from '../packetset/describedSet.js';
import type { NumberField } from '../packetset/variables.js';
import type { Witness } from '../packetset/witness.js';

/**
 * A packet of a described set, with what was said of it and no rule asks: rules cannot tell such packets apart, so a set has nothing of it.
 * Interfaces are called as they were described, not as another one that rules cannot tell from it.
 */
export function asDescribed(witness: Witness, { numbers, inInterface, outInterface }: Description): Witness {
  const values = new Map(witness.numbers);
  for (const [field, ranges] of numbers) {
    const value = values.get(field);
    if (value !== undefined && contains(ranges, value)) continue;
    const chosen = usualIn(field, ranges);
    if (chosen !== undefined) values.set(field, chosen);
  }
  return {
    ...witness,
    numbers: values,
    inInterface: inInterface ?? witness.inInterface,
    outInterface: outInterface ?? witness.outInterface,
  };
}

/** The value that people would think of first, else the lowest; undefined of no ranges. */
function usualIn(field: NumberField, ranges: RangeSet): Address | undefined {
  const { ports } = ordinaryValues[4];
  const usual = field === 'sourcePort' ? ports.source : field === 'destinationPort' ? ports.destination : [];
  const [likely] = usual.map(([low]) => low).filter((value) => contains(ranges, value));
  return likely ?? ranges[0]?.[0];
}
