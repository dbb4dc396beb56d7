import { quote } from '../../grammar/characters.js';
import type { Line } from './ast.js';
import type { ChainRun, CountedDump, RuleRun } from './dumpLines.js';
import { placeOn, startOfSheet } from './dumpText.js';
import type { DumpText } from './dumpText.js';
import { RememberedChain, RememberedRule, valueBetween } from './rememberedLine.js';
import type { Shape } from './rememberedLine.js';

/** What stands in the place of a shape's number for any line but a rule. */
const noShape = -1;

/** In bytes, below what lines have on average: with room for so many from the start, nothing has to be copied in the usual dump. */
const shortLine = 64;

/**
 * A dump whose lines of known shapes are two numbers each: where the line begins, and which shape it has. A line is made when
 * somebody asks for it; `lines` makes and keeps them all, so those who look at each line once take `eachLine`, and those whom rules
 * do not concern `eachHead`.
 */
export class RememberedDump implements CountedDump {
  readonly kind = 'dump';
  length = 0;
  /** Of a line of known shape where it begins in the text, 0-based; of any other -1 less its index in `others`. */
  private starts: Int32Array;
  private shapeNumbers: Int16Array;
  /** The lines that are of no known shape, in order. */
  readonly others: Line[] = [];
  private made: readonly Line[] | undefined;
  /** Of each run of rules the chain, and the first line less one. */
  private readonly runChains: string[] = [];
  private readonly runFirsts: number[] = [];
  /** The last run's chain as it is written, where that is its name; empty where the next rule begins another one. */
  private running = '';
  /** The sheet that is read, and where it begins in the text. */
  private sheet = '';
  private sheetStart = 0;

  constructor(
    readonly byteOrderMark: boolean,
    /** Without byte order mark. */
    private readonly text: DumpText,
    private readonly shapes: readonly Shape[],
  ) {
    const lines = Math.max(1024, Math.ceil(text.length / shortLine));
    this.starts = new Int32Array(lines);
    this.shapeNumbers = new Int16Array(lines);
  }

  get lines(): readonly Line[] {
    this.made ??= Array.from({ length: this.length }, (_, index) => this.make(index));
    return this.made;
  }

  /** `number` is 1-based, up to `length`. */
  line(number: number): Line {
    return this.made?.[number - 1] ?? this.make(number - 1);
  }

  *heads(): Iterable<Line | RuleRun | ChainRun> {
    const { length, shapeNumbers, runFirsts } = this;
    let run = 0;
    for (let index = 0; index < length;) {
      const first = index;
      if (shapeNumbers[index] !== noShape) {
        const chain = this.runChains[run] ?? '';
        run += 1;
        const next = runFirsts[run] ?? length;
        while (index < next && shapeNumbers[index] !== noShape) index += 1;
        yield { kind: 'run', chain, line: first + 1, count: index - first };
      } else if (this.isUserChain(index)) {
        const names: string[] = [];
        for (; index < length && this.isUserChain(index); index += 1) names.push(this.chainName(index));
        yield { kind: 'chains', names, line: first + 1 };
      } else {
        yield this.make(index);
        index += 1;
      }
    }
  }

  /** Whether a line is the usual one of a chain that has no policy. */
  private isUserChain(index: number): boolean {
    const start = this.starts[index] ?? -1;
    if (start < 0 || this.shapeNumbers[index] !== noShape) return false;
    const { sheet, at } = placeOn(this.text, start);
    return sheet.startsWith(' - ', sheet.indexOf(' ', at));
  }

  private chainName(index: number): string {
    const { sheet, at } = placeOn(this.text, this.starts[index] ?? 0);
    return sheet.slice(at + 1, sheet.indexOf(' ', at));
  }

  /** Goes on to the sheet of that index. All places in lines that are added are on it. */
  turnTo(index: number): void {
    this.sheet = this.text.sheets[index] ?? '';
    this.sheetStart = startOfSheet(this.text, index);
  }

  add(line: Line): void {
    this.running = '';
    this.put(-1 - this.others.length, noShape);
    this.others.push(line);
  }

  /** Adds the line of a chain that begins at `start` and has the usual form. */
  addChain(start: number): void {
    this.running = '';
    this.put(this.sheetStart + start, noShape);
  }

  /** Adds a rule that begins at `start` and has a known shape; its chain is written between `name` and `nameEnd`. */
  addRule(start: number, shapeNumber: number, name: number, nameEnd: number): void {
    const { running, sheet } = this;
    if (running === '' || running.length !== nameEnd - name || !sheet.startsWith(running, name)) {
      const chain = valueBetween(sheet, name, nameEnd);
      this.runChains.push(chain);
      this.runFirsts.push(this.length);
      this.running = sheet.charCodeAt(name) === quote ? '' : chain;
    }
    this.put(this.sheetStart + start, shapeNumber);
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
    if (start < 0) {
      const other = this.others[-1 - start];
      if (other !== undefined) return other;
    }
    const shape = this.shapes[this.shapeNumbers[index] ?? noShape];
    const { sheet, at } = placeOn(this.text, start);
    return shape === undefined
      ? new RememberedChain(sheet, at, index + 1)
      : new RememberedRule(shape, sheet, at, index + 1);
  }
}

function longer<T extends Int32Array | Int16Array>(full: T, empty: T): T {
  empty.set(full);
  return empty;
}
