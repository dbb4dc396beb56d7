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
  return `${[...blocks, sumOf(dumps, options.colour)].join('\n\n')}\n`;
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
    ...(finding.excerpt === undefined ? [] : [excerptLine(finding.excerpt, options)]),
    ...shown.flatMap((cause) => [
      `  ${colour('dim', 'because of')} ${beside(placeWords(cause), true)}${cause.line === undefined ? '' : colour('dim', `, line ${cause.line}`)}`,
      excerptLine(cause.excerpt, options),
    ]),
    ...(left > 0 ? [`  ${colour('dim', `and of ${left} more (-v shows them)`)}`] : []),
    ...(finding.evidence === undefined
      ? []
      : [`  ${colour('dim', 'counters:')} ${harmlessSentence(finding.evidence)}`]),
    ...witnessLines(dump, finding, options, beside),
  ].join('\n');
}

function excerptLine(text: string, { colour, width }: LintTextOptions): string {
  return indent + colour('dim', clip(harmless(text), Math.max(width - indent.length, 20)));
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

function sumOf(dumps: readonly LintedDump[], colour: Colour): string {
  const { found, nothing, beside } = sumWords(dumps);
  return [nothing ? colour('through', found) : found, ...(beside === '' ? [] : [beside])].join(', ');
}
