import {
  bang,
  blank,
  bracket,
  carriageReturn,
  closingBracket,
  colon,
  dash,
  newline,
} from '../../grammar/characters.js';
import { endOfPlainValue } from '../../grammar/word.js';
import type { Line, OptionNode, RuleLine, Word } from './ast.js';
import { readCommand } from './commands.js';
import { isVerdict, longestChainName, longestVerdict } from './limits.js';
import type { OptionShape, Shape } from './rememberedLine.js';
import { edgeAt, follow, newPlace } from './shapeTree.js';
import type { Piece, Place } from './shapeTree.js';
import { usualRule, type SimpleRule } from './usualLines.js';
import { writeLine } from './writeDump.js';

/**
 * The shapes of a dump's lines. A firewall of a hundred thousand rules has a few dozen: the same options in the same order, with
 * other values. Those of the usual sentences are known before. What the grammar makes of a line depends on the kinds of its tokens and on the options' names alone, so a
 * line whose words are those of a known shape, but for its values, needs no grammar. A value is accepted only as the lexer's
 * own token would be; a line that is anything else, too long, or has to be told of goes through the grammar.
 */
export interface ShapeMemo {
  readonly naming: NamingOptions;
  /** Where a rule begins, and where one with counters does behind them. */
  readonly first: Place;
  readonly counted: Place;
  /** By their numbers. */
  readonly shapes: Shape[];
  hits: number;
  misses: number;
  /** Of the last rule read: between which places of its sheet its chain is written. */
  chain: number;
  chainEnd: number;
  /** Where the line behind the last one read begins, 0-based, on the same sheet. */
  next: number;
}

/** The names that some options take and that say what the options behind them mean: of -m `tcp`, of -j `DNAT`. */
export type NamingOptions = ReadonlyMap<string, ReadonlySet<string>>;

/** Stands in the place of a shape's number for a line of a chain. */
export const chainShape = -1;

/** More shapes are not kept: a dump that has them does not repeat itself. */
const mostShapes = 512;

/** Far below what iptables-restore takes; the limits are told of elsewhere. */
const longestValue = 1000;
const longestLine = 10_000;

export function newShapeMemo(naming: NamingOptions = new Map()): ShapeMemo {
  return {
    naming,
    first: newPlace(),
    counted: newPlace(),
    shapes: [],
    hits: 0,
    misses: 0,
    chain: 0,
    chainEnd: 0,
    next: 0,
  };
}

/**
 * The number of the shape that the line has which begins at `start` (0-based, on its sheet), or `chainShape`; undefined where it is none that is
 * known. Then `next` says where the line behind it begins.
 */
export function shapeAt(memo: ShapeMemo, sheet: string, start: number): number | undefined {
  switch (sheet.charCodeAt(start)) {
    case colon:
      return isUsualChain(memo, sheet, start) ? chainShape : undefined;
    case dash:
    case bracket:
      return isWorthwhile(memo) ? countedShape(memo, sheet, start) : undefined;
    default:
      return undefined;
  }
}

/** Looking up every line costs more than it spares where less than half of them are known. The first of each shape do not count. */
function isWorthwhile({ hits, misses }: ShapeMemo): boolean {
  return misses <= hits + mostShapes;
}

function countedShape(memo: ShapeMemo, sheet: string, start: number): number | undefined {
  const shape = ruleShape(memo, sheet, start) ?? usualShape(memo, sheet, start);
  if (shape === undefined) memo.misses += 1;
  else memo.hits += 1;
  return shape;
}

/** Of a line that is none of the shapes so far, but says a usual sentence. */
function usualShape(memo: ShapeMemo, sheet: string, start: number): number | undefined {
  if (memo.shapes.length === mostShapes) return undefined;
  const counted = sheet.charCodeAt(start) === bracket;
  const rule = usualRule(sheet, counted ? endOfCounters(sheet, start) + 1 : start);
  return rule !== undefined && keepShape(memo, rule, counted) ? ruleShape(memo, sheet, start) : undefined;
}

function ruleShape(memo: ShapeMemo, text: string, start: number): number | undefined {
  let at = start;
  let place: Place | undefined = memo.first;
  if (text.charCodeAt(start) === bracket) {
    at = endOfCounters(text, start);
    if (at < 0 || text.charCodeAt(at) !== blank) return undefined;
    at += 1;
    place = memo.counted;
  }
  let longest = longestChainName;
  for (;;) {
    const first = text.charCodeAt(at);
    const edge = edgeAt(place, text, at, first);
    if (edge !== undefined) {
      at += edge.text.length;
      place = edge.to;
    } else {
      // A dash or `!` that is not known begins no plain value.
      const end = endOfPlainValue(text, at);
      if (end < 0 || end - at > longest) return undefined;
      // The first value is the chain's name.
      if (longest === longestChainName) {
        memo.chain = at;
        memo.chainEnd = end;
        longest = longestValue;
      }
      at = end;
      place = place.value;
      if (place === undefined) return undefined;
    }
    if (at === text.length || text.charCodeAt(at) !== blank) break;
    at += 1;
  }
  const next = behindLine(text, at);
  if (place.shape === undefined || next < 0 || next - start > longestLine) return undefined;
  memo.next = next;
  return place.shape.number;
}

