import type { Condition, Derived, Membership } from '../condition/condition.js';
import { fieldsOf } from '../condition/fieldsOf.js';
import { interfaceMatches } from '../condition/interfaceName.js';
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
 * The packets for which a condition may hold. `no`: those for which it may fail, where that is more than all others:
 * where something is drawn anew at each visit the two overlap.
 */
export interface Held {
  readonly yes: PacketSet;
  readonly no?: PacketSet;
}

/** The packets for which it may fail. */
export function failing({ diagrams }: Workshop, { yes, no }: Held): PacketSet {
  return no ?? diagrams.not(yes);
}

/** What sets of packets are made with, for one analysis of some tables of one family. */
export interface Workshop {
  readonly diagrams: Diagrams;
  readonly variables: Variables;
  readonly survey: Survey;
  readonly family: Family;
  /** Free questions have the same answer each time they are asked; false where that makes sets too large. */
  readonly remembersAnswers: boolean;
  /** Where on its way the packet is; missing where any place is meant. */
  readonly stage?: Stage;
}

/** What a place on the packet's way fixes, whatever its variables say. */
export interface Stage {
  /** Names of interfaces, empty for none; missing where the packet's own count. */
  readonly inInterface?: string;
  readonly outInterface?: string;
  /** Before conntrack no packet belongs to a connection. */
  readonly beforeConntrack: boolean;
}

const anyAnswer: Held = { yes: everything, no: everything };

/** The packets for which a condition may hold, the third reader of conditions beside evaluate and explain. */
export function setsOf(workshop: Workshop, condition: Condition): Held {
  const { diagrams } = workshop;
  switch (condition.kind) {
    case 'in': {
      const there = presence(workshop, condition.field);
      const set = setOfRanges(diagrams, levelsOf(workshop, condition.field), condition.set);
      return { yes: diagrams.and(there, set) };
    }
    case 'masked':
    case 'bits':
      return { yes: diagrams.and(presence(workshop, condition.field), setOfBits(workshop, condition)) };
    case 'interface':
      return { yes: setOfInterface(workshop, condition) };
    case 'one-of':
      return { yes: setOfNames(workshop, condition.field, condition.values) };
    case 'derived':
      return derivedSets(workshop, condition.of);
    case 'bytes':
      return flagSets(workshop, `bytes ${JSON.stringify(condition.program)}`, headerFields);
    case 'member':
      return memberSets(workshop, condition.member);
    case 'draw':
      if (condition.probability >= 1) return { yes: everything };
      return condition.probability <= 0 ? { yes: nothing } : anyAnswer;
    case 'ask':
      if (condition.ask.fresh) return anyAnswer;
      return flagSets(workshop, `ask ${condition.ask.subject}`, condition.ask.reads);
    case 'not':
      return opposite(workshop, setsOf(workshop, condition.of));
    case 'all':
      return allOf(
        workshop,
        condition.of.map((part) => setsOf(workshop, part)),
      );
    case 'any':
      return opposite(
        workshop,
        allOf(
          workshop,
          condition.of.map((part) => opposite(workshop, setsOf(workshop, part))),
        ),
      );
  }
}

function opposite(workshop: Workshop, held: Held): Held {
  return held.no === undefined ? { yes: workshop.diagrams.not(held.yes) } : { yes: held.no, no: held.yes };
}

function allOf(workshop: Workshop, parts: readonly Held[]): Held {
  const { diagrams } = workshop;
  const yes = parts.reduce((set, part) => diagrams.and(set, part.yes), everything);
  if (parts.every((part) => part.no === undefined)) return { yes };
  return { yes, no: parts.reduce((set, part) => diagrams.or(set, failing(workshop, part)), nothing) };
}

/**
 * A free answer: the same at each visit, as long as nothing has written what it depends on. Addresses that nat has
 * translated are asked anew; of other written fields nothing tells whether the answer is the same.
 */
function flagSets(
  { diagrams, variables, survey, remembersAnswers }: Workshop,
  key: string,
  reads: readonly Field[],
): Held {
  if (!remembersAnswers) return anyAnswer;
  const translated = [...variables.translated].filter(([side]) =>
    reads.some((field) => sideOf(field) === side),
  );
  if (
    reads.some((field) => isWritten(survey, field) && !translated.some(([side]) => sideOf(field) === side))
  ) {
    return anyAnswer;
  }
  let set = diagrams.variable(variables.flag(key));
  for (const [side, level] of translated) {
    const again = diagrams.variable(variables.flag(`${key} ${side} translated`));
    const is = diagrams.variable(level);
    set = diagrams.or(diagrams.and(is, again), diagrams.minus(set, is));
  }
  return { yes: set };
}

function sideOf(field: Field): 'source' | 'destination' | undefined {
  if (field === 'source' || field === 'sourcePort') return 'source';
  return field === 'destination' || field === 'destinationPort' ? 'destination' : undefined;
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
  { diagrams, variables, stage }: Workshop,
  { side, name, wildcard }: Extract<Condition, { kind: 'interface' }>,
): PacketSet {
  const fixed = side === 'in' ? stage?.inInterface : stage?.outInterface;
  if (fixed !== undefined) return interfaceMatches(fixed, name, wildcard) ? everything : nothing;
  const { classes, levels } = variables.interfaces[side];
  const range = classes.rangeOf(name, wildcard);
  return range === undefined ? nothing : setOfRanges(diagrams, levels, [range]);
}

/** The packets whose field has at least one of the values. */
export function setOfNames(workshop: Workshop, field: NamedField, values: readonly string[]): PacketSet {
  const { diagrams, variables } = workshop;
  if (workshop.stage?.beforeConntrack === true && (field === 'ctEntry' || field === 'ctState')) {
    return beforeConntrack(workshop, field, values);
  }
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
        : setOfCode(workshop, code.field, code.number),
    );
  }
  return ofEntry(field, values) ? diagrams.and(set, setOfNames(workshop, 'ctEntry', ['yes'])) : set;
}

function setOfCode({ diagrams, variables }: Workshop, field: ExclusiveField, code: number): PacketSet {
  return setOfRanges(diagrams, variables.exclusive.get(field) ?? [], [[code, code]]);
}

/** Before conntrack has looked a packet up it is INVALID to rules, or UNTRACKED by an earlier one. */
function beforeConntrack(workshop: Workshop, field: NamedField, values: readonly string[]): PacketSet {
  if (field === 'ctEntry') return values.includes('no') ? everything : nothing;
  const untracked = setOfCode(workshop, 'ctState', exclusiveNames.ctState.indexOf('UNTRACKED'));
  return workshop.diagrams.or(
    values.includes('UNTRACKED') ? untracked : nothing,
    values.includes('INVALID') ? workshop.diagrams.not(untracked) : nothing,
  );
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
