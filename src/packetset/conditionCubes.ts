import { rangeSet } from '../address/range.js';
import type { RangeSet } from '../address/range.js';
import type { Condition } from '../condition/condition.js';
import { portProtocols } from '../netfilter/protocols.js';
import { isAddressField } from '../packet/field.js';
import type { NamedField } from '../packet/field.js';
import { anyPacket, bothCubes, cubeOf, otherValues } from './cube.js';
import type { Cube, CubeValues } from './cube.js';
import { answerKey } from './conditionSets.js';
import { codeOf } from './namedSets.js';
import { exclusiveNames } from './variables.js';
import type { ExclusiveField, NumberField } from './variables.js';
import type { Workshop } from './workshop.js';

/**
 * Some packets for which a condition may hold, or of which (`holds` false) it may fail. They are within what setsOf says of it, of packets of which no
 * rule has decided how conntrack treats them; empty where that is not told so easily.
 */
export type SurelyHeld = (condition: Condition, holds: boolean) => readonly Cube[];

const unsure: readonly Cube[] = [];
const always: readonly Cube[] = [anyPacket];

/** Tells what is sure of conditions. @see conditionSets.ts setsOf */
export function surelyHeld(workshop: Workshop): SurelyHeld {
  const valuesHeld = ofValues(workshop);
  const named = { yes: new Map<NamedField, NamesKnown>(), no: new Map<NamedField, NamesKnown>() };
  const namesHeld = (condition: Extract<Condition, { kind: 'one-of' }>, holds: boolean): readonly Cube[] => {
    const { field, values } = condition;
    const byField = holds ? named.yes : named.no;
    const byNames = byField.get(field) ?? new Map<string, readonly Cube[]>();
    byField.set(field, byNames);
    const names = values.length === 1 ? (values[0] ?? '') : values.join();
    const known = byNames.get(names) ?? ofNames(workshop, condition, holds);
    byNames.set(names, known);
    return known;
  };
  const held: SurelyHeld = (condition, holds) => {
    switch (condition.kind) {
      case 'in':
        return valuesHeld(condition.field, condition.set, holds);
      case 'bits':
        return ofMark(condition, holds);
      case 'interface': {
        const { classes } = workshop.variables.interfaces[condition.side];
        const range = classes.rangeOf(condition.name, condition.wildcard);
        return range === undefined
          ? unsure
          : within(condition.side, range, classes.examples.length - 1, holds);
      }
      case 'one-of':
        return namesHeld(condition, holds);
      case 'draw':
        return condition.probability <= 0
          ? either(!holds)
          : condition.probability >= 1
            ? either(holds)
            : always;
      case 'derived':
        // What comes in by lo came the right way, and through no port of a bridge.
        if (condition.of.fact === 'reverse-path' || condition.of.fact === 'bridge-port') return unsure;
        return within(answerKey(condition), yes, 1, holds);
      case 'bytes':
      case 'member':
        return within(answerKey(condition), yes, 1, holds);
      case 'ask':
        return condition.ask.fresh ? always : within(answerKey(condition), yes, 1, holds);
      case 'not':
        return held(condition.of, !holds);
      case 'all':
        return holds
          ? allOf(condition.of, (part) => held(part, true))
          : condition.of.flatMap((part) => held(part, false));
      case 'any':
        return holds
          ? condition.of.flatMap((part) => held(part, true))
          : allOf(condition.of, (part) => held(part, false));
      case 'masked':
        return unsure;
    }
  };
  return held;
}

/** By the names that are asked for. */
type NamesKnown = Map<string, readonly Cube[]>;

/** Of what is so or not: it is. */
const yes: CubeValues = [1, 1];

function either(isSure: boolean): readonly Cube[] {
  return isSure ? always : unsure;
}

/** The packets of which all of this is so. Of several cubes that one part leaves open only the first is followed. */
export function allOf<T>(parts: readonly T[], sureOf: (part: T) => readonly Cube[]): readonly Cube[] {
  let all: Cube | undefined = anyPacket;
  // By index, as what follows: this is asked of each condition of a hundred thousand rules, mostly before anything is optimised.
  for (let index = 0; index < parts.length; index += 1) {
    const part = parts[index];
    const first = part === undefined ? undefined : sureOf(part)[0];
    all = first === undefined ? undefined : bothCubes(all, first);
    if (all === undefined) return unsure;
  }
  return all === anyPacket ? always : [all];
}

/** `last`: the greatest value of the dimension. */
function within(dimension: string, values: CubeValues, last: number, holds: boolean): readonly Cube[] {
  const left = holds ? values : otherValues(values, last);
  return left.length === 0 ? unsure : [cubeOf(dimension, left)];
}

type Held = Map<number, readonly Cube[]>;

type ValuesHeld = (field: NumberField, values: RangeSet, holds: boolean) => readonly Cube[];

