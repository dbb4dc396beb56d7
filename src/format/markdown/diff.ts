import type { Diff, Difference, Ending } from '../../diff/diff.js';
import { asIs, type ShownNames } from '../describe.js';
import { changeWords, sameWords, type Compared } from '../diff/changeWords.js';
import { endingWords } from '../diff/endingWords.js';
import { harmless } from '../harmless.js';
import { traceCommand, type RulesSource } from '../lint/findingWords.js';
import { harmlessSentence } from '../sentence.js';
import { clip } from '../wrap.js';
import { dispositionSign } from './dispositionSign.js';
import { block, code, fitting, folded, longestComment, parts, prose, table } from './markdown.js';
import { rowsMarkdown } from './rows.js';

export interface DiffMarkdownOptions extends Compared {
  /** Paths of both dumps, or `stdin`. */
  readonly before: string;
  readonly after: string;
  readonly origins?: { readonly before: RulesSource['origin']; readonly after: RulesSource['origin'] };
  /** Missing where no names were given. */
  readonly names?: ShownNames | undefined;
}

const longestRule = 600;

/** Which packets are treated differently for a comment: from what to what in a table; behind a fold the packets, and one that shows it. */
export function formatDiffMarkdown({ differences }: Diff, options: DiffMarkdownOptions): string {
  const dumps = `${code(harmlessSentence(options.before))} → ${code(harmlessSentence(options.after))}`;
  if (differences.length === 0) return `**equivalent**: ${sameWords(options)} (${dumps})\n`;
  const count = differences.length;
  const rows = differences.map(({ before, after }, index) => [
    String(index + 1),
    sideCell(before, options),
    sideCell(after, options),
  ]);
  const head = parts([
    `**${count} ${count === 1 ? 'difference' : 'differences'}** (${dumps})`,
    table(['', 'before', 'after'], rows),
  ]);
  const shown = fitting(inFull(differences, options), longestComment - head.length);
  const left = count - shown.length;
  return parts([
    head.trimEnd(),
    ...shown,
    left > 0 ? `The packets of ${left} more are left out: ${code('--format html')} has them.` : undefined,
  ]);
}

function* inFull(differences: readonly Difference[], options: DiffMarkdownOptions): Iterable<string> {
  for (const [index, one] of differences.entries())
    yield folded(`difference ${index + 1}: ${changeWords(one, options)}`, details(one, options));
}

function sideCell(ending: Ending, { names }: DiffMarkdownOptions): string {
  const { by } = ending;
  const words = `${dispositionSign(ending.kind)} ${prose((names?.beside ?? asIs)(endingWords(ending), true))}`;
  return by === undefined || !('text' in by)
    ? words
    : `${words}<br>${code(clip(harmless(by.text), longestRule))}`;
}

function details(
  { packets, family, witness }: Difference,
  { before, after, origins }: DiffMarkdownOptions,
): string {
  return parts([
    rowsMarkdown(packets, family),
    ...(witness === undefined
      ? []
      : [
          'for example',
          block(
            [
              { name: before, origin: origins?.before },
              { name: after, origin: origins?.after },
            ]
              .map((dump) => traceCommand(witness, dump))
              .join('\n'),
            'sh',
          ),
        ]),
  ]).trimEnd();
}
