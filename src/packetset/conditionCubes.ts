import { rangeSet, subtract } from '../address/range.js';
import type { Range, RangeSet } from '../address/range.js';
import type { Condition } from '../condition/condition.js';
import { isAddressField } from '../packet/field.js';
import { anyPacket, bothCubes, onlyValue } from './cube.js';
import type { Cube } from './cube.js';
import { answerKey, portProtocols } from './conditionSets.js';
import { codeOf } from './namedSets.js';
import { exclusiveNames } from './variables.js';
import type { ExclusiveField, NumberField } from './variables.js';
import type { Workshop } from './workshop.js';

/**
 * Some packets for which a condition may hold, and some for which it may fail. Both are within what setsOf says of it, of packets of which no
 * rule has decided how conntrack treats them; empty where that is not told so easily.
 */
export interface SurelyHeld {
  readonly yes: readonly Cube[];
  readonly no: readonly Cube[];
}

const unsure: SurelyHeld = { yes: [], no: [] };
const always: SurelyHeld = { yes: [anyPacket], no: [] };
const anyAnswer: SurelyHeld = { yes: [anyPacket], no: [anyPacket] };

/** Tells what is sure of conditions. @see conditionSets.ts setsOf */
export function surelyHeld(workshop: Workshop): (condition: Condition) => SurelyHeld {
  const valuesHeld = ofValues(workshop);
  const named = new Map<string, SurelyHeld>();
  const namesHeld = (condition: Extract<Condition, { kind: 'one-of' }>): SurelyHeld => {
    const key = `${condition.field} ${condition.values.join()}`;
    const known = named.get(key) ?? ofNames(workshop, condition);
    named.set(key, known);
    return known;
  };
  const held = (condition: Condition): SurelyHeld => {
    switch (condition.kind) {
      case 'in':
        return valuesHeld(condition.field, condition.set);
      case 'bits':
        return ofMark(condition);
      case 'interface': {
        const { classes } = workshop.variables.interfaces[condition.side];
        const range = classes.rangeOf(condition.name, condition.wildcard);
        return range === undefined ? unsure : within(condition.side, [range], classes.examples.length - 1);
      }
      case 'one-of':
        return namesHeld(condition);
      case 'draw':
        if (condition.probability >= 1) return always;
        return condition.probability <= 0 ? opposite(always) : anyAnswer;
      case 'derived':
        // What comes in by lo came the right way, and through no port of a bridge.
        if (condition.of.fact === 'reverse-path' || condition.of.fact === 'bridge-port') return unsure;
        return within(answerKey(condition), [[1, 1]], 1);
      case 'bytes':
      case 'member':
        return within(answerKey(condition), [[1, 1]], 1);
      case 'ask':
        return condition.ask.fresh ? anyAnswer : within(answerKey(condition), [[1, 1]], 1);
      case 'not':
        return opposite(held(condition.of));
      case 'all':
        return allOf(condition.of.map(held));
      case 'any':
        return opposite(allOf(condition.of.map((part) => opposite(held(part)))));
      case 'masked':
        return unsure;
    }
  };
  return held;
}

/** Of several of those that one condition leaves open only the first is followed. */
export function allOf(parts: readonly SurelyHeld[]): SurelyHeld {
  let yes: Cube | undefined = anyPacket;
  const no: Cube[] = [];
  for (const part of parts) {
    const [first] = part.yes;
    yes = yes === undefined || first === undefined ? undefined : bothCubes(yes, first);
    for (const cube of part.no) no.push(cube);
  }
  return { yes: yes === undefined ? [] : [yes], no };
}

function opposite({ yes, no }: SurelyHeld): SurelyHeld {
  return { yes: no, no: yes };
}

/** `last`: the greatest value of the dimension. */
function within(dimension: string, values: RangeSet, last: number): SurelyHeld {
  const others = subtract([[0, last]], values);
  return {
    yes: values.length === 0 ? [] : [new Map([[dimension, values]])],
    no: others.length === 0 ? [] : [new Map([[dimension, others]])],
  };
}

