import type { Finding, Severity } from '../../lint/finding.js';
import type { Colour, Role } from '../colour.js';
import { asIs, type Beside } from '../describe.js';
import { harmless } from '../harmless.js';
import { harmlessSentence } from '../sentence.js';
import { clip, wrapText } from '../wrap.js';
import { placeWords, traceCommand, type RulesSource } from './findingWords.js';
import type { LintedDump } from './lintedDump.js';
import { sumWords } from './sumWords.js';

export interface LintTextOptions {
  /** Columns. */
  readonly width: number;
  readonly colour: Colour;
  /** All causes of a finding instead of the first few. */
  readonly verbose: boolean;
}

const roles: Readonly<Record<Severity, Role>> = { error: 'ended', warning: 'unsure', note: 'label' };
const indent = '    ';
/** So many causes are shown unless all are asked for. */
const shownCauses = 5;
/** A rule's text is shown up to here. */
const longestRule = 600;
/** Above so many findings the end says of which lint rules they are. */
const manyFindings = 10;

/**
 * Findings as people read them: where and what, the rule, the rules that cause it, a packet that shows it; a sum at the end. Nothing
 * where no dump could be linted.
 */
export function formatLintText(dumps: readonly LintedDump[], options: LintTextOptions): string {
  if (dumps.every(({ unusable }) => unusable !== undefined)) return '';
  const blocks = dumps.flatMap((dump) => [
    ...dump.findings.map((finding) => findingBlock(dump, finding, options)),
    ...dump.undecided.map(
      ({ table, reason }) =>
        `${options.colour('strong', `${harmlessSentence(dump.name)}:`)} ${options.colour('unsure', 'not decided:')} table ${table}: ${reason}`,
    ),
  ]);
  const end = [...ruleCounts(dumps, options), sumOf(dumps, options.colour)].join('\n');
  return `${[...blocks, end].join('\n\n')}\n`;
}

function findingBlock(dump: LintedDump, finding: Finding, options: LintTextOptions): string {
  const { colour, width } = options;
  const { name, names } = dump;
  const beside: Beside = names?.beside ?? asIs;
  const at = [name, ...(finding.line === undefined ? [] : [String(finding.line)])].join(':');
  const head = [
    colour('strong', `${harmlessSentence(at)}:`),
    colour(roles[finding.severity], `${finding.severity}:`),
    beside(placeWords(finding), true),
    colour('dim', `[${finding.rule}]`),
  ].join(' ');
  const message = wrapText(beside(harmlessSentence(finding.message), true), Math.max(width - 2, 20)).map(
    (line) => `  ${line}`,
  );
  const shown = finding.because.slice(0, options.verbose ? undefined : shownCauses);
  const left = finding.because.length - shown.length;
  return [
    head,
    ...message,
    ...(finding.excerpt === undefined ? [] : excerptLines(finding.excerpt, options)),
    ...shown.flatMap((cause) => [
      `  ${colour('dim', 'because of')} ${beside(placeWords(cause), true)}${cause.line === undefined ? '' : colour('dim', `, line ${cause.line}`)}`,
      ...excerptLines(cause.excerpt, options),
    ]),
    ...(left > 0 ? [`  ${colour('dim', `and of ${left} more (-v shows them)`)}`] : []),
    ...(finding.evidence === undefined
      ? []
      : [`  ${colour('dim', 'counters:')} ${harmlessSentence(finding.evidence)}`]),
    ...witnessLines(dump, finding, options, beside),
  ].join('\n');
}

function excerptLines(text: string, { colour, width }: LintTextOptions): readonly string[] {
  const room = Math.max(width - indent.length, 20);
  return wrapText(clip(harmless(text), longestRule), room - 2, room).map(
    (line, index) => indent + colour('dim', index === 0 ? line : `  ${line}`),
  );
}

function witnessLines(
  dump: RulesSource,
  { witness }: Finding,
  { colour }: LintTextOptions,
  beside: Beside,
): readonly string[] {
  if (witness === undefined) return [];
  return [
    `  ${colour('dim', 'for example')} ${beside(harmlessSentence(witness.end), true)}:`,
    indent + traceCommand(witness, dump),
  ];
}

/** `by lint rule: 36 calico-hash, 1 mark-overlap`, most first; nothing where the findings are few, or all of one. */
function ruleCounts(dumps: readonly LintedDump[], { width }: LintTextOptions): readonly string[] {
  const found = dumps.flatMap(({ findings }) => findings.map(({ rule }) => rule));
  const counts = new Map<string, number>();
  for (const rule of found) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  if (found.length <= manyFindings || counts.size === 1) return [];
  const told = [...counts].sort(([, a], [, b]) => b - a).map(([rule, count]) => `${count} ${rule}`);
  return [wrapText(`by lint rule: ${told.join(', ')}`, width).join('\n')];
}

function sumOf(dumps: readonly LintedDump[], colour: Colour): string {
  const { found, nothing, beside } = sumWords(dumps);
  return [nothing ? colour('through', found) : found, ...(beside === '' ? [] : [beside])].join(', ');
}
