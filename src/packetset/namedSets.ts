import type { NamedField } from '../packet/field.js';
import { everything, nothing } from './packetSet.js';
import type { PacketSet } from './packetSet.js';
import type { Tracking } from './survey.js';
import { setOfRanges } from './valueSets.js';
import { exclusiveNames } from './variables.js';
import type { ExclusiveField } from './variables.js';
import type { Workshop } from './workshop.js';

/** The packets whose field has at least one of the values. */
export function setOfNames(workshop: Workshop, field: NamedField, values: readonly string[]): PacketSet {
  const { diagrams, variables } = workshop;
  if (field === 'fragment' && !variables.exclusive.has(field)) {
    return values.includes('none') ? everything : nothing;
  }
  const template = decidedTo(workshop, 'template');
  if (field === 'ctEntry') {
    const entry = diagrams.or(template, connectedSet(workshop));
    return diagrams.or(
      values.includes('yes') ? entry : nothing,
      values.includes('no') ? diagrams.not(entry) : nothing,
    );
  }
  let set = nothing;
  for (const value of values) {
    const code = codeOf(field, value);
    const having =
      code === undefined
        ? diagrams.variable(variables.flag(`${field} ${value}`))
        : setOfCode(workshop, code.field, code.number);
    set = diagrams.or(set, ofEntry(field, value) ? diagrams.and(having, connectedSet(workshop)) : having);
  }
  switch (field) {
    case 'ctState':
      return stateSet(workshop, set, values);
    case 'ctStatus':
    case 'ctDirection':
      return diagrams.or(set, values.includes(ofTemplate[field]) ? template : nothing);
    case 'packetType':
    case 'fragment':
    case 'tcpOption':
    case 'ipOption':
    case 'extensionHeader':
    case 'socket':
      return set;
  }
}

/** What the template that `-j CT` gives a packet says of itself. @see src/engine/conntrack.ts templateOf */
const ofTemplate = { ctState: 'NEW', ctStatus: 'CONFIRMED', ctDirection: 'ORIGINAL' } as const;

/** The packets of which a rule has decided how conntrack is to treat them. */
export function decidedTo({ diagrams, variables }: Workshop, tracking: Tracking): PacketSet {
  const level = variables.tracking.get(tracking);
  return level === undefined ? nothing : diagrams.variable(level);
}

/** The packets that conntrack has found to belong to a connection. */
function connectedSet(workshop: Workshop): PacketSet {
  if (workshop.stage?.beforeConntrack === true) return nothing;
  const { diagrams } = workshop;
  const found = ['NEW', 'ESTABLISHED', 'RELATED'].reduce(
    (set, state) =>
      diagrams.or(set, setOfCode(workshop, 'ctState', exclusiveNames.ctState.indexOf(state as 'NEW'))),
    nothing,
  );
  return diagrams.minus(
    diagrams.minus(found, decidedTo(workshop, 'template')),
    decidedTo(workshop, 'untracked'),
  );
}

/** The state as rules see it: what a rule has decided comes first, and before conntrack has looked a packet up it is INVALID. */
function stateSet(workshop: Workshop, found: PacketSet, values: readonly string[]): PacketSet {
  const { diagrams } = workshop;
  const template = decidedTo(workshop, 'template');
  const untracked = decidedTo(workshop, 'untracked');
  const unknown = values.includes('INVALID') ? everything : nothing;
  const open = workshop.stage?.beforeConntrack === true ? unknown : found;
  const rest = diagrams.minus(diagrams.minus(open, template), untracked);
  const decided = diagrams.or(
    values.includes(ofTemplate.ctState) ? template : nothing,
    values.includes('UNTRACKED') ? untracked : nothing,
  );
  return diagrams.or(rest, decided);
}

function setOfCode({ diagrams, variables }: Workshop, field: ExclusiveField, code: number): PacketSet {
  return setOfRanges(diagrams, variables.exclusive.get(field) ?? [], [[code, code]]);
}

/** Whether only packets that belong to a connection have such a value. */
function ofEntry(field: NamedField, value: string): boolean {
  if (field === 'ctState') return codeOf(field, value) === undefined;
  return field === 'ctStatus' || field === 'ctDirection';
}

/** The code of a value that excludes the field's others. */
export function codeOf(
  field: NamedField,
  value: string,
): { readonly field: ExclusiveField; readonly number: number } | undefined {
  if (!(field in exclusiveNames)) return undefined;
  const exclusive = field as ExclusiveField;
  const number = (exclusiveNames[exclusive] as readonly string[]).indexOf(value);
  return number < 0 ? undefined : { field: exclusive, number };
}
