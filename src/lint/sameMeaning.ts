import { fieldsOf } from '../condition/fieldsOf.js';
import { partsOf } from '../condition/partsOf.js';
import type { Part } from '../condition/partsOf.js';
import { conjuncts, effectsOf, verdictOf } from '../owners/ruleShape.js';
import type { Effect } from '../packet/effect.js';
import type { Field } from '../packet/field.js';
import type { BoundRule } from '../ruleset/ruleset.js';

/**
 * Equal for rules that ask the same and do the same, in whatever order and with whatever comments they are written.
 * Undefined where a rule asks or does something else at each visit: limits, draws, lists that change.
 */
export function meaningOf(rule: BoundRule): string | undefined {
  if (rule.matches.some(({ effects }) => effects.length > 0)) return undefined;
  const conditions = conjuncts(rule);
  if (!conditions.flatMap(partsOf).every(isSteady)) return undefined;
  const asked = [...new Set(conditions.map((condition) => JSON.stringify(condition)))].sort();
  return JSON.stringify([asked, rule.action]);
}

/** Whether it has the same answer at each visit of a packet that was not changed in between. */
function isSteady(part: Part): boolean {
  switch (part.kind) {
    case 'draw':
      return false;
    case 'ask':
      return !part.ask.fresh;
    case 'derived':
      return part.of.fact !== 'recent';
    case 'member':
      return part.member.counters === undefined;
    case 'in':
    case 'masked':
    case 'bits':
    case 'interface':
    case 'one-of':
    case 'bytes':
      return true;
  }
}

/** The fields that a rule asks for. */
export function fieldsAsked(rule: BoundRule): ReadonlySet<Field> {
  return new Set(conjuncts(rule).flatMap((condition) => [...fieldsOf(condition)]));
}

/**
 * The fields that a rule's target may change of packets that go on to the next rule. Sets that it adds to or deletes from are
 * asked by address.
 */
export function fieldsChanged(rule: BoundRule): readonly Field[] {
  return verdictOf(rule) === 'CONTINUE' ? effectsOf(rule).flatMap(changedBy) : [];
}

function changedBy(effect: Effect): readonly Field[] {
  switch (effect.kind) {
    case 'mark':
    case 'connmark-restore':
    case 'mark-hash':
    case 'tproxy':
      return ['mark'];
    case 'connmark-set':
    case 'connmark-save':
      return ['connectionMark'];
    case 'set-map':
      return effect.mark ? ['mark'] : [];
    case 'nat':
    case 'set-entry':
      return ['source', 'destination', 'sourcePort', 'destinationPort'];
    case 'notrack':
      return ['ctState', 'ctEntry'];
    case 'tos':
      return ['tos'];
    case 'ttl':
      return ['ttl'];
    case 'tcp-options':
      return ['length', 'tcpOption'];
    case 'prefix':
      return [effect.side];
    case 'ct-template':
    case 'copy':
    case 'note':
      return [];
  }
}
