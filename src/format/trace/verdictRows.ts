import { behindWords } from '../../trace/behind.js';
import type { Path, Trace } from '../../trace/trace.js';
import { writeChance } from '../chance.js';
import { harmless } from '../harmless.js';
import type { Row, Segment } from '../layout.js';
import { harmlessSentence } from '../sentence.js';
import { clip } from '../wrap.js';
import type { TraceWordsOptions } from './options.js';
import { numberWords, sumOfChances } from './pathWords.js';
import { settleRows } from './settleRows.js';
import { joinWords } from './stepWords.js';
import { dispositionRole, dispositionWord, verdictWords } from './verdict.js';

type TextRow = Extract<Row, { kind: 'text' }>;

/** A rule's text is shown up to here; with a comment of kilobytes the verdict would leave the screen. */
const longestRule = 600;

/** The last rows of a trace: how its paths, in printing order, end. `quiet`: these are all there is, so no path has a number. */
export function endingRows(trace: Trace, paths: readonly Path[], options: TraceWordsOptions): readonly Row[] {
  const [only] = paths;
  const quiet = options.detail === 'quiet';
  const cut = trace.complete ? [] : [incompleteRow(paths)];
  if (only !== undefined && paths.length === 1) {
    return [...cut, ...(quiet ? [verdictRow(only)] : verdictRows(only, options))];
  }
  return [...cut, ...groupedRows(paths, !quiet), ...(quiet ? [] : settleRows(trace)), togetherRow(trace)];
}

/** How a path ends: the verdict, then the deciding rule as the dump has it and what it is for. */
export function verdictRows(path: Path, options: TraceWordsOptions): readonly TextRow[] {
  const { kind, by } = path.disposition;
  const head = verdictRow(path);
  if (by.kind !== 'rule') return [head];
  const { ruleset, describe, detail } = options;
  const text = harmless(by.rule.text);
  const shown = detail === 'verbose' ? text : clip(text, longestRule);
  const said = describe.describeRule(ruleset, by.rule);
  const chain = describe.describeChain(ruleset, by.rule.table, by.rule.chain);
  const owner = chain === undefined ? '' : harmlessSentence(`${chain.owner}: ${chain.purpose}`);
  const meaning = joinWords([owner, harmlessSentence(said ?? '')]);
  // Where a walk was cut, packets go on behind its last rule.
  const hidden = kind === 'abandoned' ? undefined : behindWords(ruleset, by.rule);
  return [
    head,
    { ...behind('plain', shown), unnamed: true },
    ...(meaning === '' ? [] : [behind('dim', meaning)]),
    ...(hidden === undefined ? [] : [behind('unsure', harmlessSentence(hidden))]),
  ];
}

/** The verdict alone: `DROPPED  by filter FORWARD rule 3, line 20 of the dump`. */
export function verdictRow(path: Path): TextRow {
  const { kind } = path.disposition;
  const label: Segment = { role: dispositionRole(kind), text: dispositionWord(kind) };
  return {
    kind: 'text',
    label,
    indent: 0,
    text: { role: 'strong', text: verdictWords(path) },
    namesChains: true,
  };
}

function behind(role: 'plain' | 'dim' | 'unsure', text: string): TextRow {
  return { kind: 'text', label: { role: 'plain', text: '' }, indent: 0, text: { role, text } };
}

/** Paths that end alike. */
export interface EndGroup {
  readonly first: Path;
  readonly members: readonly Path[];
  /** Of the members, from 1, in printing order. */
  readonly numbers: readonly number[];
}

/** Paths in printing order, together where one verdict holds for them. */
export function endGroups(paths: readonly Path[]): readonly EndGroup[] {
  const groups = new Map<string, { first: Path; members: Path[]; numbers: number[] }>();
  for (const [index, path] of paths.entries()) {
    const key = `${path.disposition.kind} ${verdictWords(path)}`;
    const group = groups.get(key) ?? { first: path, members: [], numbers: [] };
    groups.set(key, group);
    group.members.push(path);
    group.numbers.push(index + 1);
  }
  return [...groups.values()];
}

/** Paths that end alike in one line, with its verdict and chance; `numbered`: it names them. */
function groupedRows(paths: readonly Path[], numbered: boolean): readonly Row[] {
  return endGroups(paths).map(({ first, members, numbers }) => {
    if (members.length === 1) {
      return summaryRow(numbered ? `path ${numberWords(numbers)}` : '1 path', members, first, '');
    }
    const which = numbered ? ` (paths ${numberWords(numbers)})` : '';
    return summaryRow(`${members.length} paths`, members, first, which);
  });
}

function summaryRow(label: string, paths: readonly Path[], path: Path, which: string): Row {
  const { kind } = path.disposition;
  const chance = sumOfChances(paths);
  return {
    kind: 'step',
    label,
    indent: 0,
    place: chance === undefined ? '' : `chance ${writeChance(chance)}`,
    action: { role: dispositionRole(kind), text: dispositionWord(kind) },
    meaning: `${verdictWords(path)}${which}`,
    namesChains: true,
  };
}

/** The last line of several: whether all paths end alike. */
export function togetherRow(trace: Trace): TextRow {
  const kinds = [...new Set(trace.paths.map((path) => path.disposition.kind))];
  const [kind] = kinds;
  const followed = trace.complete ? '' : ' that were followed';
  if (kind === undefined) return behind('plain', 'no path');
  if (kinds.length === 1) {
    return {
      kind: 'text',
      label: { role: dispositionRole(kind), text: dispositionWord(kind) },
      indent: 0,
      text: { role: 'strong', text: `on all ${trace.paths.length} paths${followed}` },
    };
  }
  const parts = kinds.map((one) => {
    const paths = trace.paths.filter((path) => path.disposition.kind === one);
    const chance = sumOfChances(paths);
    return `${dispositionWord(one)} on ${paths.length} of ${trace.paths.length} paths${chance === undefined ? '' : ` (chance ${writeChance(chance)})`}`;
  });
  return {
    kind: 'text',
    label: { role: 'unsure', text: 'VERDICT' },
    indent: 0,
    text: { role: 'strong', text: `differs: ${parts.join(', ')}${followed}` },
  };
}

/** What stands before the verdict of a trace that was cut: there were too many paths, or one was too long. */
export function incompleteRow(paths: readonly Path[]): TextRow {
  const text = paths.some(({ disposition }) => disposition.kind === 'abandoned')
    ? 'a limit cut this trace: not every path was followed to its end'
    : 'there are more paths than the limit (--max-paths): these are only some of them';
  return {
    kind: 'text',
    label: { role: 'ended', text: 'INCOMPLETE' },
    indent: 0,
    text: { role: 'unsure', text },
  };
}
