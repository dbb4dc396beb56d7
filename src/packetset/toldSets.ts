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
}

/** Those to addresses that are the node's own on every node, with the answer that they are not. */
export function strangeLoopback(workshop: Workshop): readonly Never[] {
  const { diagrams, family, variables } = workshop;
  const key = answerKey(askedOfNode);
  const [level] = [...variables.flags].find(([, other]) => other === key) ?? [];
  if (level === undefined) return [];
  const range = loopback[family];
  const to = setOfValues(workshop, 'destination', [range], 'initial');
  return [{ side: 'destination', range, packets: diagrams.minus(to, diagrams.variable(level)) }];
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
  for (const { side, range, packets } of never) {
    let filled = packets;
    for (const beside of addressesBeside(range)) {
      const having = diagrams.and(told, setOfValues(workshop, side, [[beside, beside]], 'initial'));
      filled = diagrams.and(filled, diagrams.forgetAll(having, levelsOf(workshop, side, 'initial')));
    }
    told = diagrams.or(told, filled);
  }
  return told;
}

/** The last address before a range and the first behind it, as far as there are such. */
function addressesBeside([low, high]: Range): readonly Address[] {
  const above = high === 0xffffffff ? undefined : successor(high);
  return [predecessor(low), above].filter((value) => value !== undefined);
}
