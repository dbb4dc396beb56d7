import { severities, type Finding } from '../../lint/finding.js';
import { asIs } from '../describe.js';
import { harmless } from '../harmless.js';
import { placeWords, traceCommand } from '../lint/findingWords.js';
import type { LintedDump, LintRun } from '../lint/lintedDump.js';
import { sumWords } from '../lint/sumWords.js';
import { harmlessSentence } from '../sentence.js';
import { clip } from '../wrap.js';
import {
  block,
  code,
  fitting,
  folded,
  line,
  longestComment,
  longestTable,
  parts,
  prose,
  table,
} from './markdown.js';

/** So many findings are in the table, and so many in full, while there is room; so many dumps are named above them. */
const mostRows = 100;
const mostInFull = 40;
const mostDumps = 5;
const mostCauses = 10;
const mostProblems = 10;
const longestRule = 600;

interface Placed {
  readonly dump: LintedDump;
  readonly finding: Finding;
}

/** What lint found for a comment: a table, the worst first; behind a fold each with its rules and a packet. */
export function formatLintMarkdown({ dumps }: LintRun): string {
  const { found, beside } = sumWords(dumps);
  const all = dumps.flatMap((dump) => dump.findings.map((finding): Placed => ({ dump, finding })));
  const sorted = severities.flatMap((severity) => all.filter(({ finding }) => finding.severity === severity));
  const head = parts([
    `**${found}**${beside === '' ? '' : `, ${beside}`}${dumps.length > 1 ? ':' : ' in'} ${dumpNames(dumps)}`,
    sorted.length === 0 ? undefined : summary(sorted, dumps.length > 1),
  ]);
  const remarks = dumps.flatMap((dump) => [...notLinted(dump), ...wrongWith(dump)]);
  const shown = fitting(remarks, longestTable);
  const behind = parts([
    ...shown,
    shown.length < remarks.length
      ? `and ${remarks.length - shown.length} more remarks: ${code('--format json')} has all`
      : undefined,
  ]);
  const full = fitting(inFull(sorted), longestComment - head.length - behind.length);
  const left = sorted.length - full.length;
  return parts([
    head.trimEnd(),
    ...full,
    left > 0 ? `${left} more are not told in full here: ${code('--format json')} has all.` : undefined,
    behind.trimEnd(),
  ]);
}

function dumpNames(dumps: readonly LintedDump[]): string {
  const names = dumps.slice(0, mostDumps).map(({ name }) => code(harmlessSentence(name)));
  const left = dumps.length - names.length;
  if (names.length === 0) return 'no dump';
  return `${names.join(', ')}${left > 0 ? ` and ${left} more` : ''}`;
}

function summary(placed: readonly Placed[], several: boolean): string {
  const rows = placed
    .slice(0, mostRows)
    .map(({ dump, finding }) => [
      finding.severity,
      ...(several ? [code(harmlessSentence(dump.name))] : []),
      prose(whereOf({ dump, finding })),
      code(finding.rule),
      prose((dump.names?.beside ?? asIs)(harmlessSentence(finding.message), true)),
    ]);
  return table(['', ...(several ? ['dump'] : []), 'where', 'lint rule', 'what'], rows, placed.length);
}

function whereOf({ dump, finding }: Placed): string {
  const place = (dump.names?.beside ?? asIs)(placeWords(finding), true);
  return `${place}${finding.line === undefined ? '' : `, line ${finding.line}`}`;
}

function* inFull(placed: readonly Placed[]): Iterable<string> {
  for (const one of placed.slice(0, mostInFull))
    yield folded(`${one.finding.severity}: ${whereOf(one)}`, details(one));
}

function details({ dump, finding }: Placed): string {
  const { because, evidence, excerpt, message, witness } = finding;
  const beside = dump.names?.beside ?? asIs;
  const causes = because.slice(0, mostCauses).map((cause) => {
    const at = cause.line === undefined ? '' : `, line ${cause.line}`;
    return `because of ${prose(beside(placeWords(cause), true))}${at}:\n\n${ruleBlock(cause.excerpt)}`;
  });
  const left = because.length - causes.length;
  return parts([
    line(beside(harmlessSentence(message), true)),
    excerpt === undefined ? undefined : ruleBlock(excerpt),
    ...causes,
    left > 0 ? `and of ${left} more` : undefined,
    evidence === undefined ? undefined : `counters: ${prose(harmlessSentence(evidence))}`,
    ...(witness === undefined
      ? []
      : [
          `for example ${prose(beside(harmlessSentence(witness.end), true))}:`,
          block(traceCommand(witness, dump), 'sh'),
        ]),
  ]).trimEnd();
}

function ruleBlock(text: string): string {
  return block(clip(harmless(text), longestRule), 'text');
}

function notLinted({ name, undecided, unusable }: LintedDump): readonly string[] {
  const dump = code(harmlessSentence(name));
  return [
    ...(unusable === undefined ? [] : [`not linted: ${dump}: ${prose(harmlessSentence(unusable))}`]),
    ...undecided.map(
      ({ table: of, reason }) => `not decided: ${dump}, table ${of}: ${prose(harmlessSentence(reason))}`,
    ),
  ];
}

/** What of a dump could not be read: nothing is found in that. */
function wrongWith({ name, problems }: LintedDump): readonly string[] {
  if (problems.length === 0) return [];
  const items = problems.slice(0, mostProblems).map(({ severity, line: at, message }) => {
    const place = at === undefined ? '' : `, line ${at}`;
    return `- ${severity}${place}: ${prose(clip(harmlessSentence(message), longestRule))}`;
  });
  const left = problems.length - items.length;
  const more = left > 0 ? [`- and ${left} more`] : [];
  return [`What is wrong with ${code(harmlessSentence(name))} itself:\n\n${[...items, ...more].join('\n')}`];
}
