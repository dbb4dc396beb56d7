import type { Assumption, Hop, Path, Step, TableHop, Trace } from '../../trace/trace.js';
import { writeChance } from '../chance.js';
import type { Beside } from '../describe.js';
import { harmless } from '../harmless.js';
import { writeRows } from '../layout.js';
import { namedRows } from '../namedRows.js';
import type { Row } from '../layout.js';
import { harmlessSentence } from '../sentence.js';
import { drawTable, wholeTableWidth } from '../table.js';
import type { TableCell, TableColumn } from '../table.js';
import { applyChanges, changePhrases, stateOf } from './changes.js';
import type { State } from './changes.js';
import type { TraceTextOptions } from './options.js';
import { formatAnswers } from './answers.js';
import { endRows, packetRows } from './packetRows.js';
import type { Subject } from './packetRows.js';
import { pathSections } from './pathTree.js';
import { questionWords } from './questionWords.js';
import { backWords, joinWords, markWords, missWords, returnReason, ruleWords } from './stepWords.js';
import { dispositionRole } from './verdict.js';
import { endingRows } from './verdictRows.js';

/** The columns of a table, and the page from which on it may have them. */
interface Layout {
  readonly columns: readonly TableColumn[];
  readonly from: number;
  readonly cells: (hop: Hop, entry: Entry, first: boolean) => readonly TableCell[];
}

/** From the widest one on, all with the same in them. */
const layouts: readonly Layout[] = [
  {
    columns: [
      { heading: 'hook' },
      { heading: 'table' },
      { heading: 'chain', least: 14, names: true },
      { heading: 'rule' },
      { heading: 'line' },
      { heading: 'verdict', least: 8, names: true },
      { heading: 'change', least: 12 },
      { heading: 'why', least: 12 },
    ],
    from: 120,
    cells: wideCells,
  },
  {
    columns: [
      { heading: 'hook, table', least: 10 },
      { heading: 'rule', least: 10, names: true },
      { heading: 'verdict', least: 8, names: true },
      { heading: 'change, why', least: 12 },
    ],
    from: 0,
    cells: narrowCells,
  },
];

/** Where names would be broken in all others. */
const narrowest: Layout = {
  columns: [
    { heading: 'hook, table', least: 10 },
    { heading: 'rule, verdict', least: 13, names: true },
    { heading: 'change, why', least: 12 },
  ],
  from: 0,
  cells: narrowestCells,
};

/** Beside names that stay whole, the words need so much more than the least. */
const ease = 8;

/** One line of the table; what is left out is empty. */
interface Entry {
  readonly chain?: string;
  readonly rule?: string;
  readonly line?: string;
  readonly verdict?: TableCell;
  readonly change?: string;
  readonly why?: string;
  readonly muted?: boolean;
}

/** A trace with a row for each step, a table for each path; before it the packet, behind it the verdicts. */
export function formatTraceTable(trace: Trace, options: TraceTextOptions): string {
  return writeWay(trace, 'packet', options);
}

function writeWay(trace: Trace, subject: Subject, options: TraceTextOptions): string {
  const { width, colour, detail } = options;
  const { beside } = options.describe;
  const write = (rows: readonly Row[]): string => writeRows(namedRows(rows, beside), width, colour);
  const paths = pathSections(trace, false).flatMap(({ path }) => (path === undefined ? [] : [path]));
  const single = paths.length === 1;
  const ends = write(endingRows(trace, paths, options));
  const answers = formatAnswers(paths, options, (answer) => writeWay(answer, 'answer', options));
  if (detail === 'quiet') return ends + answers;
  const entries = paths.map((path) => pathEntries(trace, path, options));
  const layout = layoutOf(entries.flat(), width);
  const tables = paths.map((path, index) => {
    const title = single ? [] : [titleRow(path, index, paths.length)];
    const table = drawTable(layout.columns, rowsIn(layout, entries[index] ?? []), width, colour);
    return `${write([{ kind: 'blank' }, ...title])}${table}${write(endRows(trace, path))}`;
  });
  return `${write(packetRows(trace, subject))}${tables.join('')}${single ? '' : '\n'}${ends}${answers}`;
}

function titleRow(path: Path, index: number, count: number): Row {
  const chance = path.chance === undefined ? '' : ` · chance ${writeChance(path.chance)}`;
  return { kind: 'section', text: `path ${index + 1} of ${count}${chance}` };
}

/** An entry with where it stands. */
interface PlacedEntry {
  readonly hop: Hop;
  readonly entry: Entry;
  /** Of its hop. */
  readonly first: boolean;
}

/** The first layout that has room for all words whole, or at least for all names. */
function layoutOf(entries: readonly PlacedEntry[], width: number): Layout {
  const fits =
    (whole: 'names' | 'words', more: number) =>
    (layout: Layout): boolean =>
      width >= layout.from && wholeTableWidth(layout.columns, rowsIn(layout, entries), whole) + more <= width;
  return [...layouts, narrowest].find(fits('words', 0)) ?? layouts.find(fits('names', ease)) ?? narrowest;
}

function rowsIn({ cells }: Layout, entries: readonly PlacedEntry[]): readonly (readonly TableCell[])[] {
  return entries.map(({ hop, entry, first }) => cells(hop, entry, first));
}

