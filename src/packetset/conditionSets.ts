import type { Condition, Derived, Membership } from '../condition/condition.js';
import { fieldsOf } from '../condition/fieldsOf.js';
import type { Family } from '../netfilter/hooks.js';
import { DCCP, ICMP, ICMPV6, SCTP, TCP, UDP, UDPLITE } from '../netfilter/protocols.js';
import type { Field, NamedField } from '../packet/field.js';
import { everything, nothing } from './diagrams.js';
import type { Diagrams, PacketSet } from './diagrams.js';
import type { Survey } from './survey.js';
import { bitOf, setOfRanges } from './valueSets.js';
import { exclusiveNames } from './variables.js';
import type { ExclusiveField, NumberField, Variables } from './variables.js';

/**
 * The packets for which a condition may hold and those for which it may fail. Where something is drawn anew at each visit
 * the two overlap.
 */
export interface Held {
  readonly yes: PacketSet;
  readonly no: PacketSet;
}

/** What sets of packets are made with, for one analysis of some tables of one family. */
export interface Workshop {
  readonly diagrams: Diagrams;
  readonly variables: Variables;
  readonly survey: Survey;
  readonly family: Family;
}

const anyAnswer: Held = { yes: everything, no: everything };

/** The packets for which a condition may hold, the third reader of conditions beside evaluate and explain. */
export function setsOf(workshop: Workshop, condition: Condition): Held {
  const { diagrams } = workshop;
  switch (condition.kind) {
    case 'in':
      return exactly(
        diagrams,
        diagrams.and(
          presence(workshop, condition.field),
          setOfRanges(diagrams, levelsOf(workshop, condition.field), condition.set),
        ),
      );
    case 'masked':
    case 'bits':
      return exactly(
        diagrams,
        diagrams.and(presence(workshop, condition.field), setOfBits(workshop, condition)),
      );
    case 'interface':
      return exactly(diagrams, setOfInterface(workshop, condition));
    case 'one-of':
      return exactly(diagrams, setOfNames(workshop, condition.field, condition.values));
    case 'derived':
      return derivedSets(workshop, condition.of);
    case 'bytes':
      return flagSets(workshop, `bytes ${JSON.stringify(condition.program)}`, headerFields);
    case 'member':
      return memberSets(workshop, condition.member);
    case 'draw':
      if (condition.probability >= 1) return { yes: everything, no: nothing };
      return condition.probability <= 0 ? { yes: nothing, no: everything } : anyAnswer;
    case 'ask':
      if (condition.ask.fresh) return anyAnswer;
      return flagSets(workshop, `ask ${condition.ask.subject}`, condition.ask.reads);
    case 'not': {
      const { yes, no } = setsOf(workshop, condition.of);
      return { yes: no, no: yes };
    }
    case 'all':
      return join(workshop, condition.of, (set, part) => ({
        yes: diagrams.and(set.yes, part.yes),
        no: diagrams.or(set.no, part.no),
      }));
    case 'any': {
      const { yes, no } = join(workshop, condition.of, (set, part) => ({
        yes: diagrams.and(set.yes, part.no),
        no: diagrams.or(set.no, part.yes),
      }));
      return { yes: no, no: yes };
    }
  }
}

function join(workshop: Workshop, parts: readonly Condition[], add: (set: Held, part: Held) => Held): Held {
  let set: Held = { yes: everything, no: nothing };
  for (const part of parts) set = add(set, setsOf(workshop, part));
  return set;
}

function exactly(diagrams: Diagrams, yes: PacketSet): Held {
  return { yes, no: diagrams.not(yes) };
}

/** A free answer: the same at each visit, as long as nothing in these tables writes what it depends on. */
function flagSets({ diagrams, variables, survey }: Workshop, key: string, reads: readonly Field[]): Held {
  if (reads.some((field) => isWritten(survey, field))) return anyAnswer;
  return exactly(diagrams, diagrams.variable(variables.flag(key)));
}

function isWritten(survey: Survey, field: Field): boolean {
  if (field === 'mark' || field === 'connectionMark' || field === 'tos') return survey.written[field] !== 0;
  return survey.rewritten.has(field);
}

const headerFields: readonly Field[] = [
  'source',
  'destination',
  'sourcePort',
  'destinationPort',
  'tos',
  'ttl',
];

function derivedSets(workshop: Workshop, derived: Derived): Held {
  // A list may change between two visits.
  if (derived.fact === 'recent') return anyAnswer;
  return flagSets(workshop, `derived ${JSON.stringify(derived)}`, [
    ...fieldsOf({ kind: 'derived', of: derived }),
  ]);
}

