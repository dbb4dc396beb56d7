import { bracket, colon, dash } from '../../grammar/characters.js';
import { isTableName } from '../netfilter/hooks.js';
import type { Line } from './ast.js';
import { endOfUserChain, NamesInOrder } from './chainColumn.js';
import type { ChainColumn, ChainRun, CountedDump, LateText, RuleRun } from './dumpLines.js';
import { longestChainName } from './limits.js';
import type { Problem } from './problem.js';
import { cutLine, nextLine } from './rawLine.js';
import { readLine } from './readLine.js';
import { flushCommand } from './readRule.js';
import { RememberedChain, RememberedRule } from './rememberedLine.js';
import { chainShape, learnShape, newShapeMemo, shapeAt } from './shapeMemo.js';
import type { ShapeMemo } from './shapeMemo.js';
import { usualTable } from './usualLines.js';

/** A piece of a dump that is no line of its own. Columns of chains are below these. */
const chainLines = -1;
const ruleLines = -2;
/** Rules of which their column knows. */
const columnRules = -3;
const firstColumn = -4;

const append = '-A ';

/** `-A CHAIN `, counters before it or not, with a name that means itself. */
const ruleHead = new RegExp(
  `(?:\\[\\d{1,19}:\\d{1,19}\\] )?-A [^\\0-\\x20"!-][^\\0-\\x20"]{0,${longestChainName - 1}} `,
  'y',
);

/**
 * A dump of which the rules are read when somebody asks for them. `readAst` defines what is read; here stands where. Of rules in a row
 * that belong to one chain it is kept where the first begins, of lines in a row that declare chains without a policy the same; all other
 * lines are read at once.
 */
export class PartlyReadDump implements CountedDump {
  readonly kind = 'dump';
  length = 0;
  /** The lines that are read at once, in order; no usual line of a chain without policy is among them. */
  readonly others: Line[] = [];
  /** Of every line that was read. */
  readonly problems: Problem[] = [];
  /** Lines that were taken for rules, and are none. */
  readonly lateUnread: Extract<Line, { kind: 'unread' }>[] = [];
  private readonly memo: ShapeMemo;
  /** Of each piece: where it begins in the text, its first line less one, what it is. */
  private starts = new Int32Array(1024);
  private firsts = new Int32Array(1024);
  private kinds = new Int32Array(1024);
  private pieces = 0;
  /** Where the line behind the last one passed begins. */
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
  private cursorStart = 0;

  constructor(
    readonly byteOrderMark: boolean,
    /** Without byte order mark. */
    readonly text: string,
    private readonly verbatim: ReadonlySet<string>,
  ) {
    this.memo = newShapeMemo(text);
  }

  get lines(): readonly Line[] {
    return Array.from({ length: this.length }, (_, index) => this.line(index + 1));
  }

  /** All lines but rules and chains without policy, and where those stand. */
  *heads(): Iterable<Line | RuleRun | ChainRun | ChainColumn> {
    for (let piece = 0; piece < this.pieces; piece += 1) {
      const kind = this.kinds[piece] ?? columnRules;
      if (kind === columnRules) continue;
      const first = this.firsts[piece] ?? 0;
      const start = this.starts[piece] ?? 0;
      const column = this.columns[firstColumn - kind];
      if (column !== undefined) {
        yield column;
      } else if (kind === ruleLines) {
        const chain = this.text.slice(nameOfRule(this.text, start), this.endOfHead(start) - 1);
        yield { kind: 'run', chain, line: first + 1, count: this.endOf(piece) - first };
      } else if (kind === chainLines) {
        yield { kind: 'chains', names: this.namesFrom(start, this.endOf(piece) - first), line: first + 1 };
      } else {
        yield this.lineOf(piece, first);
      }
    }
  }

  private namesFrom(start: number, count: number): readonly string[] {
    const names: string[] = [];
    for (let at = start; names.length < count; at = nextLine(this.text, at)) {
      names.push(this.text.slice(at + 1, this.text.indexOf(' ', at)));
    }
    return names;
  }

  /** `number` is 1-based, up to `length`. */
  line(number: number): Line {
    return this.lineOf(this.nearPiece(number - 1), number - 1);
  }

  startOfLine(number: number): number {
    return this.startOf(this.nearPiece(number - 1), number - 1);
  }

  behindHead(number: number, chain: string): number {
    const piece = this.nearPiece(number - 1);
    const kind = this.kinds[piece];
    if (kind !== ruleLines && kind !== columnRules) return -1;
    const start = this.startOf(piece, number - 1);
    // All rules of a piece begin alike: with the same chain, or the same counters.
    return this.text.charCodeAt(start) === dash ? start + append.length + chain.length + 1 : -1;
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
    const start = this.startOf(piece, index);
    return kind === ruleLines || kind === columnRules
      ? this.ruleAt(start, index + 1)
      : new RememberedChain(this.text, start, index + 1);
  }

  private startOf(piece: number, index: number): number {
    const isBehind = this.cursorPiece === piece && this.cursorIndex <= index;
    let at = isBehind ? this.cursorIndex : (this.firsts[piece] ?? 0);
    let start = isBehind ? this.cursorStart : (this.starts[piece] ?? 0);
    for (; at < index; at += 1) start = nextLine(this.text, start);
    this.cursorPiece = piece;
    this.cursorIndex = index;
    this.cursorStart = start;
    return start;
  }

