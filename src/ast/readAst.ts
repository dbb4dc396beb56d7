import type { Dump, Line } from './ast.js';
import { chainCommands } from './commands.js';
import { dumpTextOf, textBehind } from './dumpText.js';
import type { DumpText } from './dumpText.js';
import { PassingDump } from './passingDump.js';
import { RememberedDump } from './rememberedDump.js';
import { readPartly } from './readPartly.js';
import type { Problem } from './problem.js';
import { cutLine, nextLine } from './rawLine.js';
import { readLine } from './readLine.js';
import { chainShape, learnShape, newShapeMemo, shapeAt } from './shapeMemo.js';
import type { NamingOptions } from './shapeMemo.js';
import { structureProblems } from './structure.js';
import { tidinessProblems } from './tidiness.js';
import { usualTable } from './usualLines.js';

/** What the reader has to be told of matches and targets. */
export interface Vocabulary {
  /** Options, with their dashes, whose next word is a value whatever it looks like: `--comment`, `-j`. */
  readonly verbatim: ReadonlySet<string>;
  /** Names that stand behind some options, with their dashes: of rules that are alike but for them not only values differ. */
  readonly naming?: NamingOptions;
}

export interface AstReading {
  readonly dump: Dump;
  /** In the order of the lines. */
  readonly problems: readonly Problem[];
}

const byteOrderMark = '\xef\xbb\xbf';

/**
 * Reads the text of iptables-save or ip6tables-save. Every text can be read: a line that
 * is none of a dump's is kept as `unread`, and a problem tells why. `writeDump` gives back the same bytes. With `memo`, lines of
 * a shape that was read before are not read again; what is read is the same.
 */
export function readAst(written: string | DumpText, vocabulary: Vocabulary, memo = true): AstReading {
  const { text, marked } = behindMark(written);
  const verbatim = new Set([...vocabulary.verbatim, ...chainCommands]);
  const problems: Problem[] = [];
  const dump = memo
    ? readRemembering(text, marked, { ...vocabulary, verbatim }, problems)
    : readEach(text, marked, verbatim, problems);
  const hasReturns = text.sheets.some((sheet) => sheet.includes('\r\n'));
  const between = [structureProblems(dump), tidinessProblems(dump, hasReturns)];
  for (const problem of between.flat()) problems.push(problem);
  problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  return { dump, problems };
}

/** A reading that goes on as rules are asked for. */
export interface PartialReading {
  readonly dump: Dump;
  /** Of what was read so far, in the order of the lines. */
  readonly problems: () => readonly Problem[];
}

/**
 * The same, but a rule is read when somebody asks for it. Undefined of a text in which rules have to be read to know what the other
 * lines mean.
 */
export function readAstPartly(
  written: string | DumpText,
  vocabulary: Vocabulary,
): PartialReading | undefined {
  const { text, marked } = behindMark(written);
  const verbatim = new Set([...vocabulary.verbatim, ...chainCommands]);
  const dump = readPartly(text, marked, verbatim);
  if (dump === undefined) return undefined;
  // Its usual rules and chains stand in tables, else it could not be read so.
  const between = [...structureProblems(dump, dump.others), ...tidinessProblems(dump, false)];
  const problems = (): readonly Problem[] =>
    [...dump.problems, ...between].sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  return { dump, problems };
}

/**
 * The same as readAst without memo, but every line is read when somebody comes by, and none is kept. `problems` is to be asked once all
 * heads of the dump were passed.
 */
export function readAstInPassing(written: string | DumpText, vocabulary: Vocabulary): PartialReading {
  const { text, marked } = behindMark(written);
  const verbatim = new Set([...vocabulary.verbatim, ...chainCommands]);
  const dump = new PassingDump(marked, text, verbatim);
  const problems = (): readonly Problem[] => [...dump.found].sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  return { dump, problems };
}

/** Without its byte order mark, and whether it had one. */
function behindMark(written: string | DumpText): { readonly text: DumpText; readonly marked: boolean } {
  const text = typeof written === 'string' ? dumpTextOf(written) : written;
  const marked = text.sheets[0]?.startsWith(byteOrderMark) === true;
  return { text: marked ? textBehind(text, byteOrderMark.length) : text, marked };
}

/** Every line by the grammar: what a dump says is defined here. */
function readEach(
  { sheets }: DumpText,
  marked: boolean,
  verbatim: ReadonlySet<string>,
  problems: Problem[],
): Dump {
  const lines: Line[] = [];
  for (const sheet of sheets) {
    for (let start = 0; start < sheet.length;) {
      const next = nextLine(sheet, start);
      lines.push(readLine(cutLine(sheet, start, next, lines.length + 1), verbatim, problems));
      start = next;
    }
  }
  return { kind: 'dump', byteOrderMark: marked, lines };
}

/** The same, but of the lines that have one shape only the first goes through the grammar. */
function readRemembering(
  text: DumpText,
  marked: boolean,
  { verbatim, naming }: Vocabulary,
  problems: Problem[],
): Dump {
  const memo = newShapeMemo(naming);
  const dump = new RememberedDump(marked, text, memo.shapes);
  for (const [index, sheet] of text.sheets.entries()) {
    dump.turnTo(index);
    for (let start = 0; start < sheet.length;) {
      const shapeNumber = shapeAt(memo, sheet, start);
      if (shapeNumber !== undefined) {
        if (shapeNumber === chainShape) dump.addChain(start);
        else dump.addRule(start, shapeNumber, memo.chain, memo.chainEnd);
        start = memo.next;
        continue;
      }
      const next = nextLine(sheet, start);
      const known = problems.length;
      const number = dump.length + 1;
      const line =
        usualTable(sheet, start, number) ?? readLine(cutLine(sheet, start, next, number), verbatim, problems);
      if (problems.length === known) learnShape(memo, line);
      dump.add(line);
      start = next;
    }
  }
  return dump;
}
