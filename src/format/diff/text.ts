import type { Diff } from '../../diff/difference.js';
import { asIs, type ShownNames } from '../describe.js';
import { traceCommand, type RulesSource } from '../lint/findingWords.js';
import { rowsLegend } from '../rows/rowsLegend.js';
import { rowsTable } from '../rows/rowsTable.js';
import type { RowsOptions } from '../rows/rowsTable.js';
import { wrapSegments, type Segment } from '../layout.js';
import { wrapText } from '../wrap.js';
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
} from './changeWords.js';
import { endingWords } from './endingWords.js';

export interface DiffTextOptions extends Omit<RowsOptions, 'family'>, Compared {
  /** Paths of both dumps, or `stdin`. */
  readonly before: string;
  readonly after: string;
  readonly origins?: { readonly before: RulesSource['origin']; readonly after: RulesSource['origin'] };
  /** Missing where no names were given. */
  readonly names?: ShownNames | undefined;
}

/** A sum; which packets are treated differently, from what to what, by which rules; what is open. */
export function formatDiffText(found: Diff, options: DiffTextOptions): string {
  const { differences, undecided, assumed } = found;
  const { colour, names } = options;
  const beside = names?.beside ?? asIs;
  const sentence = (...segments: readonly Segment[]): readonly string[] =>
    wrapSegments(segments, options.width, colour);
  const labelled = (indent: string, label: string, words: string): string => {
    const start = indent.length + label.length + 1;
    return wrapText(words, options.width - start)
      .map((line, index) =>
        index === 0 ? `${indent}${colour('dim', label)} ${line}` : `${' '.repeat(start)}${line}`,
      )
      .join('\n');
  };
  const sides = (rows: readonly (readonly [side: string, words: string])[]): readonly string[] =>
    rows.map(([side, words]) => labelled('  ', side.padEnd(6), beside(words, true)));
  const blocks = differences.map((difference) => {
    const { kind, family, before, after, packets, witness } = difference;
    const isAnswer = kind === 'answer';
    const done = doneWords(difference);
    return [
      ...sentence({ role: 'strong', text: changeWords(difference, options) }),
      ...sides(
        done.length > 0
          ? done
          : [
              ['before', endingWords(before, isAnswer)],
              ['after', endingWords(after, isAnswer)],
            ],
      ),
      rowsTable(packets, { ...options, family }),
      ...(witness === undefined
        ? []
        : [
            `  ${colour('dim', 'for example')} ${traceCommand(witness, { name: options.before, origin: options.origins?.before })}`,
            `  ${colour('dim', 'and')}         ${traceCommand(witness, { name: options.after, origin: options.origins?.after })}`,
          ]),
    ].join('\n');
  });
  const open = undecided.map((one) =>
    [
      ...sentence({ role: 'unsure', text: openWords(one, options) }),
      ...sides(openSides(one)),
      ...(one.packets === undefined ? [] : [rowsTable(one.packets, { ...options, family: one.family })]),
    ].join('\n'),
  );
  const legend = options.families.flatMap((family) =>
    rowsLegend(
      [...differences, ...undecided].flatMap((each) =>
        each.family === family && each.packets !== undefined ? [each.packets] : [],
      ),
      { ...options, family },
    ),
  );
  const taken = assumed.map((one) => labelled('', 'assumed ', assumedWords(one)));
  const isSame = differences.length + undecided.length === 0;
  const sum = isSame
    ? sentence({ role: 'through', text: sumWords(found) }, { role: 'plain', text: `: ${sameWords(options)}` })
    : sentence({ role: 'ended', text: sumWords(found) });
  const counts = changeCounts(found, options);
  const head = [...sum, ...(counts === undefined ? [] : wrapText(counts, options.width))];
  return `${[head.join('\n'), ...blocks, ...open, ...legend, ...taken].join('\n\n')}\n`;
}
