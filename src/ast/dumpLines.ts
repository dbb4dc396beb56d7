import type { Dump, Line } from './ast.js';
import { RememberedChain, RememberedRule } from './rememberedLine.js';
import type { Shape } from './rememberedLine.js';

/** What stands in the place of a shape's number for a chain line. */
export const chainShape = -1;

/**
 * A dump whose lines of known shapes are two numbers each: where the line begins, and which shape it has. A line is made when
 * somebody asks for it; `lines` makes and keeps them all, so those who look at each line once take `eachLine`.
 */
export class RememberedDump implements Dump {
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

/** All lines of a dump, one after the other. */
export function eachLine(dump: Dump): Iterable<Line> {
  return dump instanceof RememberedDump ? eachRemembered(dump) : dump.lines;
}

/** Those of its lines that are of no known shape, among them the first of each shape. */
export function eachUnknownLine(dump: Dump): Iterable<Line> {
  return dump instanceof RememberedDump ? dump.others : dump.lines;
}

function* eachRemembered(dump: RememberedDump): Iterable<Line> {
  for (let number = 1; number <= dump.length; number += 1) yield dump.line(number);
}

/** The line of this number, 1-based. */
export function lineOf(dump: Dump, number: number): Line | undefined {
  if (!(dump instanceof RememberedDump)) return dump.lines[number - 1];
  return number >= 1 && number <= dump.length ? dump.line(number) : undefined;
}
