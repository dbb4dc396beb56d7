import type { Dump, Line } from './ast.js';
import type { SheetPlace } from './dumpText.js';
import type { Problem } from './problem.js';

/** A dump whose lines are made when somebody asks for them. */
export interface CountedDump extends Dump {
  readonly length: number;
  /** Those of its lines that are of no known shape, in order. */
  readonly others: readonly Line[];
  /** `number` is 1-based, up to `length`. */
  line(number: number): Line;
  /** Where rules are read late: how lines are looked at that are not read. */
  readonly late?: LateText;
  /** The same lines, but rules of one chain that stand in a row may be one piece, and so may lines of chains. */
  heads?(): Iterable<Line | RuleRun | ChainRun | ChainColumn>;
  /** Where rules are read late: what is wrong with the words of all that was read, in the order in which it was. */
  readonly problems?: readonly Problem[];
}

/** The lines of a dump which need not be read by words where somebody knows what they look like. They have no carriage returns. */
export interface LateText {
  /** Where the line of that number begins, 1-based. */
  placeOfLine(number: number): SheetPlace;
  /** Where the words behind `-A CHAIN ` begin in the line of that number; undefined where it is not known that it begins so. `chain`: the one to which its rule belongs. */
  behindHead(number: number, chain: string): SheetPlace | undefined;
  /** The rule of that number where it is known that one begins at a place: in a long chain that takes no search. */
  ruleAt(place: SheetPlace, number: number): Line;
}

/** Rules of one chain that stand in a row, as one piece. */
export interface RuleRun {
  readonly kind: 'run';
  readonly chain: string;
  /** Of the first, 1-based. */
  readonly line: number;
  readonly count: number;
}

/** Lines in a row that declare chains without a policy, as one piece. */
export interface ChainRun {
  readonly kind: 'chains';
  readonly names: readonly string[];
  /** Of the first, 1-based. */
  readonly line: number;
}

/** Lines in a row that declare chains without a policy in the order of their names, and all rules of these chains that no other piece has. */
export interface ChainColumn {
  readonly kind: 'column';
  /** Of the first, 1-based. */
  readonly line: number;
  readonly length: number;
  /** How many of the chains have rules. */
  readonly withRules: number;
  /** `index` is from 0, in the order of the lines. */
  name(index: number): string;
  has(name: string): boolean;
  /** -1 where no chain is called so. */
  indexOf(name: string): number;
  /** The chains of which the names begin so: from the first to behind the last. */
  startingWith(beginning: string): readonly [from: number, to: number];
  /** The line of a chain's first rule, 1-based, and 0 where it has none; its other rules follow it. */
  firstRule(index: number): number;
  ruleCount(index: number): number;
}

function isCounted(dump: Dump): dump is CountedDump {
  return 'line' in dump;
}

/** Where rules are read late: the text they are read from. */
export function lateText(dump: Dump): LateText | undefined {
  return isCounted(dump) ? dump.late : undefined;
}

/** All lines of a dump, one after the other. */
export function eachLine(dump: Dump): Iterable<Line> {
  return isCounted(dump) ? eachCounted(dump) : dump.lines;
}

/** The same, but rules of one chain that stand in a row may be one piece, which costs less, and so may lines of chains. A column of chains stands before rules of other chains. */
export function eachHead(dump: Dump): Iterable<Line | RuleRun | ChainRun | ChainColumn> {
  return isCounted(dump) && dump.heads !== undefined ? dump.heads() : eachLine(dump);
}

/** Those of its lines that are of no known shape, among them the first of each shape. */
export function eachUnknownLine(dump: Dump): Iterable<Line> {
  return isCounted(dump) ? dump.others : dump.lines;
}

/** Where rules are read late: what is wrong with the words of what was read so far, in that order. */
export function lateProblems(dump: Dump): readonly Problem[] {
  return isCounted(dump) ? (dump.problems ?? []) : [];
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