function memberSets(workshop: Workshop, member: Membership): Held {
  if (workshop.survey.changedSets.has(member.set) || member.counters !== undefined) return anyAnswer;
  return flagSets(workshop, `member ${JSON.stringify([member.set, member.sides, member.returnNomatch])}`, [
    ...fieldsOf({ kind: 'member', member }),
  ]);
}

/** Levels of a field's bits as they are now, the most significant first. */
export function levelsOf({ variables }: Workshop, field: NumberField): readonly number[] {
  return [...(variables.bits.get(field)?.values() ?? [])].map(({ now }) => now);
}

function setOfBits(
  { diagrams, variables }: Workshop,
  condition: Extract<Condition, { kind: 'masked' | 'bits' }>,
): PacketSet {
  const levels = variables.bits.get(condition.field) ?? new Map<number, never>();
  // A value outside the mask is never met.
  if (condition.kind === 'bits' && (condition.value & ~condition.mask) !== 0) return nothing;
  let set = everything;
  for (const [bit, { now }] of [...levels].reverse()) {
    if (!bitOf(condition.mask, bit)) continue;
    set = bitOf(condition.value, bit) ? diagrams.node(now, nothing, set) : diagrams.node(now, set, nothing);
  }
  return set;
}

function setOfInterface(
  { diagrams, variables }: Workshop,
  { side, name, wildcard }: Extract<Condition, { kind: 'interface' }>,
): PacketSet {
  const { classes, levels } = variables.interfaces[side];
  const range = classes.rangeOf(name, wildcard);
  return range === undefined ? nothing : setOfRanges(diagrams, levels, [range]);
}

/** The packets whose field has at least one of the values. */
export function setOfNames(workshop: Workshop, field: NamedField, values: readonly string[]): PacketSet {
  const { diagrams, variables } = workshop;
  if (field === 'ctEntry') {
    const tracked = setOfNames(workshop, 'ctState', ['NEW', 'ESTABLISHED', 'RELATED']);
    const without = diagrams.not(tracked);
    return diagrams.or(values.includes('yes') ? tracked : nothing, values.includes('no') ? without : nothing);
  }
  let set = nothing;
  for (const value of values) {
    const code = codeOf(field, value);
    set = diagrams.or(
      set,
      code === undefined
        ? diagrams.variable(variables.flag(`${field} ${value}`))
        : setOfRanges(diagrams, variables.exclusive.get(code.field) ?? [], [[code.number, code.number]]),
    );
  }
  return ofEntry(field, values) ? diagrams.and(set, setOfNames(workshop, 'ctEntry', ['yes'])) : set;
}

/** Whether only packets that belong to a connection have such values. */
function ofEntry(field: NamedField, values: readonly string[]): boolean {
  if (field === 'ctState') return values.every((value) => codeOf(field, value) === undefined);
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

const portProtocols = [TCP, UDP, UDPLITE, SCTP, DCCP];

/** The packets that have a field at all. @see src/engine/facts.ts valueOf */
function presence(workshop: Workshop, field: NumberField): PacketSet {
  const { diagrams, variables, family } = workshop;
  const protocols = (...numbers: readonly number[]): PacketSet =>
    setOfRanges(
      diagrams,
      levelsOf(workshop, 'protocol'),
      numbers.map((number) => [number, number]),
    );
  switch (field) {
    case 'sourcePort':
    case 'destinationPort':
      return protocols(...portProtocols);
    case 'icmpType':
    case 'icmpCode':
      return protocols(family === 4 ? ICMP : ICMPV6);
    case 'tcpFlags':
      return protocols(TCP);
    case 'uid':
    case 'gid':
      return setOfNames(workshop, 'socket', ['yes']);
    case 'sourceMac':
      return diagrams.variable(variables.flag('sourceMac is there'));
    case 'ctProtocol':
    case 'ctOriginalSource':
    case 'ctOriginalDestination':
    case 'ctReplySource':
    case 'ctReplyDestination':
    case 'connectionMark':
      return setOfNames(workshop, 'ctEntry', ['yes']);
    case 'ctOriginalSourcePort':
    case 'ctOriginalDestinationPort':
    case 'ctReplySourcePort':
    case 'ctReplyDestinationPort':
      return diagrams.and(protocols(...portProtocols), setOfNames(workshop, 'ctEntry', ['yes']));
    case 'protocol':
    case 'source':
    case 'destination':
    case 'ttl':
    case 'length':
    case 'cpu':
    case 'realm':
    case 'inGroup':
    case 'outGroup':
    case 'espSpi':
    case 'ahSpi':
    case 'ipcompCpi':
    case 'sctpChunk':
    case 'dccpType':
    case 'mark':
    case 'tos':
      return everything;
  }
}
