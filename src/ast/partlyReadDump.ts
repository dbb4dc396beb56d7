import type { Line } from './ast.js';
import { endOfUserChain, NamesInOrder } from './chainColumn.js';
import type { ChainColumn, ChainRun, CountedDump, LateText, RuleRun } from './dumpLines.js';
import { placeOn, startOfSheet } from './dumpText.js';
import type { DumpText, SheetPlace } from './dumpText.js';
import { longer } from './longer.js';
import type { Problem } from './problem.js';
import { cutLine, nextLine } from './rawLine.js';
import { readLine } from './readLine.js';
import { RememberedChain, RememberedRule } from './rememberedLine.js';
import { append, behindHeadAt, endOfHead, nameOfRule } from './ruleHead.js';
import { chainShape, learnShape, newShapeMemo, shapeAt } from './shapeMemo.js';
import type { ShapeMemo } from './shapeMemo.js';
import { usualTable } from './usualLines.js';

/** A piece of a dump that is no line of its own. Columns of chains are below these. */
const chainLines = -1;
const ruleLines = -2;
/** Rules of which their column knows, and chains of one that began on a sheet before. */
const columnRules = -3;
const columnChains = -4;
const firstColumn = -5;

/**
 * A dump of which the rules are read when somebody asks for them. `readAst` defines what is read; here stands where. Of rules in a row
 * that belong to one chain it is kept where the first begins, of lines in a row that declare chains without a policy the same, on each sheet anew; all other
 * lines are read at once.
 */
export class PartlyReadDump implements CountedDump {
  readonly kind = 'dump';
  length = 0;
  /** The lines that are read at once, in order; no usual line of a chain without policy is among them. */
  readonly others: Line[] = [];
  /** Of every line that was read. */
  readonly problems: Problem[] = [];
  private readonly memo: ShapeMemo;
  /** Of each piece: where it begins in the text, its first line less one, what it is. */
  private starts = new Int32Array(1024);
  private firsts = new Int32Array(1024);
  private kinds = new Int32Array(1024);
  private pieces = 0;
  /** The sheet that is read, and where it begins in the text. */
  private sheet = '';
  private sheetStart = 0;
  /** Where the line behind the last one passed begins, on that sheet. */
  next = 0;
  private readonly columns: NamesInOrder[] = [];
  /** The column of the table that is passed over, until a rule is read that may stand before others of its chain. */
  private column: NamesInOrder | undefined;
  /** Whether that table may have one yet. */
  private maybeColumn = false;
  /** Rules that were read by the grammar, by their lines. */
  private readonly read = new Map<number, Line>();
  /** Where a line begins that was asked for last. */
  private cursorPiece = -1;
  private cursorIndex = 0;
  private cursorSheet = '';
  private cursorStart = 0;

  constructor(
    readonly byteOrderMark: boolean,
    /** Without byte order mark. */
    private readonly text: DumpText,
    private readonly verbatim: ReadonlySet<string>,
  ) {
    this.memo = newShapeMemo();
  }

  get lines(): readonly Line[] {
    return Array.from({ length: this.length }, (_, index) => this.line(index + 1));
  }

  /** All lines but rules and chains without policy, and where those stand. */
  *heads(): Iterable<Line | RuleRun | ChainRun | ChainColumn> {
    for (let piece = 0; piece < this.pieces; piece += 1) {
      const kind = this.kinds[piece] ?? columnRules;
      if (kind === columnRules || kind === columnChains) continue;
      const first = this.firsts[piece] ?? 0;
      const { sheet, at } = placeOn(this.text, this.starts[piece] ?? 0);
      const column = this.columns[firstColumn - kind];
      if (column !== undefined) {
        yield column;
      } else if (kind === ruleLines) {
        const chain = sheet.slice(nameOfRule(sheet, at), endOfHead(sheet, at) - 1);
        yield { kind: 'run', chain, line: first + 1, count: this.endOf(piece) - first };
      } else if (kind === chainLines) {
        yield { kind: 'chains', names: namesFrom(sheet, at, this.endOf(piece) - first), line: first + 1 };
      } else {
        yield this.lineOf(piece, first);
      }
    }
  }

