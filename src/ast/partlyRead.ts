import { bang, blank, bracket, colon, dash, quote } from '../../grammar/characters.js';
import { isTableName } from '../netfilter/hooks.js';
import type { Line } from './ast.js';
import type { CountedDump, RuleRun } from './dumpLines.js';
import { longestChainName } from './limits.js';
import type { Problem } from './problem.js';
import { cutLine, nextLine } from './rawLine.js';
import { readLine } from './readLine.js';
import { flushCommand } from './readRule.js';
import { RememberedChain, RememberedRule } from './rememberedLine.js';
import { endOfCounters, learnShape, newShapeMemo, shapeAt } from './shapeMemo.js';
import type { ShapeMemo } from './shapeMemo.js';

/** A piece of a dump that is no line of its own. */
const chainLines = -1;
const ruleLines = -2;

/**
 * A dump of which the rules are read when somebody asks for them. `readAst` defines what is read; here stands where. Of rules in a row
 * that belong to one chain it is kept where the first begins, of chain lines in a row the same, and all other lines are read at once.
 */
export class PartlyReadDump implements CountedDump {
  readonly kind = 'dump';
  length = 0;
  /** The lines that are read at once, in order; no usual line of a chain is among them. */
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
  /** Rules that were read by the grammar, by their lines. */
  private readonly read = new Map<number, Line>();
  /** The chain whose rules stood last. */
  private chain = '';
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

  /** All lines but the rules, and where those stand. */
  *heads(): Iterable<Line | RuleRun> {
    for (let piece = 0; piece < this.pieces; piece += 1) {
      const first = this.firsts[piece] ?? 0;
      const end = this.endOf(piece);
      if (this.kinds[piece] === ruleLines) {
        const start = chainStart(this.text, this.starts[piece] ?? 0);
        const chain = this.text.slice(start, this.text.indexOf(' ', start));
        yield { kind: 'run', chain, line: first + 1, count: end - first };
      } else {
        for (let index = first; index < end; index += 1) yield this.lineOf(piece, index);
      }
    }
  }

  /** `number` is 1-based, up to `length`. */
  line(number: number): Line {
    const index = number - 1;
    const piece = this.cursorPiece;
    const isNear = piece >= 0 && index >= this.cursorIndex && index < this.endOf(piece);
    return this.lineOf(isNear ? piece : this.pieceOf(index), index);
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
    return kind === chainLines
      ? new RememberedChain(this.text, start, index + 1)
      : this.rule(start, index + 1);
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

  private rule(start: number, number: number): Line {
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

  /** Passes over a rule that begins at `start`; false where it has to be read to know its chain. */
  addRule(start: number): boolean {
    const { text } = this;
    const name = chainStart(text, start);
    if (name < 0) return false;
    const isNext =
      this.kinds[this.pieces - 1] === ruleLines &&
      text.startsWith(this.chain, name) &&
      text.charCodeAt(name + this.chain.length) === blank;
    if (!isNext) {
      const end = endOfName(text, name);
      if (end < 0) return false;
      this.chain = text.slice(name, end);
      this.put(start, ruleLines);
    }
    this.length += 1;
    return true;
  }

  /** Adds the line that begins at `start`. Undefined where it is a usual line of a chain, of which there may be many. */
  addLine(start: number): Line | undefined {
    if (this.text.charCodeAt(start) === colon && shapeAt(this.memo, start) !== undefined) {
      if (this.pieces === 0 || this.kinds[this.pieces - 1] !== chainLines) this.put(start, chainLines);
      this.length += 1;
      return undefined;
    }
    const line = this.readAt(start, this.length + 1);
    this.put(start, this.others.length);
    this.others.push(line);
    this.length += 1;
    return line;
  }

  private put(start: number, kind: number): void {
    const { pieces } = this;
    if (pieces === this.starts.length) {
      this.starts = longer(this.starts);
      this.firsts = longer(this.firsts);
      this.kinds = longer(this.kinds);
    }
    this.starts[pieces] = start;
    this.firsts[pieces] = this.length;
    this.kinds[pieces] = kind;
    this.pieces = pieces + 1;
  }
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
  for (let start = 0; start < text.length; start = nextLine(text, start)) {
    const first = text.charCodeAt(start);
    const line =
      (first === dash || first === bracket) && dump.addRule(start) ? undefined : dump.addLine(start);
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

/** Where the chain's name begins in `-A CHAIN …`, counters before it or not; -1 where the line is none of that form. */
function chainStart(text: string, start: number): number {
  if (text.charCodeAt(start) !== bracket) return text.startsWith('-A ', start) ? start + 3 : -1;
  const end = endOfCounters(text, start);
  return end >= 0 && text.startsWith(' -A ', end) ? end + 4 : -1;
}

/** Where a name ends that means itself, with a blank behind it; -1 where it is none. */
function endOfName(text: string, start: number): number {
  const first = text.charCodeAt(start);
  if (first === dash || first === bang) return -1;
  let at = start;
  while (text.charCodeAt(at) > blank && text.charCodeAt(at) !== quote) at += 1;
  return at === start || at - start > longestChainName || text.charCodeAt(at) !== blank ? -1 : at;
}

function longer(full: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const more = new Int32Array(full.length * 2);
  more.set(full);
  return more;
}
