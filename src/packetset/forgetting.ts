import { conjunctsOf } from '../condition/conjunctsOf.js';
import { partsOf } from '../condition/partsOf.js';
import type { BoundRule, Table } from '../ruleset/ruleset.js';
import { askedAhead } from './askedInterfaces.js';
import type { Asked, AskedAhead } from './askedInterfaces.js';
import { setsOf } from './conditionSets.js';
import { everything, nothing } from './packetSet.js';
import type { PacketSet } from './packetSet.js';
import { forgetLevels, usualLeastNodes } from './forgetLevels.js';
import type { Place } from './forgetLevels.js';
import type { InterfaceClasses } from './interfaceClasses.js';
import { setOfRanges } from './valueSets.js';
import type { Workshop } from './workshop.js';

/** Of what need not be told apart any more when packets come back from a chain. */
export interface Forgetting {
  readonly ahead: AskedAhead;
  /** The packets of a set, with all that differ from one of them only in interfaces for which nobody asks any more. */
  forget(set: PacketSet, asked: Asked): PacketSet;
  /** The same of whatever else the rules at these places do not ask, where a set is large. */
  forgetOthers(set: PacketSet, ahead: () => readonly Place[]): PacketSet;
  /** The packets with the interfaces for which a rule asks, whatever else it asks. */
  interfacesOf(rule: BoundRule): PacketSet;
}

/** Sets stay as they are. */
export const forgetNothing: Forgetting = {
  ahead: (_chain, _from, after) => after,
  forget: (set) => set,
  forgetOthers: (set) => set,
  interfacesOf: () => everything,
};

const sides = ['in', 'out'] as const;

/**
 * Forgets by which interfaces packets came and leave, and of large sets other things too, as far as no rule ahead of them can tell:
 * sets of the packets of many workloads then become one small set. Whether some packet comes to a rule ahead, and matches it, stays exactly as it was.
 */
export function forgetUnasked(workshop: Workshop, table: Table, leastNodes = usualLeastNodes): Forgetting {
  const { diagrams, variables } = workshop;
  const alike = new Map<Asked, ReturnType<typeof groupsOf>>();
  const forgotten = new Map<Asked, Map<PacketSet, PacketSet>>();

  const forgetSide = (set: PacketSet, levels: readonly number[], groups: readonly PacketSet[]): PacketSet => {
    let whole = nothing;
    for (const group of groups) {
      let some = diagrams.and(set, group);
      if (some === nothing) continue;
      for (const level of levels) some = diagrams.forget(some, level);
      whole = diagrams.or(whole, diagrams.and(some, group));
    }
    return whole;
  };

  const forget = (set: PacketSet, asked: Asked): PacketSet => {
    if (set === nothing) return set;
    const results = forgotten.get(asked) ?? new Map<PacketSet, PacketSet>();
    forgotten.set(asked, results);
    const known = results.get(set);
    if (known !== undefined) return known;
    const groups = alike.get(asked) ?? groupsOf(workshop, asked);
    alike.set(asked, groups);
    let left = set;
    for (const side of sides) {
      const ofSide = groups[side];
      if (ofSide !== undefined) left = forgetSide(left, variables.interfaces[side].levels, ofSide);
    }
    results.set(set, left);
    return left;
  };
  const interfacesOf = (rule: BoundRule): PacketSet => {
    let set = everything;
    for (const condition of rule.matches.flatMap((match) => conjunctsOf(match.condition))) {
      if (partsOf(condition).every(({ kind }) => kind === 'interface')) {
        set = diagrams.and(set, setsOf(workshop, condition).yes);
      }
    }
    return set;
  };
  return {
    ahead: askedAhead(workshop, table),
    forget,
    forgetOthers: forgetLevels(workshop, table, leastNodes),
    interfacesOf,
  };
}

function groupsOf(
  { diagrams, variables }: Workshop,
  asked: Asked,
): Readonly<Record<'in' | 'out', readonly PacketSet[] | undefined>> {
  const ofSide = (side: 'in' | 'out'): readonly PacketSet[] | undefined => {
    const { classes, levels } = variables.interfaces[side];
    const names = asked[side];
    if (names === 'many') return undefined;
    return groupsOfClasses(classes, names).map((ranges) => setOfRanges(diagrams, levels, ranges));
  };
  return { in: ofSide('in'), out: ofSide('out') };
}

type Ranges = readonly (readonly [low: number, high: number])[];

/** The classes, that of no interface among them, in groups that none of the names tells apart. */
function groupsOfClasses(classes: InterfaceClasses, names: Exclude<Asked['in'], 'many'>): readonly Ranges[] {
  const ranges = names.flatMap(({ name, wildcard }) => {
    const range = classes.rangeOf(name, wildcard);
    return range === undefined ? [] : [range];
  });
  const count = classes.examples.length;
  const starts = new Set([0, ...ranges.flatMap(([low, high]) => [low, high + 1])]);
  const cuts = [...starts].filter((start) => start < count).sort((a, b) => a - b);
  const groups = new Map<string, (readonly [number, number])[]>();
  for (const [index, low] of cuts.entries()) {
    const high = (cuts[index + 1] ?? count) - 1;
    const key = ranges.map(([first, last]) => (first <= low && high <= last ? '1' : '0')).join('');
    groups.set(key, [...(groups.get(key) ?? []), [low, high]]);
  }
  return [...groups.values()];
}
