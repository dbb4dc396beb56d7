import { allOnes6, compareAddress, zero6 } from '../address/address.js';
import type { Address } from '../address/address.js';
import { contains, intersect, subtract } from '../address/range.js';
import type { Range, RangeSet } from '../address/range.js';
import type { Condition } from '../condition/condition.js';
import { evaluate, isOpen } from '../condition/evaluate.js';
import type { Hook } from '../netfilter/hooks.js';
import type { BitsField } from '../packet/field.js';
import type { Branch } from './branch.js';
import { BranchFacts } from './facts.js';
import type { WayReads } from './knownWay.js';
import type { Walk } from './walk.js';

export function noReads(): WayReads {
  return {
    ranges: new Map(),
    bits: new Map(),
    names: new Map(),
    interfaces: new Map(),
    skips: [],
    chains: new Map(),
  };
}

/** Whether everything that was read is alike for this branch. Chains are asked for their rules, as the walk would ask. */
export function readsAlike(reads: WayReads, walk: Walk, branch: Branch, hook: Hook): boolean {
  const facts = new BranchFacts(walk, branch, hook, branch.visit);
  for (const [field, { mask, value }] of reads.bits) {
    const bits = facts.bits(field);
    if (bits === undefined || bits === 'open' || (bits & mask) >>> 0 !== value) return false;
  }
  for (const [side, name] of reads.interfaces) if (facts.interfaceName(side) !== name) return false;
  for (const [field, names] of reads.names) if (!sameNames(facts.names(field), names)) return false;
  for (const [field, [low, high]] of reads.ranges) {
    const value = facts.value(field);
    if (value === undefined || isOpen(value)) return false;
    if (compareAddress(value, low) < 0 || compareAddress(value, high) > 0) return false;
  }
  const { source, destination } = branch.packet;
  for (const { index, from, to } of reads.skips)
    if (index.next(from, source, destination) !== to) return false;
  for (const [chain, rules] of reads.chains) if (chain.rules !== rules) return false;
  return true;
}

function sameNames(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((name, index) => name === others[index]);
}

/**
 * Notes what a condition read of a branch, up to the part that settled it; false where it read what may differ for a branch that is alike in all else:
 * a set, a draw, a field that is not known.
 */
export function noteCondition(reads: WayReads, condition: Condition, facts: BranchFacts): boolean {
  switch (condition.kind) {
    case 'in': {
      const value = facts.value(condition.field);
      if (value === undefined || isOpen(value)) return false;
      const before = reads.ranges.get(condition.field) ?? wholeOf(value);
      reads.ranges.set(condition.field, narrowed(before, condition.set, value));
      return true;
    }
    case 'bits':
      return noteBits(reads, condition.field, condition.mask, facts);
    case 'interface': {
      const name = facts.interfaceName(condition.side);
      if (name !== undefined) reads.interfaces.set(condition.side, name);
      return name !== undefined;
    }
    case 'one-of':
      reads.names.set(condition.field, facts.names(condition.field));
      return true;
    case 'not':
      return noteCondition(reads, condition.of, facts);
    case 'all':
    case 'any': {
      const settles = condition.kind === 'all' ? 'no' : 'yes';
      for (const part of condition.of) {
        if (!noteCondition(reads, part, facts)) return false;
        if (evaluate(part, facts).kind === settles) return true;
      }
      return true;
    }
    case 'masked':
    case 'derived':
    case 'bytes':
    case 'member':
    case 'draw':
    case 'ask':
      return false;
  }
}

/** Notes that these bits were read; false where the branch has no such field, or nobody described it. */
export function noteBits(reads: WayReads, field: BitsField, mask: number, facts: BranchFacts): boolean {
  const bits = facts.bits(field);
  if (bits === undefined || bits === 'open') return false;
  const known = reads.bits.get(field) ?? { mask: 0, value: 0 };
  // What was read before stands, since a rule may have written it meanwhile.
  const fresh = mask & ~known.mask;
  if (fresh !== 0) {
    reads.bits.set(field, {
      mask: (known.mask | fresh) >>> 0,
      value: (known.value | (bits & fresh)) >>> 0,
    });
  }
  return true;
}

function wholeOf(value: Address): Range {
  return typeof value === 'number' ? [0, Number.MAX_SAFE_INTEGER] : [zero6, allOnes6];
}

/** The part of a range around the value in which all are in the set, or none is. */
function narrowed(range: Range, set: RangeSet, value: Address): Range {
  const parts = contains(set, value) ? intersect([range], set) : subtract([range], set);
  return parts.find((part) => contains([part], value)) ?? [value, value];
}