function pathEntries(trace: Trace, path: Path, options: TraceTextOptions): readonly PlacedEntry[] {
  let state: State = stateOf(trace.packet);
  const placed: PlacedEntry[] = [];
  for (const hop of path.hops) {
    if (hop.kind === 'table') state = stateOf(hop.packet);
    const entries: Entry[] = [];
    if (hop.kind === 'table') {
      for (const step of hop.steps) {
        entries.push(...missEntries(step, options), stepEntry(hop, step, state, options));
        if (step.kind === 'rule') state = applyChanges(state, step.changes);
      }
    } else {
      entries.push(hopEntry(hop, state, options));
      state = applyChanges(state, hop.changes);
    }
    entries.forEach((entry, index) => {
      placed.push({ hop, entry: namedEntry(entry, options.describe.beside), first: index === 0 });
    });
  }
  return placed;
}

function namedEntry(entry: Entry, beside: Beside | undefined): Entry {
  if (beside === undefined) return entry;
  return { ...entry, change: beside(entry.change ?? '', false), why: beside(entry.why ?? '', false) };
}

function wideCells(hop: Hop, entry: Entry, first: boolean): readonly TableCell[] {
  const { chain = '', rule = '', line = '', change = '', why = '' } = entry;
  return [
    cellOf(entry, first ? hop.hook : '', 'strong'),
    cellOf(entry, first ? tableWord(hop) : '', 'label'),
    cellOf(entry, chain),
    cellOf(entry, rule),
    cellOf(entry, line),
    entry.verdict ?? cellOf(entry, ''),
    cellOf(entry, change, 'change'),
    cellOf(entry, why),
  ];
}

function narrowCells(hop: Hop, entry: Entry, first: boolean): readonly TableCell[] {
  const { change = '', why = '' } = entry;
  return [
    cellOf(entry, first ? joinLines(hop.hook, tableWord(hop)) : '', 'label'),
    cellOf(entry, placeLines(entry)),
    entry.verdict ?? cellOf(entry, ''),
    cellOf(entry, joinLines(change, why)),
  ];
}

function narrowestCells(hop: Hop, entry: Entry, first: boolean): readonly TableCell[] {
  const { change = '', why = '', verdict } = entry;
  const { role } = verdict ?? cellOf(entry, '');
  return [
    cellOf(entry, first ? joinLines(hop.hook, tableWord(hop)) : '', 'label'),
    { text: joinLines(placeLines(entry), verdict?.text ?? ''), role },
    cellOf(entry, joinLines(change, why)),
  ];
}

function cellOf({ muted = false }: Entry, text: string, role: TableCell['role'] = 'plain'): TableCell {
  return { text, role: muted ? 'dim' : role };
}

function tableWord(hop: Hop): string {
  return hop.kind === 'table' ? hop.table : hop.kind;
}

function placeLines({ chain = '', rule = '', line = '' }: Entry): string {
  return joinLines(`${chain} ${rule}`.trim(), line === '' ? '' : `line ${line}`);
}

function joinLines(...lines: readonly string[]): string {
  return lines.filter((line) => line !== '').join('\n');
}

function hopEntry(hop: Exclude<Hop, TableHop>, before: State, options: TraceTextOptions): Entry {
  const phrases = changePhrases(hop.changes, before);
  const assumed = hop.kind === 'conntrack' ? [] : hop.assumptions;
  return {
    change: phrases.map((phrase) => phrase.text).join(', '),
    why: joinWords([
      harmlessSentence(hop.text),
      ...phrases.map((phrase) => markWords(phrase, options)),
      ...assumedWords(assumed),
    ]),
  };
}

function stepEntry(hop: TableHop, step: Step, before: State, options: TraceTextOptions): Entry {
  switch (step.kind) {
    case 'rule': {
      const phrases = changePhrases(step.changes, before);
      const to = step.to === undefined ? '' : ` ${harmless(step.to)}`;
      const ends = step.verdict === 'DROP' || step.verdict === 'REJECT';
      return {
        chain: harmless(step.rule.chain),
        rule: String(step.rule.number),
        line: String(step.rule.line),
        verdict: { text: `${step.verdict}${to}`, role: ends ? dispositionRole('dropped') : 'plain' },
        change: phrases.map((phrase) => phrase.text).join(', '),
        why: joinWords([...ruleWords(step, phrases, options), ...assumedWords(step.assumptions)]),
      };
    }
    case 'return':
      return {
        chain: harmless(step.chain),
        why: `${returnReason(step.because)}, ${backWords(step.to, hop.table, options.ruleset)}`,
      };
    case 'policy': {
      const role = step.verdict === 'DROP' ? dispositionRole('dropped') : 'plain';
      return { chain: harmless(step.chain), rule: 'policy', verdict: { text: step.verdict, role } };
    }
  }
}

/** Rules that did not match: all of them in a verbose table, else those that were assumed not to. */
function missEntries(step: Step, options: TraceTextOptions): readonly Entry[] {
  const isVerbose = options.detail === 'verbose';
  const shown = isVerbose
    ? step.misses
    : (step.looked ?? step.misses).filter((miss) => miss.assumptions.length > 0);
  return shown.map((miss) => ({
    chain: harmless(miss.rule.chain),
    rule: String(miss.rule.number),
    line: String(miss.rule.line),
    verdict: { text: 'no match', role: 'dim' },
    why: joinWords([missWords(miss, options), ...assumedWords(miss.assumptions)]),
    muted: true,
  }));
}

function assumedWords(assumptions: readonly Assumption[]): readonly string[] {
  return assumptions.map((assumption) => `assumed: ${questionWords(assumption)}`);
}
