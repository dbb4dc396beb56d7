import type { Condition } from '../condition/condition.js';
import { conjunctsOf } from '../condition/conjunctsOf.js';
import { fieldsOf } from '../condition/fieldsOf.js';
import { partsOf } from '../condition/partsOf.js';
import type { Part } from '../condition/partsOf.js';
import { conjuncts, effectsOf, verdictOf } from '../owners/ruleShape.js';
import type { Effect } from '../packet/effect.js';
import type { Field } from '../packet/field.js';
import type { BoundRule } from '../ruleset/ruleset.js';

/**
 * Tells rules by what they mean: equal for those that ask the same and do the same, in whatever order and with whatever comments they are written.
 * Undefined where a rule asks or does something else at each visit: limits, draws, lists that change.
 */
export function meanings(): (rule: BoundRule) => string | undefined {
  // Rules share what they ask alike, and what they do.
  const texts = new Map<Condition | BoundRule['action'], string | undefined>();
  const steadily = (condition: Condition): string | undefined => {
    const known = texts.get(condition);
    if (known !== undefined || texts.has(condition)) return known;
    const text = partsOf(condition).every(isSteady) ? JSON.stringify(condition) : undefined;
    texts.set(condition, text);
    return text;
  };
  return ({ matches, action }) => {
    if (matches.some(({ effects }) => effects.length > 0)) return undefined;
    const asked = new Set<string>();
    for (const match of matches) {
      for (const condition of conjunctsOf(match.condition)) {
        const text = steadily(condition);
        if (text === undefined) return undefined;
        asked.add(text);
      }
    }
    const done = texts.get(action) ?? JSON.stringify(action);
    texts.set(action, done);
    return [...asked].sort().join() + done;
  };
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
