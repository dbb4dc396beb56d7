import type { Diff, Difference, Undecided } from '../../diff/difference.js';
import type { Ending } from '../../diff/side.js';
import { asIs, type ShownNames } from '../describe.js';
import {
  assumedWords,
  changeCounts,
  changeWords,
  doneWords,
  openSides,
  openWords,
  sameWords,
  sumWords,
  type Compared,
} from '../diff/changeWords.js';
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
export function formatDiffMarkdown(found: Diff, options: DiffMarkdownOptions): string {
  const { differences, undecided, assumed } = found;
  const dumps = `${code(harmlessSentence(options.before))} → ${code(harmlessSentence(options.after))}`;
  const taken = assumed.map((one) => `assumed: ${assumedWords(one)}`);
  if (differences.length + undecided.length === 0) {
    return parts([`**${sumWords(found)}**: ${sameWords(options)} (${dumps})`, ...taken]);
  }
  const count = differences.length;
  const rows = differences.map(({ kind, before, after }, index) => [
    String(index + 1),
    sideCell(before, kind, options),
    sideCell(after, kind, options),
  ]);
  const head = parts([
    `**${sumWords(found)}** (${dumps})`,
    changeCounts(found, options),
    count === 0 ? undefined : table(['', 'before', 'after'], rows),
    ...taken,
  ]);
  const shown = fitting(inFull(found, options), longestComment - head.length);
  const left = count + undecided.length - shown.length;
  return parts([
    head.trimEnd(),
    ...shown,
    left > 0 ? `The packets of ${left} more are left out: ${code('--format html')} has them.` : undefined,
  ]);
}

function* inFull({ differences, undecided }: Diff, options: DiffMarkdownOptions): Iterable<string> {
  for (const [index, one] of differences.entries())
    yield folded(`difference ${index + 1}: ${changeWords(one, options)}`, details(one, options));
  for (const one of undecided) yield folded(openWords(one, options), openDetails(one));
}

function openDetails(open: Undecided): string {
  return parts([
    ...openSides(open).map(([side, words]) => `${side} ${prose(words)}`),
    open.packets === undefined ? undefined : rowsMarkdown(open.packets, open.family),
  ]).trimEnd();
}

function sideCell(ending: Ending, kind: Difference['kind'], { names }: DiffMarkdownOptions): string {
  const { by } = ending;
  const words = `${dispositionSign(ending.kind)} ${prose((names?.beside ?? asIs)(endingWords(ending, kind === 'answer'), true))}`;
  return by === undefined || !('text' in by)
    ? words
    : `${words}<br>${code(clip(harmless(by.text), longestRule))}`;
}

function details(difference: Difference, { before, after, origins }: DiffMarkdownOptions): string {
  const { packets, family, witness } = difference;
  return parts([
    ...doneWords(difference).map(([side, words]) => `${side} ${prose(words)}`),
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