  /** `number` is 1-based, up to `length`. */
  line(number: number): Line {
    return this.lineOf(this.nearPiece(number - 1), number - 1);
  }

  placeOfLine(number: number): SheetPlace {
    return this.placeOf(this.nearPiece(number - 1), number - 1);
  }

  behindHead(number: number, chain: string): SheetPlace | undefined {
    const piece = this.nearPiece(number - 1);
    const kind = this.kinds[piece];
    if (kind !== ruleLines && kind !== columnRules) return undefined;
    const { sheet, at } = this.placeOf(piece, number - 1);
    // All rules of a piece begin alike: with the same chain, or the same counters.
    const behind = behindHeadAt(sheet, at, chain);
    return behind < 0 ? undefined : { sheet, at: behind };
  }

  get late(): LateText {
    return this;
  }

  /** The piece in which a line is; mostly that of the line asked for last, or the next one. */
  private nearPiece(index: number): number {
    const piece = this.cursorPiece;
    if (piece >= 0 && index >= this.cursorIndex) {
      if (index < this.endOf(piece)) return piece;
      if (piece + 1 < this.pieces && index < this.endOf(piece + 1)) return piece + 1;
    }
    return this.pieceOf(index);
  }

  private endOf(piece: number): number {
    return piece + 1 < this.pieces ? (this.firsts[piece + 1] ?? 0) : this.length;
  }

