import type { Field } from '../packet/field.js';
import type { Condition, Derived, Membership } from './condition.js';
import { partsOf } from './partsOf.js';

/** Of the conditions that read one field alone, as most; by the field. */
const alone = new Map<Field, ReadonlySet<Field>>();

/** The fields a condition reads, in the order in which it names them. */
export function fieldsOf(condition: Condition): ReadonlySet<Field> {
  switch (condition.kind) {
    case 'in':
    case 'masked':
    case 'bits':
    case 'one-of':
      return fieldAlone(condition.field);
    case 'not':
      return fieldsOf(condition.of);
    case 'interface':
      return fieldAlone(condition.side === 'in' ? 'inInterface' : 'outInterface');
    case 'all':
    case 'any':
    case 'derived':
    case 'member':
    case 'ask':
    case 'bytes':
    case 'draw':
      return collectFields(condition);
  }
}

function fieldAlone(field: Field): ReadonlySet<Field> {
  const known = alone.get(field) ?? new Set([field]);
  alone.set(field, known);
  return known;
}

function collectFields(condition: Condition): ReadonlySet<Field> {
  const fields = new Set<Field>();
  for (const part of partsOf(condition)) {
    switch (part.kind) {
      case 'in':
      case 'masked':
      case 'bits':
      case 'one-of':
        fields.add(part.field);
        break;
      case 'interface':
        fields.add(part.side === 'in' ? 'inInterface' : 'outInterface');
        break;
      case 'derived':
        for (const field of fieldsOfDerived(part.of)) fields.add(field);
        break;
      case 'member':
        for (const field of fieldsOfMember(part.member)) fields.add(field);
        break;
      case 'ask':
        for (const field of part.ask.reads) fields.add(field);
        break;
      case 'bytes':
      case 'draw':
        break;
    }
  }
  return fields;
}

function fieldsOfDerived(derived: Derived): readonly Field[] {
  switch (derived.fact) {
    case 'address-type':
      return derived.limit === undefined
        ? [derived.side]
        : [derived.side, derived.limit === 'in' ? 'inInterface' : 'outInterface'];
    case 'reverse-path':
      return derived.validMark ? ['source', 'inInterface', 'mark'] : ['source', 'inInterface'];
    case 'socket':
      return ['protocol', 'source', 'destination', 'sourcePort', 'destinationPort'];
    case 'recent':
      return [derived.side];
    case 'bridge-port':
      return ['inInterface'];
    case 'time':
      return [];
  }
}

/** A set's type is not the rule's to know: where it has two dimensions, the second is mostly a port with its protocol. */
function fieldsOfMember({ sides }: Membership): readonly Field[] {
  const [, second] = sides;
  const addresses = sides.map((side): Field => (side === 'src' ? 'source' : 'destination'));
  if (second === undefined) return addresses;
  return [...addresses, 'protocol', second === 'src' ? 'sourcePort' : 'destinationPort'];
}
