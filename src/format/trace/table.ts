import type { Assumption, Hop, Path, Step, TableHop, Trace } from '../../trace/trace.js';
import { writeChance } from '../chance.js';
import type { Beside } from '../describe.js';
import { harmless } from '../harmless.js';
import { writeRows } from '../layout.js';
import { namedRows } from '../namedRows.js';
import type { Row } from '../layout.js';
import { harmlessSentence } from '../sentence.js';
import { drawTable } from '../table.js';
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

const columns: readonly TableColumn[] = [
  { heading: 'hook' },
  { heading: 'table' },
  { heading: 'chain', least: 14 },
  { heading: 'rule' },
  { heading: 'line' },
  { heading: 'verdict', least: 8 },
  { heading: 'change', least: 12 },
  { heading: 'why', least: 12 },
];

/** Pages narrower than this have the same in four columns. */
const wide = 120;
const narrowColumns: readonly TableColumn[] = [
  { heading: 'hook, table', least: 10 },
  { heading: 'rule', least: 10 },
  { heading: 'verdict', least: 8 },
  { heading: 'change, why', least: 12 },
];

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
  const tables = paths.map((path, index) => {
    const title = single ? [] : [titleRow(path, index, paths.length)];
    const cells = pathCells(trace, path, options);
    const table = drawTable(width < wide ? narrowColumns : columns, cells, width, colour);
    return `${write([{ kind: 'blank' }, ...title])}${table}${write(endRows(trace, path))}`;
  });
  return `${write(packetRows(trace, subject))}${tables.join('')}${single ? '' : '\n'}${ends}${answers}`;
}

function titleRow(path: Path, index: number, count: number): Row {
  const chance = path.chance === undefined ? '' : ` · chance ${writeChance(path.chance)}`;
  return { kind: 'section', text: `path ${index + 1} of ${count}${chance}` };
}

function pathCells(trace: Trace, path: Path, options: TraceTextOptions): readonly (readonly TableCell[])[] {
  let state: State = stateOf(trace.packet);
  const rows: (readonly TableCell[])[] = [];
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
      const named = namedEntry(entry, options.describe.beside);
      rows.push(entryCells(hop, named, index === 0, options.width < wide));
    });
  }
  return rows;
}

function namedEntry(entry: Entry, beside: Beside | undefined): Entry {
  if (beside === undefined) return entry;
  return { ...entry, change: beside(entry.change ?? '', false), why: beside(entry.why ?? '', false) };
}

function entryCells(hop: Hop, entry: Entry, first: boolean, narrow: boolean): readonly TableCell[] {
  const { chain = '', rule = '', line = '', change = '', why = '', muted = false } = entry;
  const cell = (text: string, role: TableCell['role']): TableCell => ({ text, role: muted ? 'dim' : role });
  const hook = first ? hop.hook : '';
  const table = first ? (hop.kind === 'table' ? hop.table : hop.kind) : '';
  const verdict = entry.verdict ?? cell('', 'plain');
  if (narrow) {
    const place = joinLines(`${chain} ${rule}`.trim(), line === '' ? '' : `line ${line}`);
    return [
      cell(joinLines(hook, table), 'label'),
      cell(place, 'plain'),
      verdict,
      cell(joinLines(change, why), 'plain'),
    ];
  }
  return [
    cell(hook, 'strong'),
    cell(table, 'label'),
    cell(chain, 'plain'),
    cell(rule, 'plain'),
    cell(line, 'plain'),
    verdict,
    cell(change, 'change'),
    cell(why, 'plain'),
  ];
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
