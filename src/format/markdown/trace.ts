import type { Path, Trace } from '../../trace/trace.js';
import { writeChance } from '../chance.js';
import { asIs } from '../describe.js';
import type { Row } from '../layout.js';
import { namedRows } from '../namedRows.js';
import { harmlessSentence } from '../sentence.js';
import type { TraceWordsOptions } from '../trace/options.js';
import { assumedRows, endRows, subjectRows } from '../trace/packetRows.js';
import { pathSections } from '../trace/pathTree.js';
import { numberWords, sumOfChances } from '../trace/pathWords.js';
import { questionGroups } from '../trace/questionGroups.js';
import { formatTraceText } from '../trace/text.js';
import { dispositionWord, verdictWords } from '../trace/verdict.js';
import { endGroups, incompleteRow, togetherRow, verdictRows } from '../trace/verdictRows.js';
import { dispositionSign } from './dispositionSign.js';
import { block, code, folded, line, longestComment, parts, prose, table } from './markdown.js';

/** So many ends and questions are listed. */
const mostRows = 40;

/** Columns of a line, which a comment shows without scrolling. */
const width = 100;

/** A trace for a comment: how it ends, the packet, what is not known; the whole trace as text behind a fold. */
export function formatTraceMarkdown(trace: Trace, options: TraceWordsOptions): string {
  const sections = pathSections(trace, false);
  const paths = sections.flatMap(({ path }) => path ?? []);
  const head = headParts(trace, paths, options);
  if (options.detail === 'quiet') return parts(head);
  const facts = parts([...head, factTable(trace, paths, options), questionTable(paths)]);
  return parts([facts.trimEnd(), wayPart(trace, longestComment - facts.length, options)]);
}

function headParts(
  trace: Trace,
  paths: readonly Path[],
  options: TraceWordsOptions,
): readonly (string | undefined)[] {
  const beside = options.describe.beside ?? asIs;
  const cut = trace.complete ? undefined : `**INCOMPLETE** ${incompleteRow(paths).text.text}`;
  const [only] = paths;
  if (only === undefined || paths.length > 1) {
    const { label, text } = togetherRow(trace);
    return [`**${label.text}** ${prose(text.text)}`, cut, endTable(paths, options)];
  }
  const { kind, by } = only.disposition;
  const [, ...behind] = namedRows(verdictRows(only, options), options.describe.beside);
  const lines = behind.flatMap((row, index) =>
    row.kind !== 'text'
      ? []
      : [by.kind === 'rule' && index === 0 ? code(row.text.text) : line(row.text.text)],
  );
  const verdict = `**${dispositionSign(kind)} ${dispositionWord(kind)}** ${prose(beside(verdictWords(only), true))}`;
  return [verdict, cut, lines.join('  \n')];
}

function endTable(paths: readonly Path[], { describe }: TraceWordsOptions): string {
  const beside = describe.beside ?? asIs;
  const groups = endGroups(paths);
  const rows = groups.slice(0, mostRows).map(({ first, members, numbers }) => {
    const { kind } = first.disposition;
    const chance = sumOfChances(members);
    return [
      numberWords(numbers),
      chance === undefined ? 'unknown' : writeChance(chance),
      `**${dispositionSign(kind)} ${dispositionWord(kind)}**`,
      prose(beside(verdictWords(first), true)),
    ];
  });
  return table(['paths', 'chance', 'end', 'where'], rows, groups.length);
}

/** The packet, what became of it on the only path, and what was taken to hold. */
function factTable(trace: Trace, paths: readonly Path[], { describe }: TraceWordsOptions): string {
  const [only] = paths;
  const rows: readonly Row[] = [
    ...subjectRows(trace, 'packet'),
    ...(only === undefined || paths.length > 1 ? [] : endRows(trace, only)),
    ...assumedRows(trace, 'packet'),
  ];
  const cells = namedRows(rows, describe.beside).flatMap((row) =>
    row.kind === 'text'
      ? [[row.label.text, row.text.role === 'strong' ? code(row.text.text) : prose(row.text.text)]]
      : [],
  );
  return table(['', ''], cells);
}

function questionTable(paths: readonly Path[]): string | undefined {
  const groups = questionGroups(paths);
  if (groups.length === 0) return undefined;
  const rows = groups
    .slice(0, mostRows)
    .map(({ question: { asks, because, settle }, answers }) => [
      prose(`${harmlessSentence(asks)}?`),
      prose(answers),
      prose(harmlessSentence(because)),
      code(harmlessSentence(settle)),
    ]);
  return table(['not known', 'assumed', 'because', 'settle it with'], rows, groups.length);
}

/** The trace as text, as much as there is room for. */
function wayPart(trace: Trace, room: number, options: TraceWordsOptions): string {
  const whole = formatTraceText(trace, { ...options, width, colour: (_, text) => text });
  if (whole.length <= room) return folded('the whole trace', block(whole, 'text'));
  const shown = whole.slice(0, whole.lastIndexOf('\n', room));
  const left = whole.slice(shown.length).split('\n').length - 2;
  return `${folded('the trace', block(shown, 'text'))}\n\n${left} more lines are left out: ${code('--format text')} or ${code('--format html')} has them.`;
}
