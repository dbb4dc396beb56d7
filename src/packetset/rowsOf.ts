import type { Address } from '../address/address.js';
import { rangeSet } from '../address/range.js';
import type { Range, RangeSet } from '../address/range.js';
import { everything, nothing } from './packetSet.js';
import type { PacketSet } from './packetSet.js';
import { splitBits, splitNumbers } from './splitSets.js';
import type { BitPattern, NumberPart, Split } from './splitSets.js';
import { exclusiveNames, widthOf } from './variables.js';
import type { ExclusiveField, NumberField } from './variables.js';
import type { Field } from '../packet/field.js';
import type { Workshop } from './workshop.js';

/** Packets as they came in, all combinations of what each column allows; a missing column allows everything. */
export interface Row {
  readonly numbers: ReadonlyMap<NumberField, RangeSet>;
  /** Of marks, of which rules see only some bits: any of these. */
  readonly bits: ReadonlyMap<NumberField, readonly BitPattern[]>;
  readonly names: ReadonlyMap<ExclusiveField, readonly string[]>;
  readonly interfaces: ReadonlyMap<'in' | 'out', readonly InterfaceRange[]>;
  /** How many classes there are of each, none among them. */
  readonly interfaceCount: ReadonlyMap<'in' | 'out', number>;
  /** Free questions that have this answer. */
  readonly answers: ReadonlyMap<string, boolean>;
}

/** An interface class: a name, `rest` for those that begin so and are no class of their own; the empty name for none. */
export interface InterfaceRange {
  readonly name: string;
  readonly rest: boolean;
}

export interface Rows {
  readonly rows: readonly Row[];
  /** False where there would be more than were asked for. */
  readonly complete: boolean;
}

/** A set of packets as they came, whatever rules have made of them. */
export function asTheyCame(workshop: Workshop, set: PacketSet): PacketSet {
  return asTheyLeave(workshop, set, []);
}

/** A set of packets as they came, together with what some of their fields are by now. */
export function asTheyLeave(
  { diagrams, variables }: Workshop,
  set: PacketSet,
  fields: readonly Field[],
): PacketSet {
  const levels = [...variables.passing];
  for (const [field, bits] of variables.bits) {
    if (fields.includes(field)) continue;
    for (const { now, initial } of bits.values()) if (now !== initial) levels.push(now);
  }
  return diagrams.forgetAll(set, levels);
}

type Column =
  | { readonly kind: 'number'; readonly field: NumberField; readonly levels: readonly number[] }
  /** `bits` by their levels; as a number, if rules ask for all of them. */
  | {
      readonly kind: 'mark';
      readonly field: NumberField;
      readonly bits: ReadonlyMap<number, number>;
      readonly levels: readonly number[] | undefined;
    }
  | { readonly kind: 'name'; readonly field: ExclusiveField; readonly levels: readonly number[] }
  | { readonly kind: 'interface'; readonly side: 'in' | 'out'; readonly levels: readonly number[] }
  | { readonly kind: 'answer'; readonly key: string; readonly level: number };

/** Writes a set of packets as they came (`asTheyCame`) as rows of ranges; at most so many rows, and ranges in a column. */
export function rowsOf(workshop: Workshop, set: PacketSet, mostRows: number): Rows {
  const columns = columnsOf(workshop);
  const rows: Row[] = [];
  let complete = true;
  const pending: { set: PacketSet; column: number; row: Row }[] = [
    { set, column: 0, row: emptyRow(workshop) },
  ];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next.set === nothing) continue;
    if (next.set === everything) {
      if (rows.length === mostRows) complete = false;
      else rows.push(next.row);
      continue;
    }
    if (rows.length === mostRows) {
      complete = false;
      break;
    }
    const column = columns[next.column];
    if (column === undefined) continue;
    const split = splitBy(workshop, next.set, column, next.row);
    if (!split.complete) complete = false;
    for (const [part, row] of split.parts.toReversed())
      pending.push({ set: part, column: next.column + 1, row });
  }
  return { rows, complete };
}

function isMark(field: NumberField): boolean {
  return field === 'mark' || field === 'connectionMark';
}

function emptyRow({ variables: { interfaces } }: Workshop): Row {
  return {
    numbers: new Map(),
    bits: new Map(),
    names: new Map(),
    interfaces: new Map(),
    interfaceCount: new Map([
      ['in', interfaces.in.classes.names.length],
      ['out', interfaces.out.classes.names.length],
    ]),
    answers: new Map(),
  };
}