/** Of protocols and ports many rules ask for the same. */
function ofValues(workshop: Workshop): (field: NumberField, values: RangeSet) => SurelyHeld {
  const withPorts = ofClasses(
    workshop,
    'protocol',
    portProtocols.map((number) => [number, number]),
  );
  const known = new Map<NumberField, Map<number, SurelyHeld>>();
  const find = (field: NumberField, values: RangeSet): SurelyHeld => {
    switch (field) {
      case 'protocol':
      case 'source':
      case 'destination':
      case 'length':
      case 'ttl':
        return ofClasses(workshop, field, values);
      case 'sourcePort':
      case 'destinationPort':
        return allOf([withPorts, ofClasses(workshop, field, values)]);
      default:
        return unsure;
    }
  };
  return (field, values) => {
    const value = isAddressField(field) ? undefined : onlyValue(values);
    if (value === undefined) return find(field, values);
    const byValue = known.get(field) ?? new Map<number, SurelyHeld>();
    known.set(field, byValue);
    const held = byValue.get(value) ?? find(field, values);
    byValue.set(value, held);
    return held;
  };
}

function ofClasses({ variables }: Workshop, field: NumberField, values: RangeSet): SurelyHeld {
  const classes = variables.classes.get(field);
  if (classes === undefined) return unsure;
  const codes: Range[] = [];
  for (const range of values) {
    const found = classes.codesOf(range);
    if (found !== undefined) codes.push(found);
  }
  return within(field, codes.length > 1 ? rangeSet(codes) : codes, 2 ** classes.width - 1);
}

const markBits: readonly string[] = Array.from({ length: 32 }, (_, bit) => `mark ${String(bit)}`);

/** The dimension of one bit of the mark, 0 the least significant. */
export function markBit(bit: number): string {
  return markBits[bit] ?? '';
}

export function isMarkBit(dimension: string): boolean {
  return markBits.includes(dimension);
}

function ofMark({ field, mask, value }: Extract<Condition, { kind: 'bits' }>): SurelyHeld {
  if (field !== 'mark' || (value & ~mask) !== 0) return unsure;
  const bits: SurelyHeld[] = [];
  for (let bit = 0; bit < 32; bit++) {
    if ((mask & (1 << bit)) === 0) continue;
    const wanted = (value >>> bit) & 1;
    bits.push(within(markBit(bit), [[wanted, wanted]], 1));
  }
  return allOf(bits);
}

/** Names of conntrack's states and statuses that a connection has beside its others; each is a dimension. */
type Flagged = 'ctState' | 'ctStatus';

function ofNames(
  { survey }: Workshop,
  { field, values }: Extract<Condition, { kind: 'one-of' }>,
): SurelyHeld {
  switch (field) {
    case 'ctState':
    case 'ctStatus':
      return ofFlags(field, values);
    case 'packetType':
      return survey.takesFrames ? unsure : ofCodes(field, values);
    case 'fragment':
    case 'socket':
      return ofCodes(field, values);
    case 'ctDirection':
    case 'ctEntry':
    case 'tcpOption':
    case 'ipOption':
    case 'extensionHeader':
      return unsure;
  }
}

function ofFlags(field: Flagged, values: readonly string[]): SurelyHeld {
  const flags = values.filter((value) => codeOf(field, value) === undefined);
  const parts = flags.map((value) => allOf([within(`${field} ${value}`, [[1, 1]], 1), connected]));
  if (flags.length < values.length) parts.unshift(ofCodes('ctState', values));
  return opposite(allOf(parts.map(opposite)));
}

function ofCodes(field: ExclusiveField, values: readonly string[]): SurelyHeld {
  const numbers = values.flatMap((value) => {
    const code = codeOf(field, value);
    return code === undefined ? [] : [[code.number, code.number] as const];
  });
  return within(field, rangeSet(numbers), exclusiveNames[field].length - 1);
}

const connected = ofCodes('ctState', ['NEW', 'ESTABLISHED', 'RELATED']);
