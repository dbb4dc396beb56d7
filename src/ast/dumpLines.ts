import type { Dump, Line } from './ast.js';
import { RememberedChain, RememberedRule } from './rememberedLine.js';
import type { Shape } from './rememberedLine.js';

/** A dump whose lines are made when somebody asks for them. */
export interface CountedDump extends Dump {
  readonly length: number;
  /** Those of its lines that are of no known shape, in order. */
  readonly others: readonly Line[];
  /** `number` is 1-based, up to `length`. */
  line(number: number): Line;
  /** All lines but the rules, and where those stand; missing where all are read. */
  heads?(): Iterable<Line | RuleRun>;
  /** Lines that were taken for rules, and are none. */
  readonly lateUnread?: readonly UnreadLine[];
}

/** Rules of one chain that stand in a row, not read yet. */
export interface RuleRun {
  readonly kind: 'run';
  readonly chain: string;
  /** Of the first, 1-based. */
  readonly line: number;
  readonly count: number;
}

type UnreadLine = Extract<Line, { readonly kind: 'unread' }>;

/** What stands in the place of a shape's number for a chain line. */
export const chainShape = -1;

/**
 * A dump whose lines of known shapes are two numbers each: where the line begins, and which shape it has. A line is made when
 * somebody asks for it; `lines` makes and keeps them all, so those who look at each line once take `eachLine`.
 */
export class RememberedDump implements CountedDump {
  readonly kind = 'dump';
  length = 0;
  /** Of a line of known shape where it begins in the text, 0-based; of any other -1 less its index in `others`. */
  private starts = new Int32Array(1024);
  private shapeNumbers = new Int16Array(1024);
  /** The lines that are of no known shape, in order. */
  readonly others: Line[] = [];
  private made: readonly Line[] | undefined;

  constructor(
    readonly byteOrderMark: boolean,
    /** Without byte order mark. */
    private readonly text: string,
    private readonly shapes: readonly Shape[],
  ) {}

  get lines(): readonly Line[] {
    this.made ??= Array.from({ length: this.length }, (_, index) => this.make(index));
    return this.made;
  }

  /** `number` is 1-based, up to `length`. */
  line(number: number): Line {
    return this.made?.[number - 1] ?? this.make(number - 1);
  }

  add(line: Line): void {
    this.put(-1 - this.others.length, chainShape);
    this.others.push(line);
  }

  /** Adds a line that begins at `start`, of a shape or `chainShape`. */
  addKnown(start: number, shapeNumber: number): void {
    this.put(start, shapeNumber);
  }

  private put(start: number, shapeNumber: number): void {
    const { length } = this;
    if (length === this.starts.length) {
      this.starts = longer(this.starts, new Int32Array(length * 2));
      this.shapeNumbers = longer(this.shapeNumbers, new Int16Array(length * 2));
    }
    this.starts[length] = start;
    this.shapeNumbers[length] = shapeNumber;
    this.length = length + 1;
  }

  private make(index: number): Line {
    const start = this.starts[index] ?? 0;
    const shape = this.shapes[this.shapeNumbers[index] ?? chainShape];
    const other = start < 0 ? this.others[-1 - start] : undefined;
    if (other !== undefined) return other;
    return shape === undefined
      ? new RememberedChain(this.text, start, index + 1)
      : new RememberedRule(shape, start, index + 1);
  }
}

function longer<T extends Int32Array | Int16Array>(full: T, empty: T): T {
  empty.set(full);
  return empty;
}

function isCounted(dump: Dump): dump is CountedDump {
  return 'line' in dump;
}

/** All lines of a dump, one after the other. */
export function eachLine(dump: Dump): Iterable<Line> {
  return isCounted(dump) ? eachCounted(dump) : dump.lines;
}

/** The same, but rules that are not read stand together. */
export function eachHead(dump: Dump): Iterable<Line | RuleRun> {
  return isCounted(dump) && dump.heads !== undefined ? dump.heads() : eachLine(dump);
}

/** Those of its lines that are of no known shape, among them the first of each shape. */
export function eachUnknownLine(dump: Dump): Iterable<Line> {
  return isCounted(dump) ? dump.others : dump.lines;
}

/** Of rules that were read late those lines that turned out to be none. */
export function lateUnreadLines(dump: Dump): readonly UnreadLine[] {
  return isCounted(dump) ? (dump.lateUnread ?? []) : [];
}

function* eachCounted(dump: CountedDump): Iterable<Line> {
  for (let number = 1; number <= dump.length; number += 1) yield dump.line(number);
}

/** How many lines it has. */
export function lineCount(dump: Dump): number {
  return isCounted(dump) ? dump.length : dump.lines.length;
}

/** The line of this number, 1-based. */
export function lineOf(dump: Dump, number: number): Line | undefined {
  if (!isCounted(dump)) return dump.lines[number - 1];
  return number >= 1 && number <= dump.length ? dump.line(number) : undefined;
}