/** In the order of their levels. */
function columnsOf({ variables, family }: Workshop): readonly Column[] {
  const columns: { readonly first: number; readonly column: Column }[] = [];
  for (const [field, levels] of variables.bits) {
    const initial = [...levels.values()].map((one) => one.initial);
    const bits = new Map([...levels].map(([bit, one]) => [one.initial, bit]));
    const column: Column = isMark(field)
      ? { kind: 'mark', field, bits, levels: levels.size === widthOf(field, family) ? initial : undefined }
      : { kind: 'number', field, levels: initial };
    columns.push({ first: initial[0] ?? 0, column });
  }
  for (const [field, levels] of variables.exclusive) {
    columns.push({ first: levels[0] ?? 0, column: { kind: 'name', field, levels } });
  }
  for (const side of ['in', 'out'] as const) {
    const { levels } = variables.interfaces[side];
    columns.push({ first: levels[0] ?? 0, column: { kind: 'interface', side, levels } });
  }
  for (const [level, key] of variables.flags) {
    columns.push({ first: level, column: { kind: 'answer', key, level } });
  }
  return columns.sort((a, b) => a.first - b.first).map(({ column }) => column);
}

type Part = readonly [set: PacketSet, row: Row];

/** The parts of a set that differ behind one column, each with its row so far. */
function splitBy(workshop: Workshop, set: PacketSet, column: Column, row: Row): Split<Part> {
  const { diagrams, variables, family } = workshop;
  const byNumber = (levels: readonly number[], write: (ranges: NumberPart['ranges']) => Row): Split<Part> => {
    const { parts, complete } = splitNumbers(diagrams, set, levels);
    return {
      parts: parts.map((part): Part => [part.set, part.all ? row : write(part.ranges)]),
      complete,
    };
  };
  const asNumbers = (field: NumberField, ranges: RangeSet): Row => ({
    ...row,
    numbers: new Map(row.numbers).set(field, ranges),
  });
  switch (column.kind) {
    case 'number':
      return byNumber(column.levels, (ranges) => {
        const classes = variables.classes.get(column.field);
        const values = ranges.map(
          ([low, high]): Range =>
            classes?.valuesOf(Number(low), Number(high)) ?? [
              addressOf(low, column, family),
              addressOf(high, column, family),
            ],
        );
        return asNumbers(column.field, rangeSet(values));
      });
    case 'name':
      return byNumber(column.levels, (ranges) => {
        const names = codes(ranges).flatMap((code) => exclusiveNames[column.field][code] ?? []);
        const every = names.length === exclusiveNames[column.field].length;
        return every ? row : { ...row, names: new Map(row.names).set(column.field, names) };
      });
    case 'interface': {
      const { classes } = variables.interfaces[column.side];
      return byNumber(column.levels, (ranges) => {
        const named = codes(ranges).flatMap((code) => classes.names[code] ?? []);
        const every = named.length === classes.names.length;
        return every ? row : { ...row, interfaces: new Map(row.interfaces).set(column.side, named) };
      });
    }
    case 'mark': {
      const { parts, complete } = splitBits(diagrams, set, column.bits);
      const patterns = parts.reduce((sum, part) => sum + part.patterns.length, 0);
      if (column.levels !== undefined) {
        const numbers = splitNumbers(diagrams, set, column.levels);
        const ranges = numbers.parts.reduce((sum, part) => sum + part.ranges.length, 0);
        if (numbers.complete && (!complete || ranges <= patterns)) {
          return byNumber(column.levels, (some) =>
            asNumbers(
              column.field,
              some.map(([low, high]): Range => [Number(low), Number(high)]),
            ),
          );
        }
      }
      return {
        parts: parts.map((part): Part => {
          const any = part.patterns.some(({ mask }) => mask === 0);
          return [part.set, any ? row : { ...row, bits: new Map(row.bits).set(column.field, part.patterns) }];
        }),
        complete,
      };
    }
    case 'answer': {
      if (diagrams.levelOf(set) !== column.level) return { parts: [[set, row]], complete: true };
      const answered = (answer: boolean): Row => ({
        ...row,
        answers: new Map(row.answers).set(column.key, answer),
      });
      return {
        parts: [
          [diagrams.high(set), answered(true)],
          [diagrams.low(set), answered(false)],
        ],
        complete: true,
      };
    }
  }
}

function codes(ranges: readonly (readonly [bigint, bigint])[]): readonly number[] {
  return ranges.flatMap(([low, high]) =>
    Array.from({ length: Number(high - low) + 1 }, (_, index) => Number(low) + index),
  );
}

function addressOf(
  value: bigint,
  { levels }: { readonly levels: readonly number[] },
  family: 4 | 6,
): Address {
  if (levels.length <= 48 || family === 4) return Number(value);
  const word = (shift: bigint): number => Number((value >> shift) & 0xffffffffn);
  return [word(96n), word(64n), word(32n), word(0n)];
}
