import type { Condition } from '../condition/condition.js';
import { explainCondition } from '../condition/explain.js';
import { fieldsOf } from '../condition/fieldsOf.js';
import { partsOf } from '../condition/partsOf.js';
import type { Part } from '../condition/partsOf.js';
import { conjuncts } from '../owners/ruleShape.js';
import { setsOf } from '../packetset/conditionSets.js';
import { everything, nothing } from '../packetset/packetSet.js';
import type { PacketSet } from '../packetset/packetSet.js';
import type { BoundRule } from '../ruleset/ruleset.js';
import type { Workshop } from '../packetset/workshop.js';

/**
 * The one aspect of which a deny takes part of what a later allow names, though it is not an exception to it that comes first. Either
 * neither of the two is within the other, or the deny is wider in something else that both name. It must be at least as wide in all
 * else: a deny by something of which the allow says nothing is usual. A word for a sentence: `destination ports`.
 * @throws BudgetExceeded
 */
export function cutsInto(workshop: Workshop, deny: BoundRule, allow: BoundRule): string | undefined {
  const { diagrams } = workshop;
  const denied = aspectsOf(workshop, deny);
  const allowed = aspectsOf(workshop, allow);
  const cut: string[] = [];
  let crosses = false;
  let isWider = false;
  for (const [aspect, set] of denied) {
    const named = allowed.get(aspect);
    if (named === undefined) return undefined;
    const common = diagrams.and(set, named);
    if (common === nothing) return undefined;
    if (common === named) {
      isWider ||= common !== set;
      continue;
    }
    cut.push(aspect);
    // Who denies one state of connections denies these connections: no part of an allow is like another.
    crosses ||= common !== set || aspect === connectionStates;
  }
  const [only, ...more] = cut;
  return more.length === 0 && (crosses || isWider) ? only : undefined;
}

const connectionStates = 'connection states';

/**
 * What a rule asks of each aspect of a packet. What no packet shows, a set's members or a limit, is an aspect of its own for each
 * question.
 */
function aspectsOf(workshop: Workshop, rule: BoundRule): ReadonlyMap<string, PacketSet> {
  const aspects = new Map<string, PacketSet>();
  for (const condition of conjuncts(rule)) {
    const aspect = partsOf(condition).every(isShown)
      ? shownAspect(condition)
      : `whether ${explainCondition(condition)}`;
    const set = setsOf(workshop, condition).yes;
    aspects.set(aspect, workshop.diagrams.and(aspects.get(aspect) ?? everything, set));
  }
  return aspects;
}

function shownAspect(condition: Condition): string {
  const fields = [...fieldsOf(condition)].sort();
  return words.get(fields.join(' ')) ?? fields.join(' and ');
}

/** Whether a packet alone tells if it holds. */
function isShown(part: Part): boolean {
  switch (part.kind) {
    case 'in':
    case 'masked':
    case 'bits':
    case 'interface':
    case 'one-of':
      return true;
    case 'derived':
    case 'bytes':
    case 'member':
    case 'draw':
    case 'ask':
      return false;
  }
}

const words: ReadonlyMap<string, string> = new Map([
  ['source', 'source addresses'],
  ['destination', 'destination addresses'],
  ['sourcePort', 'source ports'],
  ['destinationPort', 'destination ports'],
  ['destinationPort sourcePort', 'ports'],
  ['protocol', 'protocols'],
  ['inInterface', 'interfaces it comes in by'],
  ['outInterface', 'interfaces it leaves by'],
  ['ctState', connectionStates],
  ['icmpType', 'ICMP types'],
  ['tcpFlags', 'TCP flags'],
]);