  private pieceOf(index: number): number {
    let low = 0;
    for (let high = this.pieces - 1; low < high;) {
      const middle = (low + high + 1) >> 1;
      if ((this.firsts[middle] ?? 0) <= index) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  private lineOf(piece: number, index: number): Line {
    const kind = this.kinds[piece] ?? chainLines;
    const other = kind < 0 ? undefined : this.others[kind];
    if (other !== undefined) return other;
    const place = this.placeOf(piece, index);
    return kind === ruleLines || kind === columnRules
      ? this.ruleAt(place, index + 1)
      : new RememberedChain(place.sheet, place.at, index + 1);
  }

  private placeOf(piece: number, index: number): SheetPlace {
    if (this.cursorPiece !== piece || this.cursorIndex > index) {
      const { sheet, at } = placeOn(this.text, this.starts[piece] ?? 0);
      this.cursorPiece = piece;
      this.cursorIndex = this.firsts[piece] ?? 0;
      this.cursorSheet = sheet;
      this.cursorStart = at;
    }
    // All lines of a piece are on one sheet.
    const sheet = this.cursorSheet;
    let at = this.cursorStart;
    for (let passed = this.cursorIndex; passed < index; passed += 1) at = nextLine(sheet, at);
    this.cursorIndex = index;
    this.cursorStart = at;
    return { sheet, at };
  }

  ruleAt({ sheet, at }: SheetPlace, number: number): Line {
    const known = this.read.get(number);
    if (known !== undefined) return known;
    const shape = this.memo.shapes[shapeAt(this.memo, sheet, at) ?? -1];
    if (shape !== undefined) return new RememberedRule(shape, sheet, at, number);
    const line = this.readAt(sheet, at, number);
    this.read.set(number, line);
    return line;
  }

  private readAt(sheet: string, start: number, number: number): Line {
    const known = this.problems.length;
    const raw = cutLine(sheet, start, nextLine(sheet, start), number);
    const line = readLine(raw, this.verbatim, this.problems);
    if (this.problems.length === known) learnShape(this.memo, line);
    return line;
  }

  /** Goes on to the sheet of that index. */
  turnTo(index: number): void {
    this.sheet = this.text.sheets[index] ?? '';
    this.sheetStart = startOfSheet(this.text, index);
  }

  /** Passes over the rules of one chain on a sheet of which the first begins at `start`; false where that one has to be read to know its chain. */
  addRules(start: number): boolean {
    const { sheet, column } = this;
    const first = this.length;
    const isUsual = column !== undefined && sheet.startsWith(append, start);
    const behindName = isUsual ? sheet.indexOf(' ', start + append.length) + 1 : 0;
    let index =
      isUsual && behindName > 0 ? column.nextNamed(sheet.slice(start + append.length, behindName)) : -1;
    const behind = index < 0 ? endOfHead(sheet, start) : behindName;
    if (behind < 0) return false;
    const head = sheet.slice(start, behind);
    let next = start;
    let count = 0;
    do {
      next = nextLine(sheet, next);
      count += 1;
    } while (sheet.startsWith(head, next));
    this.next = next;
    this.length = first + count;
    if (column !== undefined && index < 0)
      index = column.indexOf(sheet.slice(nameOfRule(sheet, start), behind - 1));
    const goOn = index >= 0 && index === column?.last && this.kinds[this.pieces - 1] === columnRules;
    const areTaken = index >= 0 && column?.takeRules(index, first + 1, count, goOn) === true;
    // All lines of a piece are on one sheet.
    if (start === 0 || !goOn) this.put(start, areTaken ? columnRules : ruleLines, first);
    return true;
  }

  /** Passes over lines of a sheet that declare chains without policy, the first of which begins at `start`; false where that one is another line. */
  addChains(start: number): boolean {
    const { sheet, length: first } = this;
    this.next = start;
    if (this.maybeColumn) {
      const column = new NamesInOrder(this.text, first + 1);
      if (!this.passColumn(column, firstColumn - this.columns.length)) return false;
      this.columns.push(column);
      this.column = column;
      this.maybeColumn = false;
      return true;
    }
    const { column } = this;
    // It may go on from the sheet before.
    const isNext = start === 0 && column !== undefined && column.line + column.length === first + 1;
    if (isNext && this.passColumn(column, columnChains)) return true;
    while (this.next < sheet.length) {
      const end = endOfUserChain(sheet, this.next);
      if (end < 0) break;
      this.next = end;
      this.length += 1;
    }
    if (this.next > start) this.put(start, chainLines, first);
    return this.next > start;
  }

  /** Passes over the lines that belong to the column, which are a piece of that kind; false where the next one does not. */
  private passColumn(column: NamesInOrder, kind: number): boolean {
    const known = column.length;
    const start = this.next;
    this.next = column.addFrom(this.sheet, this.sheetStart, start);
    if (this.next === start) return false;
    this.put(start, kind, this.length);
    this.length += column.length - known;
    return true;
  }

  /** Reads the line that begins at `start`. */
  addLine(start: number): Line {
    const { sheet } = this;
    const number = this.length + 1;
    const line =
      shapeAt(this.memo, sheet, start) === chainShape
        ? new RememberedChain(sheet, start, number)
        : (usualTable(sheet, start, number) ?? this.readAt(sheet, start, number));
    this.put(start, this.others.length, this.length);
    this.others.push(line);
    this.length += 1;
    this.next = nextLine(sheet, start);
    // Rules of a chain stand in the order of their lines, unless they say where: behind such a line none may be put before it.
    if (line.kind === 'rule' || line.kind === 'table') this.column = undefined;
    if (line.kind === 'table') this.maybeColumn = true;
    return line;
  }

  private put(start: number, kind: number, first: number): void {
    const { pieces } = this;
    if (pieces === this.starts.length) {
      this.starts = longer(this.starts);
      this.firsts = longer(this.firsts);
      this.kinds = longer(this.kinds);
    }
    this.starts[pieces] = this.sheetStart + start;
    this.firsts[pieces] = first;
    this.kinds[pieces] = kind;
    this.pieces = pieces + 1;
  }
}

/** Of chains that are declared in lines in a row. */
function namesFrom(sheet: string, start: number, count: number): readonly string[] {
  const names: string[] = [];
  for (let at = start; names.length < count; at = nextLine(sheet, at)) {
    names.push(sheet.slice(at + 1, sheet.indexOf(' ', at)));
  }
  return names;
}
