import type { Address } from '../address/address.js';
import { everything, nothing } from './packetSet.js';
import type { PacketSet } from './packetSet.js';
import { exclusiveNames, widthOf } from './variables.js';
import type { ExclusiveField, NumberField } from './variables.js';
import type { Workshop } from './workshop.js';

/**
 * One packet of a set, as it came in: what the rules can tell of it. Fields that no rule asks are missing. `answers` are
 * those to free questions, by their key.
 */
export interface Witness {
  readonly numbers: ReadonlyMap<NumberField, Address>;
  readonly names: ReadonlyMap<ExclusiveField, string>;
  /** Empty where it has none. */
  readonly inInterface: string;
  readonly outInterface: string;
  readonly answers: ReadonlyMap<string, boolean>;
}

/** A packet of the set, with zeros where there is a choice; undefined of the empty set. */
export function witnessOf({ diagrams, variables, family }: Workshop, set: PacketSet): Witness | undefined {
  if (set === nothing) return undefined;
  let chosen = set;
  const taken = new Map<number, boolean>();
  while (chosen !== everything) {
    const low = diagrams.low(chosen);
    taken.set(diagrams.levelOf(chosen), low === nothing);
    chosen = low === nothing ? diagrams.high(chosen) : low;
  }
  const codeAt = (levels: readonly number[]): number =>
    levels.reduce((code, level) => code * 2 + (taken.get(level) === true ? 1 : 0), 0);
  const numbers = new Map<NumberField, Address>();
  for (const [field, levels] of variables.bits) {
    const classes = variables.classes.get(field);
    if (classes !== undefined) {
      const code = codeAt([...levels.values()].map(({ initial }) => initial));
      numbers.set(field, classes.valuesOf(code, code)[0]);
      continue;
    }
    const ones = [...levels].flatMap(([bit, { initial }]) => (taken.get(initial) === true ? [bit] : []));
    numbers.set(field, numberOf(ones, widthOf(field, family)));
  }
  const names = new Map<ExclusiveField, string>();
  for (const [field, levels] of variables.exclusive) {
    const name = exclusiveNames[field][codeAt(levels)];
    if (name !== undefined) names.set(field, name);
  }
  const interfaceOf = (side: 'in' | 'out'): string => {
    const { classes, levels } = variables.interfaces[side];
    return classes.examples[codeAt(levels)] ?? '';
  };
  const answers = new Map<string, boolean>();
  for (const [level, key] of variables.flags) {
    const answer = taken.get(level);
    if (answer !== undefined) answers.set(key, answer);
  }
  return {
    numbers,
    names,
    inInterface: interfaceOf('in'),
    outInterface: interfaceOf('out'),
    answers,
  };
}

function numberOf(ones: readonly number[], width: number): Address {
  if (width <= 48) return ones.reduce((sum, bit) => sum + 2 ** bit, 0);
  const words: [number, number, number, number] = [0, 0, 0, 0];
  for (const bit of ones) {
    const word = (3 - (bit >>> 5)) as 0 | 1 | 2 | 3;
    words[word] = (words[word] | (1 << (bit & 31))) >>> 0;
  }
  return words;
}
