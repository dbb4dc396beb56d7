import type { Address } from '../address/address.js';
import type { Condition, Derived, Membership } from '../condition/condition.js';
import { fieldsOf } from '../condition/fieldsOf.js';
import { interfaceMatches } from '../condition/interfaceName.js';
import { GRE, ICMP, ICMPV6, portProtocols, TCP } from '../netfilter/protocols.js';
import type { Field } from '../packet/field.js';
import { drawnSets } from './drawnSets.js';
import { allOf, anyAnswer, anyOf, opposite } from './held.js';
import type { Held } from './held.js';
import { everything, nothing } from './packetSet.js';
import type { PacketSet } from './packetSet.js';
import { decidedTo, setOfNames } from './namedSets.js';
import { bitOf, setOfRanges, setOfValues } from './valueSets.js';
import type { NumberField } from './variables.js';
import type { Workshop } from './workshop.js';
import { headerFields, writtenOf } from './writtenOf.js';

/** The packets for which a condition may hold, the third reader of conditions beside evaluate and explain. */
export function setsOf(workshop: Workshop, condition: Condition): Held {
  const { diagrams } = workshop;
  if (workshop.marksAlone === true && isAboutOthers(condition)) return anyAnswer;
  switch (condition.kind) {
    case 'in': {
      const there = packetsWith(workshop, condition.field);
      const set = setOfValues(workshop, condition.field, condition.set);
      return { yes: withBlanks(workshop, condition, diagrams.and(there, set)) };
    }
    case 'masked':
    case 'bits':
      return { yes: diagrams.and(packetsWith(workshop, condition.field), setOfBits(workshop, condition)) };
    case 'interface':
      return { yes: setOfInterface(workshop, condition) };
    case 'one-of':
      return namedSets(workshop, condition);
    case 'derived':
      return derivedSets(workshop, condition.of);
    case 'bytes':
      return flagSets(workshop, answerKey(condition), headerFields);
    case 'member':
      return memberSets(workshop, condition.member);
    case 'draw':
      if (condition.probability >= 1) return { yes: everything };
      return condition.probability <= 0 ? { yes: nothing } : drawnSets(workshop);
    case 'ask':
      if (condition.ask.fresh) return drawnSets(workshop);
      return flagSets(workshop, answerKey(condition), condition.ask.reads);
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

/** Whether it asks for anything but a mark; of conditions put together each part is asked. */
function isAboutOthers(condition: Condition): boolean {
  switch (condition.kind) {
    case 'bits':
      return condition.field !== 'mark';
    case 'not':
    case 'all':
    case 'any':
      return false;
    default:
      return true;
  }
}

/** A frame sent by multicast that some rule takes for this machine's own may count as one of either kind, wherever it is. */
function namedSets(workshop: Workshop, { field, values }: Extract<Condition, { kind: 'one-of' }>): Held {
  if (writtenOf(workshop, [field]).isWritten) return drawnSets(workshop);
  const yes = setOfNames(workshop, field, values);
  if (field !== 'packetType' || !workshop.survey.takesFrames) return { yes };
  const { diagrams } = workshop;
  const either = setOfNames(workshop, 'packetType', ['multicast']);
  const taken = values.includes('unicast') ? either : nothing;
  const counting = values.includes('unicast') ? nothing : either;
  return { yes: diagrams.or(yes, taken), no: diagrams.or(diagrams.not(yes), counting) };
}

/** By what a free answer is known: conditions with the same one have the same answer. */
export function answerKey(
  condition: Extract<Condition, { kind: 'derived' | 'bytes' | 'member' | 'ask' }>,
): string {
  switch (condition.kind) {
    case 'derived':
      return `derived ${JSON.stringify(condition.of)}`;
    case 'bytes':
      return `bytes ${JSON.stringify(condition.program)}`;
    case 'member': {
      const { set, sides, returnNomatch } = condition.member;
      return `member ${JSON.stringify([set, sides, returnNomatch])}`;
    }
    case 'ask':
      return `ask ${condition.ask.about ?? condition.ask.subject}`;
  }
}

/**
 * A free answer: the same at each visit, as long as nothing has written what it depends on. Addresses that nat has
 * translated are asked anew, and behind routing, which takes a hop, what reads the ttl; of other written fields nothing tells whether the answer is the same.
 */
function flagSets(workshop: Workshop, asked: string, reads: readonly Field[]): Held {
  const { diagrams, variables, remembersAnswers, stage } = workshop;
  if (!remembersAnswers) return anyAnswer;
  const key = stage?.tookHop === true && reads.includes('ttl') ? `${asked} routed` : asked;
  const { translated, isWritten } = writtenOf(workshop, reads);
  if (isWritten) return drawnSets(workshop);
  let set = diagrams.variable(variables.flag(key));
  if (reads.some((field) => field in blankTuple)) {
    const template = decidedTo(workshop, 'template');
    if (template !== nothing) {
      const again = diagrams.variable(variables.flag(`${key} of a template`));
      set = diagrams.or(diagrams.and(template, again), diagrams.minus(set, template));
    }
  }
  for (const [side, level] of translated) {
    const again = diagrams.variable(variables.flag(`${key} ${side} translated`));
    const is = diagrams.variable(level);
    set = diagrams.or(diagrams.and(is, again), diagrams.minus(set, is));
  }
  return { yes: set };
}

function derivedSets(workshop: Workshop, derived: Derived): Held {
  const { diagrams } = workshop;
  const condition = { kind: 'derived', of: derived } as const;
  const asked = flagSets(workshop, answerKey(condition), [...fieldsOf(condition)]);
  switch (derived.fact) {
    case 'recent':
      return workshop.survey.changedLists.has(derived.list) ? drawnSets(workshop) : asked;
    // What comes in by lo came the right way, and through no port of a bridge.
    case 'reverse-path':
      return anyOf(workshop, asked, inBy(workshop, 'lo'));
    case 'bridge-port':
      return allOf(workshop, [asked, { yes: diagrams.not(withinNode(workshop)) }]);
    case 'socket':
      return workshop.survey.givesSockets ? drawnSets(workshop) : asked;
    case 'address-type':
      return isOfNode(derived) ? ofNodeItself(workshop, asked) : asked;
    case 'time':
      return asked;
  }
}

function isOfNode({ side, types, limit }: Extract<Derived, { readonly fact: 'address-type' }>): boolean {
  return side === 'destination' && types.length === 1 && types[0] === 'LOCAL' && limit === undefined;
}

const takenIn = { 4: ['BROADCAST', 'MULTICAST'], 6: ['ANYCAST', 'MULTICAST'] } as const;

/** On its way through the node what is for everybody or for a group is taken in as well, and is not LOCAL to the rules. @see localSet.ts */
function ofNodeItself(workshop: Workshop, asked: Held): Held {
  if (workshop.stage === undefined) return asked;
  const others = takenIn[workshop.family].map((type) =>
    opposite(
      workshop,
      setsOf(workshop, { kind: 'derived', of: { fact: 'address-type', side: 'destination', types: [type] } }),
    ),
  );
  return allOf(workshop, [asked, ...others]);
}

function memberSets(workshop: Workshop, member: Membership): Held {
  const condition = { kind: 'member', member } as const;
  if (workshop.survey.changedSets.has(member.set) || member.counters !== undefined) {
    return drawnSets(workshop);
  }
  return flagSets(workshop, answerKey(condition), [...fieldsOf(condition)]);
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

/** Its tuples are blank. */
const blankTuple: Readonly<Partial<Record<Field, true>>> = {
  ctProtocol: true,
  ctOriginalSource: true,
  ctOriginalDestination: true,
  ctReplySource: true,
  ctReplyDestination: true,
  ctOriginalSourcePort: true,
  ctOriginalDestinationPort: true,
  ctReplySourcePort: true,
  ctReplyDestinationPort: true,
};

/** The packets of a condition, where it is about a connection's tuple those with a blank one among them if zero is. */
function withBlanks(
  workshop: Workshop,
  { field, set }: Extract<Condition, { kind: 'in' }>,
  packets: PacketSet,
): PacketSet {
  if (!(field in blankTuple)) return packets;
  const { diagrams } = workshop;
  const template = decidedTo(workshop, 'template');
  const blank = diagrams.or(template, field.endsWith('Port') ? withoutTuplePorts(workshop) : nothing);
  const rest = diagrams.minus(packets, blank);
  return set.some(([low]) => isZero(low)) ? diagrams.or(rest, blank) : rest;
}

/** Of protocols that have neither ports nor anything that conntrack keeps in their place. @see src/engine/tuplePort.ts */
function withoutTuplePorts(workshop: Workshop): PacketSet {
  const entry = setOfNames(workshop, 'ctEntry', ['yes']);
  return workshop.diagrams.minus(entry, setOfProtocols(workshop, ...portProtocols, ICMP, ICMPV6, GRE));
}

function isZero(value: Address): boolean {
  return typeof value === 'number' ? value === 0 : value.every((word) => word === 0);
}

function setOfProtocols(workshop: Workshop, ...numbers: readonly number[]): PacketSet {
  return setOfValues(
    workshop,
    'protocol',
    numbers.map((number) => [number, number]),
  );
}

/** The packets that no other machine sent here: of this node's own, or in by lo. */
function withinNode(workshop: Workshop): PacketSet {
  const { diagrams } = workshop;
  return diagrams.or(inBy(workshop, ''), inBy(workshop, 'lo'));
}

function inBy({ diagrams, variables, stage }: Workshop, name: '' | 'lo'): PacketSet {
  if (stage?.inInterface !== undefined) return stage.inInterface === name ? everything : nothing;
  const { classes, levels } = variables.interfaces.in;
  const at = classes.classOf(name);
  return setOfRanges(diagrams, levels, [[at, at]]);
}

/** The packets that have a field at all. @see src/engine/facts.ts valueOf */
export function packetsWith(workshop: Workshop, field: NumberField): PacketSet {
  const { diagrams, variables, family } = workshop;
  switch (field) {
    case 'sourcePort':
    case 'destinationPort':
      return setOfProtocols(workshop, ...portProtocols);
    case 'icmpType':
    case 'icmpCode':
      return setOfProtocols(workshop, family === 4 ? ICMP : ICMPV6);
    case 'tcpFlags':
      return setOfProtocols(workshop, TCP);
    case 'uid':
    case 'gid':
      return setOfNames(workshop, 'socket', ['yes']);
    case 'sourceMac':
      return diagrams.minus(diagrams.variable(variables.flag('sourceMac is there')), withinNode(workshop));
    case 'ctProtocol':
    case 'ctOriginalSource':
    case 'ctOriginalDestination':
    case 'ctReplySource':
    case 'ctReplyDestination':
    case 'ctOriginalSourcePort':
    case 'ctOriginalDestinationPort':
    case 'ctReplySourcePort':
    case 'ctReplyDestinationPort':
    case 'connectionMark':
      return setOfNames(workshop, 'ctEntry', ['yes']);
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
