import type { Difference } from '../../diff/diff.js';
import { asIs, type ShownNames } from '../describe.js';
import { traceCommand, type RulesSource } from '../lint/findingWords.js';
import { rowsLegend } from '../rows/rowsLegend.js';
import { rowsTable } from '../rows/rowsTable.js';
import type { RowsOptions } from '../rows/rowsTable.js';
import { changeWords, sameWords, type Compared } from './changeWords.js';
import { endingWords } from './endingWords.js';

export interface DiffTextOptions extends Omit<RowsOptions, 'family'>, Compared {
  /** Paths of both dumps, or `stdin`. */
  readonly before: string;
  readonly after: string;
  readonly origins?: { readonly before: RulesSource['origin']; readonly after: RulesSource['origin'] };
  /** Missing where no names were given. */
  readonly names?: ShownNames | undefined;
}

/** Which packets are treated differently, from what to what, by which rules; a sum at the end. */
export function formatDiffText(differences: readonly Difference[], options: DiffTextOptions): string {
  const { colour, names } = options;
  const beside = names?.beside ?? asIs;
  if (differences.length === 0) {
    return `${colour('through', 'equivalent')}: ${sameWords(options)}\n`;
  }
  const blocks = differences.map((difference) => {
    const { family, before, after, packets, witness } = difference;
    return [
      colour('strong', changeWords(difference, options)),
      `  ${colour('dim', 'before')} ${beside(endingWords(before), true)}`,
      `  ${colour('dim', 'after')}  ${beside(endingWords(after), true)}`,
      rowsTable(packets, { ...options, family }),
      ...(witness === undefined
        ? []
        : [
            `  ${colour('dim', 'for example')} ${traceCommand(witness, { name: options.before, origin: options.origins?.before })}`,
            `  ${colour('dim', 'and')}         ${traceCommand(witness, { name: options.after, origin: options.origins?.after })}`,
          ]),
    ].join('\n');
  });
  const legend = options.families.flatMap((family) =>
    rowsLegend(
      differences.flatMap((each) => (each.family === family ? [each.packets] : [])),
      { ...options, family },
    ),
  );
  const count = differences.length;
  return `${[...blocks, ...legend, colour('ended', `${count} ${count === 1 ? 'difference' : 'differences'}`)].join('\n\n')}\n`;
}
