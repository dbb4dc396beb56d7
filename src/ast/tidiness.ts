import type { Dump, Line } from './ast.js';
import { eachLine, eachUnknownLine, lineOf } from './dumpLines.js';
import type { Problem } from './problem.js';
import { isRemembered } from './rememberedLine.js';
import { writeLine } from './writeDump.js';

/** What was seen so far of what iptables-restore stumbles over though every word is right. */
export interface Tidiness {
  first: Line | undefined;
  /** The first line that ends in carriage return and newline, and the first that iptables-restore refuses for it. */
  returned: Line | undefined;
  hurt: Line | undefined;
  /** The first with a blank where none may stand, and how many there are. */
  blank: Line | undefined;
  blanks: number;
}

export function newTidiness(): Tidiness {
  return { first: undefined, returned: undefined, hurt: undefined, blank: undefined, blanks: 0 };
}

/** Looks at the next line. */
export function lookAtLine(tidiness: Tidiness, line: Line): void {
  tidiness.first ??= line;
  if (tidiness.hurt === undefined && line.ending === '\r\n') {
    tidiness.returned ??= line;
    if (isHurtByReturn(line)) tidiness.hurt = line;
  }
  if (!hasStrayBlank(line)) return;
  tidiness.blank ??= line;
  tidiness.blanks += 1;
}

/** What iptables-restore stumbles over: line endings of other systems, blanks where it takes none. Each is told once, at the first line that has it. */
export function untidiness(
  { first, returned, hurt, blank, blanks }: Tidiness,
  byteOrderMark: boolean,
): readonly Problem[] {
  const told = hurt ?? returned;
  return [
    ...(byteOrderMark && first !== undefined ? [tell(first, byteOrderMarkText)] : []),
    ...(told === undefined ? [] : [tell(told, carriageReturnText(hurt !== undefined))]),
    ...(blank === undefined ? [] : [tell(blank, strayBlankText(blanks))]),
  ];
}

/**
 * The same of a whole dump. `hasReturns`: some line ends in carriage return and newline.
 * @see iptables iptables/iptables-restore.c ip46tables_restore_main
 */
export function tidinessProblems(dump: Dump, hasReturns: boolean): readonly Problem[] {
  const tidiness: Tidiness = { ...newTidiness(), first: lineOf(dump, 1) };
  // In a line of a known shape no blank is too many, so without carriage returns the others tell all.
  for (const line of hasReturns ? eachLine(dump) : eachUnknownLine(dump)) lookAtLine(tidiness, line);
  return untidiness(tidiness, dump.byteOrderMark);
}

type Text = Pick<Problem, 'severity' | 'code' | 'message' | 'hint'>;

const byteOrderMarkText: Text = {
  severity: 'warning',
  code: 'byte-order-mark',
  message: 'the file begins with a byte order mark; it is passed over, iptables-restore would refuse it',
};

function carriageReturnText(hurts: boolean): Text {
  return {
    severity: 'warning',
    code: hurts ? 'carriage-return' : 'harmless-carriage-return',
    message: hurts
      ? 'the line ends in carriage return and newline; iptables-restore would take the former into the last word'
      : 'the line ends in carriage return and newline',
  };
}

/**
 * Whether iptables-restore refuses a line that ends in carriage return and newline: it looks at no comment and at nothing behind a chain's
 * counters, and takes any character into a comment that is not quoted or into an interface's name.
 */
function isHurtByReturn(line: Line): boolean {
  if (line.kind === 'comment') return false;
  if (line.kind === 'chain') return line.counters === undefined;
  if (line.kind !== 'rule' || line.after !== '') return true;
  const last = line.options.at(-1);
  const value = last?.words.at(-1);
  return value === undefined || value.raw !== undefined || !takesAnyCharacter.has(last?.name.text ?? '');
}

const takesAnyCharacter: ReadonlySet<string> = new Set([
  '--comment',
  '-i',
  '-o',
  '--in-interface',
  '--out-interface',
]);

function strayBlankText(count: number): Text {
  return {
    severity: 'error',
    code: 'stray-blank',
    message: `a blank stands where iptables-restore takes none${count > 1 ? `, here and in ${count - 1} more lines` : ''}; it is passed over`,
    hint: 'an indented copy is read all the same',
  };
}

/** Before `*`, `:`, `#`, counters and COMMIT, behind COMMIT, and in a line of its own. */
function hasStrayBlank(line: Line): boolean {
  if (isRemembered(line)) return false;
  switch (line.kind) {
    case 'blank':
      return line.raw !== '';
    case 'comment':
      return !line.raw.startsWith('#');
    case 'table':
      return line.before !== '';
    case 'chain':
      return line.command === undefined && line.before !== '';
    case 'commit':
      return line.before !== '' || /^[ \t]/.test(line.after);
    case 'rule':
      return line.counters?.gap !== undefined;
    case 'unread':
      return false;
  }
}

function tell(line: Line, text: Text): Problem {
  const excerpt = writeLine(line);
  return { ...text, line: line.line, column: 1, length: Math.max(excerpt.length, 1), excerpt };
}
