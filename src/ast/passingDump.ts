import type { Line } from './ast.js';
import type { CountedDump } from './dumpLines.js';
import { placeOn, startOfSheet } from './dumpText.js';
import type { DumpText } from './dumpText.js';
import type { Problem } from './problem.js';
import { cutLine, nextLine } from './rawLine.js';
import { readLine } from './readLine.js';
import { endOfDump, passLine, startOfDump } from './structure.js';
import { lookAtLine, newTidiness, untidiness } from './tidiness.js';

/**
 * A dump of which every line is read by the grammar when somebody comes by, and none is kept: a hundred thousand lines take as long to keep
 * as to read. `readAst` without memo defines what is read. Who asks for a line later has it read again.
 */
export class PassingDump implements CountedDump {
  readonly kind = 'dump';
  /** What is wrong, once somebody passed all lines: with their words, between them, and with how they are written. */
  found: readonly Problem[] = [];
  /** How many lines there are, once somebody passed them all. */
  private counted: number | undefined;
  /** Where lines begin; made when somebody asks for a single line. */
  private starts: Int32Array | undefined;

  constructor(
    readonly byteOrderMark: boolean,
    /** Without byte order mark. */
    private readonly text: DumpText,
    private readonly verbatim: ReadonlySet<string>,
  ) {}

  /** Every line, read now. */
  *heads(): Generator<Line, undefined> {
    const { text, verbatim } = this;
    const problems: Problem[] = [];
    const between: Problem[] = [];
    const place = startOfDump();
    const tidiness = newTidiness();
    let number = 0;
    let last: Line | undefined;
    for (const sheet of text.sheets) {
      for (let start = 0; start < sheet.length;) {
        const next = nextLine(sheet, start);
        number += 1;
        const line = readLine(cutLine(sheet, start, next, number), verbatim, problems);
        passLine(place, line, between);
        lookAtLine(tidiness, line);
        yield line;
        last = line;
        start = next;
      }
    }
    endOfDump(place, last, between);
    this.counted = number;
    this.found = [...problems, ...between, ...untidiness(tidiness, this.byteOrderMark)];
  }

  get length(): number {
    return this.counted ?? this.lineStarts().length;
  }

  /** `number` is 1-based, up to `length`. What is wrong with it is not told again. */
  line(number: number): Line {
    const starts = this.lineStarts();
    const { sheet, at } = placeOn(this.text, starts[number - 1] ?? 0);
    return readLine(cutLine(sheet, at, nextLine(sheet, at), number), this.verbatim, []);
  }

  get lines(): readonly Line[] {
    return Array.from({ length: this.length }, (_, index) => this.line(index + 1));
  }

  get others(): readonly Line[] {
    return this.lines;
  }

  private lineStarts(): Int32Array {
    if (this.starts !== undefined) return this.starts;
    const starts: number[] = [];
    for (const [index, sheet] of this.text.sheets.entries()) {
      const sheetStart = startOfSheet(this.text, index);
      for (let start = 0; start < sheet.length;) {
        starts.push(sheetStart + start);
        start = nextLine(sheet, start);
      }
    }
    this.starts = Int32Array.from(starts);
    return this.starts;
  }
}
