import type { RangeSet } from '../address/range.js';
import type { Family } from '../netfilter/hooks.js';
import type { AddressField, BitsField, Field, NamedField, NumericField } from '../packet/field.js';
import { fieldClasses } from './fieldClasses.js';
import { interfaceClasses } from './interfaceClasses.js';
import type { InterfaceClasses } from './interfaceClasses.js';
import type { InterfaceName, Survey, Tracking } from './survey.js';
import type { ValueClasses } from './valueClasses.js';

/** A field that a set keeps as a number. */
export type NumberField = AddressField | NumericField | BitsField;

/** A bit of a field: its value now, and where effects write it, the value with which the packet came. */
export interface BitLevels {
  readonly now: number;
  readonly initial: number;
}

/** Named fields of which a packet has exactly one value; the order is that of their codes. */
export const exclusiveNames = {
  ctState: ['NEW', 'ESTABLISHED', 'RELATED', 'INVALID', 'UNTRACKED'],
  ctDirection: ['ORIGINAL', 'REPLY'],
  packetType: ['unicast', 'broadcast', 'multicast'],
  fragment: ['none', 'first', 'later'],
  socket: ['no', 'yes'],
} as const satisfies Partial<Record<NamedField, readonly string[]>>;

export type ExclusiveField = keyof typeof exclusiveNames;

/** Which level stands for what. Levels are bits, the most significant of a field first. */
export interface Variables {
  /** Of fields whose values stand in classes; their bits are those of the classes' numbers. */
  readonly classes: ReadonlyMap<NumberField, ValueClasses>;
  /** By bit number, 31 being the most significant of a mark; a bit that no rule touches is missing. */
  readonly bits: ReadonlyMap<NumberField, ReadonlyMap<number, BitLevels>>;
  readonly exclusive: ReadonlyMap<ExclusiveField, readonly number[]>;
  readonly interfaces: Readonly<
    Record<'in' | 'out', { readonly classes: InterfaceClasses; readonly levels: readonly number[] }>
  >;
  /** Whether nat has translated a side, where sets go through several tables. */
  readonly translated: ReadonlyMap<'source' | 'destination', number>;
  /** Whether a rule has decided how conntrack treats the packet, where some rule does. */
  readonly tracking: ReadonlyMap<Tracking, number>;
  /** Whether the way of a packet of this node is looked up again because of mangle, where sets go through several tables. */
  readonly rerouted: number | undefined;
  /** All levels that tell only what became of a packet: `translated`, `tracking` and `rerouted`. */
  readonly passing: readonly number[];
  /** The variable of one value of a field that may have several, or of a free answer. */
  flag(key: string): number;
  /** Keys of the flags made so far, by level. */
  readonly flags: ReadonlyMap<number, string>;
}

const widths: Readonly<Record<Exclude<NumberField, AddressField>, number>> = {
  protocol: 8,
  sourcePort: 16,
  destinationPort: 16,
  icmpType: 8,
  icmpCode: 8,
  ttl: 8,
  length: 16,
  sourceMac: 48,
  uid: 32,
  gid: 32,
  ctProtocol: 8,
  ctOriginalSourcePort: 16,
  ctOriginalDestinationPort: 16,
  ctReplySourcePort: 16,
  ctReplyDestinationPort: 16,
  cpu: 32,
  realm: 32,
  inGroup: 32,
  outGroup: 32,
  espSpi: 32,
  ahSpi: 32,
  ipcompCpi: 32,
  sctpChunk: 8,
  dccpType: 4,
  mark: 32,
  connectionMark: 32,
  tcpFlags: 8,
  tos: 8,
};

/** Width of a field in bits. */
export function widthOf(field: NumberField, family: Family): number {
  return field in widths ? widths[field as keyof typeof widths] : family === 4 ? 32 : 128;
}

/** Which rules packets go through. */
export type Course = 'one table' | 'nat' | 'all tables';

/**
 * From top to bottom. Marks stand first, since rules write them again and again, and writing costs as many nodes as stand
 * above; then what dispatches packets to chains.
 */
const usual: readonly (NumberField | ExclusiveField | 'in' | 'out')[] = [
  'mark',
  'connectionMark',
  'in',
  'out',
  'ctState',
  'protocol',
  'destinationPort',
  'destination',
  'sourcePort',
  'source',
  'fragment',
  'packetType',
  'socket',
  'ctDirection',
  'tcpFlags',
  'icmpType',
  'icmpCode',
  'tos',
  'ttl',
  'length',
  'uid',
  'gid',
  'sourceMac',
  'ctProtocol',
  'ctOriginalSource',
  'ctOriginalDestination',
  'ctOriginalSourcePort',
  'ctOriginalDestinationPort',
  'ctReplySource',
  'ctReplyDestination',
  'ctReplySourcePort',
  'ctReplyDestinationPort',
  'cpu',
  'realm',
  'inGroup',
  'outGroup',
  'espSpi',
  'ahSpi',
  'ipcompCpi',
  'sctpChunk',
  'dccpType',
];

/**
 * In nat packets are dispatched by their destination, and the chains behind ask for the source: what is asked last stands best on top
 * of what all that come there have alike.
 */
const inNat: typeof usual = [
  ...usual.filter((name) => isMark(name) || isOfSource(name)),
  ...usual.filter((name) => !isMark(name) && !isOfSource(name)),
];