  ruleAt(start: number, number: number): Line {
    const known = this.read.get(number);
    if (known !== undefined) return known;
    const shape = this.memo.shapes[shapeAt(this.memo, start) ?? -1];
    if (shape !== undefined) return new RememberedRule(shape, start, number);
    const line = this.readAt(start, number);
    this.read.set(number, line);
    if (line.kind === 'unread') this.lateUnread.push(line);
    return line;
  }

  private readAt(start: number, number: number): Line {
    const known = this.problems.length;
    const raw = cutLine(this.text, start, nextLine(this.text, start), number);
    const line = readLine(raw, this.verbatim, this.problems);
    if (this.problems.length === known) learnShape(this.memo, line);
    return line;
  }

  /** Where the first words of a usual rule end that begins at `start`, behind the blank; -1 where it has to be read to know its chain. */
  private endOfHead(start: number): number {
    ruleHead.lastIndex = start;
    return ruleHead.test(this.text) ? ruleHead.lastIndex : -1;
  }

  /** Passes over the rules of one chain of which the first begins at `start`; false where that one has to be read to know its chain. */
  addRules(start: number): boolean {
    const { text, column } = this;
    const first = this.length;
    const isUsual = column !== undefined && text.startsWith(append, start);
    let index = isUsual ? column.nextAt(start + append.length) : -1;
    const behind = index < 0 ? this.endOfHead(start) : text.indexOf(' ', start + append.length) + 1;
    if (behind < 0) return false;
    const head = text.slice(start, behind);
    let next = start;
    do {
      next = nextLine(text, next);
      this.length += 1;
    } while (beginsWith(text, head, next));
    this.next = next;
    const count = this.length - first;
    if (column !== undefined && index < 0)
      index = column.indexOf(text.slice(nameOfRule(text, start), behind - 1));
    if (column === undefined || index < 0) {
      this.put(start, ruleLines, first);
    } else if (column.ruleCount(index) === 0) {
      this.put(start, columnRules, first);
      column.addRules(index, first + 1, count);
    } else if (index === column.last && this.kinds[this.pieces - 1] === columnRules) {
      column.addRules(index, first + 1, count);
    } else {
      this.put(start, ruleLines, first);
    }
    return true;
  }

  /** Passes over lines that declare chains without policy, the first of which begins at `start`; false where that one is another line. */
  addChains(start: number): boolean {
    const { text, length: first } = this;
    let next = start;
    if (this.maybeColumn) {
      const column = new NamesInOrder(text, first + 1);
      for (let end = column.add(next); end >= 0; end = column.add(next)) next = end;
      if (next > start) {
        this.put(start, firstColumn - this.columns.length, first);
        this.columns.push(column);
        this.column = column;
        this.maybeColumn = false;
        this.length += column.length;
      }
    } else {
      for (let end = endOfUserChain(text, next); end >= 0; end = endOfUserChain(text, next)) {
        next = end;
        this.length += 1;
      }
      if (next > start) this.put(start, chainLines, first);
    }
    this.next = next;
    return next > start;
  }

  /** Reads the line that begins at `start`. */
  addLine(start: number): Line {
    const number = this.length + 1;
    const line =
      shapeAt(this.memo, start) === chainShape
        ? new RememberedChain(this.text, start, number)
        : (usualTable(this.text, start, number) ?? this.readAt(start, number));
    this.put(start, this.others.length, this.length);
    this.others.push(line);
    this.length += 1;
    this.next = nextLine(this.text, start);
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
    this.starts[pieces] = start;
    this.firsts[pieces] = first;
    this.kinds[pieces] = kind;
    this.pieces = pieces + 1;
  }
}

/** The same as `startsWith`, which looks at one character after the other. Names differ most at their ends. */
function beginsWith(text: string, head: string, start: number): boolean {
  const end = start + head.length;
  return text.charCodeAt(end - 2) === head.charCodeAt(head.length - 2) && text.slice(start, end) === head;
}

/** Where the chain's name begins in a usual rule that begins at `start`. */
function nameOfRule(text: string, start: number): number {
  return (text.charCodeAt(start) === bracket ? text.indexOf(']', start) + 2 : start) + append.length;
}

/**
 * Reads of a dump what is no rule. Undefined of one in which rules have to be read to know what the others mean: where tables or their ends are
 * missing or unknown, chains are emptied, or lines end as other systems end them. Such dumps are no output of iptables-save as it is.
 */
export function readPartly(
  text: string,
  marked: boolean,
  verbatim: ReadonlySet<string>,
): PartlyReadDump | undefined {
  if (text.includes('\r')) return undefined;
  const dump = new PartlyReadDump(marked, text, verbatim);
  let inTable = false;
  for (let start = 0; start < text.length; start = dump.next) {
    const first = text.charCodeAt(start);
    const isPassed =
      first === colon ? dump.addChains(start) : (first === dash || first === bracket) && dump.addRules(start);
    const line = isPassed ? undefined : dump.addLine(start);
    switch (line?.kind) {
      case 'table':
        if (inTable || !isTableName(line.name.text)) return undefined;
        inTable = true;
        break;
      case 'commit':
        if (!inTable) return undefined;
        inTable = false;
        break;
      case 'unread':
        if (line.code === flushCommand) return undefined;
        break;
      case undefined:
      case 'chain':
      case 'rule':
        if (!inTable) return undefined;
        break;
      case 'blank':
      case 'comment':
        break;
    }
  }
  return inTable ? undefined : dump;
}

function longer(full: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const more = new Int32Array(full.length * 2);
  more.set(full);
  return more;
}
