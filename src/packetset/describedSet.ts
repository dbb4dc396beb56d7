import { rangeSet } from '../address/range.js';
import type { RangeSet } from '../address/range.js';
import type { Around } from './around.js';
import { isBoundField } from './bounds.js';
import type { Bounds } from './bounds.js';
import { everything, nothing } from './packetSet.js';
import type { Diagrams } from './diagrams.js';
import type { PacketSet } from './packetSet.js';
import { setOfNames } from './namedSets.js';
import { bitOf, setOfRanges, setOfValues } from './valueSets.js';
import { widthOf } from './variables.js';
import type { BitLevels, ExclusiveField, NumberField } from './variables.js';
import type { Workshop } from './workshop.js';

/** What is said of packets as they come in; what is missing may be anything. */
export interface Description {
  readonly numbers: ReadonlyMap<NumberField, RangeSet>;
  readonly names: ReadonlyMap<ExclusiveField, readonly string[]>;
  /** Real names; the empty one for none. */
  readonly inInterface?: string;
  readonly outInterface?: string;
}

/** All packets that are as described, as far as rules can tell. */
export function describedSet(workshop: Workshop, description: Description): PacketSet {
  const { diagrams, variables, family } = workshop;
  let set = everything;
  for (const [field, ranges] of description.numbers) {
    const levels = variables.bits.get(field);
    if (levels === undefined) continue;
    if (variables.classes.has(field) || levels.size === widthOf(field, family)) {
      set = diagrams.and(set, setOfValues(workshop, field, ranges, 'initial'));
      continue;
    }
    set = diagrams.and(set, partlyIn(diagrams, levels, ranges));
  }
  for (const [field, values] of description.names) {
    if (variables.exclusive.has(field)) set = diagrams.and(set, setOfNames(workshop, field, values));
  }
  for (const side of ['in', 'out'] as const) {
    const name = description[`${side}Interface`];
    if (name === undefined) continue;
    const { classes, levels } = variables.interfaces[side];
    const at = classes.classOf(name);
    set = diagrams.and(set, setOfRanges(diagrams, levels, [[at, at]]));
  }
  return set;
}

/** Around the packets that are as described. */
export function describedBounds({ numbers, inInterface, outInterface }: Description): Bounds {
  const bounded = [...numbers].flatMap(([field, values]) =>
    isBoundField(field) ? [[field, values] as const] : [],
  );
  return {
    numbers: new Map(bounded),
    ...(inInterface !== undefined && { in: [inInterface] }),
    ...(outInterface !== undefined && { out: [outInterface] }),
  };
}

/** All packets, as they come, that are within some bounds, and some more where no rule tells them from these. */
export function setAround(workshop: Workshop, around: Around): PacketSet {
  const { diagrams } = workshop;
  return around.reduce((set, bounds) => diagrams.or(set, boundedSet(workshop, bounds)), nothing);
}

function boundedSet(workshop: Workshop, bounds: Bounds): PacketSet {
  const { diagrams, variables } = workshop;
  let set = describedSet(workshop, { numbers: bounds.numbers, names: new Map() });
  for (const side of ['in', 'out'] as const) {
    const { classes, levels } = variables.interfaces[side];
    const numbers = bounds[side]?.map((name) => classes.classOf(name));
    if (numbers === undefined) continue;
    const ranges = rangeSet(numbers.map((number) => [number, number]));
    set = diagrams.and(
      set,
      setOfRanges(
        diagrams,
        levels,
        ranges.map(([low, high]) => [Number(low), Number(high)]),
      ),
    );
  }
  return set;
}

/** Of a mark only the bits that rules touch have levels: a range of several values says nothing about them. */
function partlyIn(diagrams: Diagrams, levels: ReadonlyMap<number, BitLevels>, ranges: RangeSet): PacketSet {
  let set = nothing;
  for (const [low, high] of ranges) {
    if (low !== high) return everything;
    let value = everything;
    for (const [bit, { initial }] of [...levels].reverse()) {
      value = bitOf(low, bit)
        ? diagrams.node(initial, nothing, value)
        : diagrams.node(initial, value, nothing);
    }
    set = diagrams.or(set, value);
  }
  return set;
}
