import type { Address } from '../address/address.js';
import { predecessor, successor } from '../address/range.js';
import type { Range } from '../address/range.js';
import { answerKey } from './conditionSets.js';
import { askedOfNode } from './localSet.js';
import { loopback } from './loopback.js';
import { nothing } from './packetSet.js';
import type { PacketSet } from './packetSet.js';
import { setOfValues } from './valueSets.js';
import { levelsOf } from './workshop.js';
import type { Workshop } from './workshop.js';

/** Packets with an address of a range, as they came, that never are where they are told of. */
export interface Never {
  readonly side: 'source' | 'destination';
  readonly range: Range;
  readonly packets: PacketSet;
  /** The level of the answer that they have wrongly, where with the other one they may be. */
  readonly wrong?: number;
}

/** Those to addresses that are the node's own on every node, with the answer that they are not. */
export function strangeLoopback(workshop: Workshop): readonly Never[] {
  const { diagrams, family, variables } = workshop;
  const key = answerKey(askedOfNode);
  const [level] = [...variables.flags].find(([, other]) => other === key) ?? [];
  if (level === undefined) return [];
  const range = loopback[family];
  const to = setOfValues(workshop, 'destination', [range], 'initial');
  const packets = diagrams.minus(to, diagrams.variable(level));
  return [{ side: 'destination', range, packets, wrong: level }];
}

/** Those of a set that there may be. */
export function without({ diagrams }: Workshop, set: PacketSet, never: readonly Never[]): PacketSet {
  return never.reduce((rest, { packets }) => diagrams.minus(rest, packets), set);
}

/**
 * A set without what never is, told with fewer ranges: such packets stand among the others where those with the addresses beside do, so that "any"
 * stays "any", and a prefix a prefix.
 */
export function toldSet(workshop: Workshop, set: PacketSet, never: readonly Never[]): PacketSet {
  const { diagrams } = workshop;
  let told = without(workshop, set, never);
  if (told === nothing) return nothing;
  for (const each of never) {
    let filled = each.packets;
    for (const beside of addressesBeside(each.range)) {
      filled = diagrams.and(filled, alike(workshop, told, each, beside));
    }
    told = diagrams.or(told, filled);
  }
  return told;
}

/** The packets that are told of with another address, and so, where an answer is wrong, with all that the right one tells, whatever else is asked. */
function alike(workshop: Workshop, told: PacketSet, { side, wrong }: Never, beside: Address): PacketSet {
  const { diagrams, variables } = workshop;
  const levels = levelsOf(workshop, side, 'initial');
  const there = diagrams.and(told, setOfValues(workshop, side, [[beside, beside]], 'initial'));
  if (wrong === undefined) return diagrams.forgetAll(there, levels);
  const right = diagrams.variable(wrong);
  const wrongly = diagrams.forgetAll(diagrams.minus(there, right), [...levels, wrong]);
  const rightly = diagrams.forgetAll(diagrams.and(there, right), [...levels, wrong]);
  const here = diagrams.forget(diagrams.and(told, right), wrong);
  const differing = diagrams.or(diagrams.minus(rightly, here), diagrams.minus(here, rightly));
  return diagrams.minus(wrongly, diagrams.forgetAll(differing, [...variables.flags.keys()]));
}

/** The last address before a range and the first behind it, as far as there are such. */
function addressesBeside([low, high]: Range): readonly Address[] {
  const above = high === 0xffffffff ? undefined : successor(high);
  return [predecessor(low), above].filter((value) => value !== undefined);
}
