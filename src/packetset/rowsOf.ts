import type { Address } from '../address/address.js';
import { rangeSet } from '../address/range.js';
import type { Range, RangeSet } from '../address/range.js';
import { everything, nothing } from './diagrams.js';
import type { Diagrams, PacketSet } from './diagrams.js';
import { exclusiveNames, widthOf } from './variables.js';
import type { ExclusiveField, NumberField } from './variables.js';
import type { Workshop } from './workshop.js';

/** `(field & mask) === value`, unsigned 32-bit. */
export interface BitPattern {
  readonly mask: number;
  readonly value: number;
}

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
export function asTheyCame({ diagrams, variables }: Workshop, set: PacketSet): PacketSet {
  let packets = set;
  for (const levels of variables.bits.values()) {
    for (const { now, initial } of levels.values()) {
      if (now !== initial) packets = diagrams.forget(packets, now);
    }
  }
  for (const level of variables.passing) packets = diagrams.forget(packets, level);
  return packets;
}

/** A set of packets as they came, together with the addresses and ports that they have by now. */
export function asTheyLeave({ diagrams, variables }: Workshop, set: PacketSet): PacketSet {
  let packets = set;
  for (const [field, levels] of variables.bits) {
    if (translatedFields.has(field)) continue;
    for (const { now, initial } of levels.values()) {
      if (now !== initial) packets = diagrams.forget(packets, now);
    }
  }
  for (const level of variables.passing) packets = diagrams.forget(packets, level);
  return packets;
}

const translatedFields: ReadonlySet<NumberField> = new Set<NumberField>([
  'source',
  'destination',
  'sourcePort',
  'destinationPort',
]);

type Column =
  | { readonly kind: 'number'; readonly field: NumberField; readonly levels: readonly number[] }
  | { readonly kind: 'bits'; readonly field: NumberField; readonly levels: ReadonlyMap<number, number> }
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
    const parts = splitBy(workshop, next.set, column, next.row);
    for (const [part, row] of parts.toReversed()) pending.push({ set: part, column: next.column + 1, row });
  }
  return { rows, complete };
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
    const column: Column =
      levels.size === widthOf(field, family)
        ? { kind: 'number', field, levels: initial }
        : { kind: 'bits', field, levels: new Map([...levels].map(([bit, one]) => [one.initial, bit])) };
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

/** The parts of a set that differ behind one column, each with its row so far. */
function splitBy(
  workshop: Workshop,
  set: PacketSet,
  column: Column,
  row: Row,
): readonly (readonly [PacketSet, Row])[] {
  const { diagrams, variables, family } = workshop;
  switch (column.kind) {
    case 'number':
      return splitNumbers(diagrams, set, column.levels).map(([part, ranges, all]) => {
        if (all) return [part, row];
        const asAddresses = rangeSet(
          ranges.map(([low, high]): Range => [
            addressOf(low, column, family),
            addressOf(high, column, family),
          ]),
        );
        return [part, { ...row, numbers: new Map(row.numbers).set(column.field, asAddresses) }];
      });
    case 'name':
      return splitNumbers(diagrams, set, column.levels).map(([part, ranges, all]) => {
        const names = codes(ranges).flatMap((code) => exclusiveNames[column.field][code] ?? []);
        const every = all || names.length === exclusiveNames[column.field].length;
        return [part, every ? row : { ...row, names: new Map(row.names).set(column.field, names) }];
      });
    case 'interface': {
      const { classes } = variables.interfaces[column.side];
      return splitNumbers(diagrams, set, column.levels).map(([part, ranges, all]) => {
        const named = codes(ranges).flatMap((code) => classes.names[code] ?? []);
        const every = all || named.length === classes.names.length;
        return [part, every ? row : { ...row, interfaces: new Map(row.interfaces).set(column.side, named) }];
      });
    }
    case 'bits':
      return splitBits(diagrams, set, column.levels).map(([part, patterns]) => [
        part,
        patterns.some(({ mask }) => mask === 0)
          ? row
          : { ...row, bits: new Map(row.bits).set(column.field, patterns) },
      ]);
    case 'answer': {
      if (diagrams.levelOf(set) !== column.level) return [[set, row]];
      const answered = (answer: boolean): Row => ({
        ...row,
        answers: new Map(row.answers).set(column.key, answer),
      });
      return [
        [diagrams.high(set), answered(true)],
        [diagrams.low(set), answered(false)],
      ];
    }
  }
}

function codes(ranges: readonly (readonly [bigint, bigint])[]): readonly number[] {
  return ranges.flatMap(([low, high]) =>
    Array.from({ length: Number(high - low) + 1 }, (_, index) => Number(low) + index),
  );
}

type Split = readonly [part: PacketSet, ranges: readonly (readonly [bigint, bigint])[], all: boolean];

/** By the value of a number: what is left of the set behind its bits, and for which values. */
function splitNumbers(diagrams: Diagrams, set: PacketSet, levels: readonly number[]): readonly Split[] {
  const found = new Map<PacketSet, [bigint, bigint][]>();
  const width = levels.length;
  const last = levels[width - 1] ?? -1;
  const pending: { node: PacketSet; bit: number; prefix: bigint }[] = [{ node: set, bit: 0, prefix: 0n }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { node, bit, prefix } = next;
    if (node === nothing) continue;
    if (bit === width || diagrams.levelOf(node) > last) {
      const rest = BigInt(width - bit);
      const low = prefix << rest;
      const ranges = found.get(node) ?? [];
      found.set(node, ranges);
      const before = ranges.at(-1);
      const high = low + (1n << rest) - 1n;
      if (before !== undefined && before[1] + 1n === low) before[1] = high;
      else ranges.push([low, high]);
      continue;
    }
    const asks = diagrams.levelOf(node) === levels[bit];
    pending.push(
      { node: asks ? diagrams.high(node) : node, bit: bit + 1, prefix: prefix * 2n + 1n },
      { node: asks ? diagrams.low(node) : node, bit: bit + 1, prefix: prefix * 2n },
    );
  }
  const whole = (1n << BigInt(width)) - 1n;
  return [...found].map(([part, ranges]) => [
    part,
    ranges,
    ranges.length === 1 && ranges[0]?.[0] === 0n && ranges[0][1] === whole,
  ]);
}

/** By the bits of a mark; `levels` gives the bit of each level. */
function splitBits(
  diagrams: Diagrams,
  set: PacketSet,
  levels: ReadonlyMap<number, number>,
): readonly (readonly [PacketSet, readonly BitPattern[]])[] {
  const found = new Map<PacketSet, BitPattern[]>();
  const pending: { node: PacketSet; pattern: BitPattern }[] = [{ node: set, pattern: { mask: 0, value: 0 } }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { node, pattern } = next;
    if (node === nothing) continue;
    const bit = levels.get(diagrams.levelOf(node));
    if (bit === undefined) {
      found.set(node, [...(found.get(node) ?? []), pattern]);
      continue;
    }
    const mask = (pattern.mask | (1 << bit)) >>> 0;
    pending.push(
      { node: diagrams.high(node), pattern: { mask, value: (pattern.value | (1 << bit)) >>> 0 } },
      { node: diagrams.low(node), pattern: { mask, value: pattern.value } },
    );
  }
  return [...found];
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