function isMark(name: string): boolean {
  return name === 'mark' || name === 'connectionMark';
}

function isOfSource(name: string): boolean {
  return name === 'source' || name === 'sourcePort';
}

/** Fields that every packet is described by, whether or not a rule asks them: other fields exist or not by their value. */
const standing: ReadonlySet<Field> = new Set<Field>(['protocol', 'source', 'destination', 'ctState']);

/** Values of fields, and names of interfaces, that are told apart though no rule does. */
export interface Told {
  readonly numbers: ReadonlyMap<NumberField, RangeSet>;
  readonly inInterface?: string;
  readonly outInterface?: string;
}

/** Gives each bit that some rule reads or writes a level. `whole`: no packet is a fragment. */
export function layVariables(
  survey: Survey,
  family: Family,
  course: Course,
  told: Told,
  whole: boolean,
): Variables {
  const throughNat = course === 'all tables';
  let next = 0;
  const translated = new Map<'source' | 'destination', number>();
  if (throughNat) {
    for (const side of ['source', 'destination'] as const) {
      if (survey.rewritten.has(side)) translated.set(side, next++);
    }
  }
  const rerouted = throughNat ? next++ : undefined;
  const tracking = new Map([...survey.tracking].map((name) => [name, next++]));
  const classes = new Map<NumberField, ValueClasses>();
  // Forwarding takes one off the ttl.
  const classesOf = (field: NumberField, width: number): ValueClasses | undefined =>
    throughNat && field === 'ttl'
      ? undefined
      : fieldClasses(survey, field, family, width, told.numbers.get(field));
  const bits = new Map<NumberField, ReadonlyMap<number, BitLevels>>();
  const exclusive = new Map<ExclusiveField, readonly number[]>();
  const interfaces = {
    in: {
      classes: interfaceClasses([...survey.interfaces.in, ...exactly(told.inInterface)]),
      levels: [] as number[],
    },
    out: {
      classes: interfaceClasses([...survey.interfaces.out, ...exactly(told.outInterface)]),
      levels: [] as number[],
    },
  };
  for (const name of course === 'nat' ? inNat : usual) {
    if (name === 'in' || name === 'out') {
      const count = interfaces[name].classes.examples.length;
      for (let left = bitsFor(count); left > 0; left--) interfaces[name].levels.push(next++);
    } else if (isExclusive(name)) {
      if (!standing.has(name) && !survey.fields.has(name)) continue;
      if (name === 'fragment' && whole) continue;
      exclusive.set(
        name,
        Array.from({ length: bitsFor(exclusiveNames[name].length) }, () => next++),
      );
    } else {
      // Bit by bit where fields are copied into each other, else a copy takes 2^32 nodes.
      const fields = (name === 'mark' ? (['mark', 'connectionMark'] as const) : [name]).filter(
        (field) =>
          !bits.has(field) && (standing.has(field) || survey.fields.has(field) || told.numbers.has(field)),
      );
      const laid = new Map(fields.map((field) => [field, new Map<number, BitLevels>()]));
      const width = widthOf(name, family);
      const ofName = classesOf(name, width);
      if (ofName !== undefined && laid.size > 0) classes.set(name, ofName);
      for (let bit = (ofName?.width ?? width) - 1; bit >= 0; bit--) {
        for (const [field, levels] of laid) {
          if (!isTouched(survey, field, bit)) continue;
          const now = next++;
          levels.set(bit, { now, initial: isWritten(survey, field, bit, throughNat) ? next++ : now });
        }
      }
      for (const [field, levels] of laid) bits.set(field, levels);
    }
  }
  const flags = new Map<number, string>();
  const levelsOfFlags = new Map<string, number>();
  return {
    classes,
    bits,
    exclusive,
    interfaces,
    translated,
    tracking,
    rerouted,
    passing: [...translated.values(), ...tracking.values(), ...(rerouted === undefined ? [] : [rerouted])],
    flags,
    flag(key) {
      const known = levelsOfFlags.get(key);
      if (known !== undefined) return known;
      const level = next++;
      levelsOfFlags.set(key, level);
      flags.set(level, key);
      return level;
    },
  };
}

function exactly(name: string | undefined): readonly InterfaceName[] {
  return name === undefined ? [] : [{ name, wildcard: false }];
}

/** How many bits number so many things. */
function bitsFor(count: number): number {
  return count <= 1 ? 0 : 32 - Math.clz32(count - 1);
}

function isExclusive(name: string): name is ExclusiveField {
  return name in exclusiveNames;
}

function isTouched(survey: Survey, field: NumberField, bit: number): boolean {
  if (field !== 'mark' && field !== 'connectionMark') return true;
  return (survey.touched[field] & (1 << bit)) !== 0;
}

/** What nat writes is of interest only behind it. */
function isWritten(survey: Survey, field: NumberField, bit: number, throughNat: boolean): boolean {
  if (field === 'mark' || field === 'connectionMark' || field === 'tos') {
    return (survey.written[field] & (1 << bit)) !== 0;
  }
  // Forwarding takes one off the ttl.
  if (field === 'ttl' && throughNat) return true;
  return survey.rewritten.has(field) && (throughNat || survey.rewrittenInPlace.has(field));
}