/** Of protocols and ports many rules ask for the same. */
function ofValues(workshop: Workshop): ValuesHeld {
  const withPorts = portProtocols.map((number) => [number, number] as const);
  const hasPorts = ofClasses(workshop, 'protocol', withPorts, true);
  const hasNone = ofClasses(workshop, 'protocol', withPorts, false);
  const known = { yes: new Map<NumberField, Held>(), no: new Map<NumberField, Held>() };
  const find: ValuesHeld = (field, values, holds) => {
    switch (field) {
      case 'protocol':
      case 'source':
      case 'destination':
      case 'length':
      case 'ttl':
        return ofClasses(workshop, field, values, holds);
      case 'sourcePort':
      case 'destinationPort': {
        const ports = ofClasses(workshop, field, values, holds);
        return holds ? allOf([hasPorts, ports], (part) => part) : [...hasNone, ...ports];
      }
      default:
        return unsure;
    }
  };
  return (field, values, holds) => {
    const value = isAddressField(field) ? undefined : onlyNumber(values);
    if (value === undefined) return find(field, values, holds);
    const byField = holds ? known.yes : known.no;
    const byValue = byField.get(field) ?? new Map<number, readonly Cube[]>();
    byField.set(field, byValue);
    const held = byValue.get(value) ?? find(field, values, holds);
    byValue.set(value, held);
    return held;
  };
}

/** The one number that a set has; undefined of more. */
function onlyNumber(values: RangeSet): number | undefined {
  const first = values[0];
  return values.length === 1 && first !== undefined && first[0] === first[1] ? Number(first[0]) : undefined;
}

function ofClasses(
  { variables }: Workshop,
  field: NumberField,
  values: RangeSet,
  holds: boolean,
): readonly Cube[] {
  const classes = variables.classes.get(field);
  if (classes === undefined) return unsure;
  const last = 2 ** classes.width - 1;
  const only = values[0];
  if (only !== undefined && values.length === 1)
    return within(field, classes.codesOf(only) ?? [], last, holds);
  const codes: (readonly [low: number, high: number])[] = [];
  for (const range of values) {
    const found = classes.codesOf(range);
    if (found !== undefined) codes.push(found);
  }
  const joined = codes.length > 1 ? rangeSet(codes) : codes;
  return within(field, flat(joined), last, holds);
}

const markBits: readonly string[] = Array.from({ length: 32 }, (_, bit) => `mark ${String(bit)}`);

/** The dimension of one bit of the mark, 0 the least significant. */
export function markBit(bit: number): string {
  return markBits[bit] ?? '';
}

const bitsByName: ReadonlyMap<string, number> = new Map(markBits.map((name, bit) => [name, bit]));

/** The bit of the mark that a dimension is; undefined of any other. */
export function bitOfMark(dimension: string): number | undefined {
  return bitsByName.get(dimension);
}

export function isMarkBit(dimension: string): boolean {
  return bitsByName.has(dimension);
}

function ofMark(
  { field, mask, value }: Extract<Condition, { kind: 'bits' }>,
  holds: boolean,
): readonly Cube[] {
  if (field !== 'mark' || (value & ~mask) !== 0) return unsure;
  const bits: Cube[] = [];
  for (let bit = 0; bit < 32; bit++) {
    if ((mask & (1 << bit)) === 0) continue;
    const wanted = ((value >>> bit) & 1) === (holds ? 1 : 0) ? 1 : 0;
    bits.push(cubeOf(markBit(bit), [wanted, wanted]));
  }
  return holds ? allOf(bits, (bit) => [bit]) : bits;
}

/** Names of conntrack's states and statuses that a connection has beside its others; each is a dimension. */
type Flagged = 'ctState' | 'ctStatus';

function ofNames(
  { survey, variables }: Workshop,
  { field, values }: Extract<Condition, { kind: 'one-of' }>,
  holds: boolean,
): readonly Cube[] {
  switch (field) {
    case 'ctState':
    case 'ctStatus':
      return ofFlags(field, values, holds);
    case 'packetType':
      return survey.takesFrames ? unsure : ofCodes(field, values, holds);
    case 'fragment':
      return variables.exclusive.has(field)
        ? ofCodes(field, values, holds)
        : either(values.includes('none') === holds);
    case 'socket':
      return ofCodes(field, values, holds);
    case 'ctDirection':
    case 'ctEntry':
    case 'tcpOption':
    case 'ipOption':
    case 'extensionHeader':
      return unsure;
  }
}

function ofFlags(field: Flagged, values: readonly string[], holds: boolean): readonly Cube[] {
  const flags = values.filter((value) => codeOf(field, value) === undefined);
  const parts: (() => readonly Cube[])[] = flags.map((value) => () => ofFlag(`${field} ${value}`, holds));
  if (flags.length < values.length) parts.unshift(() => ofCodes('ctState', values, holds));
  return holds ? parts.flatMap((part) => part()) : allOf(parts, (part) => part());
}

/** It is one of a connection that conntrack knows. */
function ofFlag(dimension: string, holds: boolean): readonly Cube[] {
  const flag = within(dimension, yes, 1, holds);
  const connected = ofCodes('ctState', ['NEW', 'ESTABLISHED', 'RELATED'], holds);
  return holds ? allOf([flag, connected], (part) => part) : [...flag, ...connected];
}

function ofCodes(field: ExclusiveField, values: readonly string[], holds: boolean): readonly Cube[] {
  const numbers = values.flatMap((value) => {
    const code = codeOf(field, value);
    return code === undefined ? [] : [[code.number, code.number] as const];
  });
  return within(field, flat(rangeSet(numbers)), exclusiveNames[field].length - 1, holds);
}

function flat(ranges: RangeSet): CubeValues {
  const values: number[] = [];
  for (const [low, high] of ranges) values.push(Number(low), Number(high));
  return values;
}