/** `:CHAIN POLICY [packets:bytes]` with one blank between them. */
function isUsualChain(memo: ShapeMemo, text: string, start: number): boolean {
  const name = start + 1;
  const nameEnd = endOfField(text, name);
  if (nameEnd === name || nameEnd - name > longestChainName || text.charCodeAt(nameEnd) !== blank)
    return false;
  const policyEnd = endOfField(text, nameEnd + 1);
  if (policyEnd === nameEnd + 1 || text.charCodeAt(policyEnd) !== blank) return false;
  const next = behindLine(text, endOfCounters(text, policyEnd + 1));
  if (next < 0 || next - start > longestLine) return false;
  if (nameEnd - name <= longestVerdict && isVerdict(text.slice(name, nameEnd))) return false;
  memo.next = next;
  return true;
}

/** Remembers the shape of a line that the grammar read, and found nothing wrong with. */
export function learnShape(memo: ShapeMemo, line: Line): void {
  switch (line.kind) {
    case 'rule':
      if (memo.shapes.length < mostShapes) learnRule(memo, line);
      break;
    case 'chain':
    case 'blank':
    case 'comment':
    case 'table':
    case 'commit':
    case 'unread':
      break;
  }
}

function learnRule(memo: ShapeMemo, rule: RuleLine): void {
  const { counters, command } = rule;
  const pieces = piecesOfRule(rule, memo.naming);
  const counts = counters === undefined ? [] : [counters.text];
  // Whatever else a rule may have (a gap, a position, a value in one word with its option) makes its line another one.
  const isUsual =
    [...counts, ...pieces.map(({ raw }) => raw)].join(' ') === writeLine(rule) &&
    command.raw === undefined &&
    readCommand(command.text)?.command === 'append' &&
    pieces.every(isWhole);
  if (isUsual) keepShape(memo, rule, counters !== undefined);
}

/** Keeps the shape of a rule, if it is a new one. */
function keepShape(memo: ShapeMemo, rule: SimpleRule, counted: boolean): boolean {
  const pieces = piecesOfRule(rule, memo.naming);
  const end = follow(counted ? memo.counted : memo.first, pieces);
  if (end.shape !== undefined) return false;
  const fixed = pieces.map(({ raw, isFixed }) => (isFixed ? raw : undefined));
  end.shape = shapeOf(memo, rule, counted ? [undefined, ...fixed] : fixed, counted ? 1 : 0);
  memo.shapes.push(end.shape);
  return true;
}

function piecesOfRule({ command, chain, options }: SimpleRule, naming: NamingOptions): readonly Piece[] {
  return [pieceOf(command), pieceOf(chain), ...options.flatMap((option) => piecesOf(option, naming))];
}

function pieceOf({ text, raw = text }: Word): Piece {
  const first = raw.charCodeAt(0);
  return { raw, isFixed: first === dash || first === bang };
}

function piecesOf({ negation, name, words }: OptionNode, naming: NamingOptions): readonly Piece[] {
  const names = naming.get(name.text);
  const values = words.map(pieceOf).map(({ raw, isFixed }) => ({
    raw,
    isFixed: isFixed || names?.has(raw) === true,
  }));
  return [...(negation === undefined ? [] : [pieceOf(negation)]), pieceOf(name), ...values];
}

/** Whether the lexer would find the word as it is: it has no quotes, or is nothing but one quote. */
function isWhole({ raw, isFixed }: Piece): boolean {
  return isFixed ? !raw.includes('"') : endOfPlainValue(raw, 0) === raw.length;
}

function shapeOf(
  { shapes }: ShapeMemo,
  rule: SimpleRule,
  fixed: readonly (string | undefined)[],
  command: number,
): Shape {
  let index = command + 2;
  const options: OptionShape[] = [];
  for (const { negation, words } of rule.options) {
    const negated = negation !== undefined;
    const name = negated ? index + 1 : index;
    index = name + 1 + words.length;
    options.push({ negated, name, end: index });
  }
  return { number: shapes.length, fixed, command, options };
}

/** Where `[packets:bytes]` ends that begins at `start`; -1 where its numbers are none, or may be too large. */
export function endOfCounters(text: string, start: number): number {
  if (text.charCodeAt(start) !== bracket) return -1;
  const middle = endOfDigits(text, start + 1);
  if (middle < 0 || text.charCodeAt(middle) !== colon) return -1;
  const end = endOfDigits(text, middle + 1);
  return end < 0 || text.charCodeAt(end) !== closingBracket ? -1 : end + 1;
}

/** Of 1 to 19 digits, which are below 2^64. */
function endOfDigits(text: string, start: number): number {
  let at = start;
  while (at < text.length && text.charCodeAt(at) >= 0x30 && text.charCodeAt(at) <= 0x39) at += 1;
  return at === start || at - start > 19 ? -1 : at;
}

/** Where a field of a chain line ends: at a blank or control character. */
function endOfField(text: string, start: number): number {
  let at = start;
  while (at < text.length && text.charCodeAt(at) > blank) at += 1;
  return at;
}

/** Where the next line begins if this one ends at `at`; -1 where it does not. */
function behindLine(text: string, at: number): number {
  if (at < 0 || at === text.length) return at;
  const code = text.charCodeAt(at);
  if (code === newline) return at + 1;
  return code === carriageReturn && text.charCodeAt(at + 1) === newline ? at + 2 : -1;
}
