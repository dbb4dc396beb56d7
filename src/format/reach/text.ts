import type { Family } from '../../netfilter/hooks.js';
import type { Reach } from '../../reach/reach.js';
import type { Colour } from '../colour.js';
import { asIs, type ShownNames } from '../describe.js';
import { traceCommand, type RulesSource } from '../lint/findingWords.js';
import { rowsLegend } from '../rows/rowsLegend.js';
import { rowsTable } from '../rows/rowsTable.js';
import { noneWords, unreadWords } from './reachWords.js';
import { harmlessSentence } from '../sentence.js';
import { wrapSegments, type Segment } from '../layout.js';
import { wrapText } from '../wrap.js';

export interface ReachTextOptions {
  readonly width: number;
  readonly family: Family;
  readonly colour: Colour;
  /** The target as people say it: `come to filter FORWARD rule 3`. Text of the dump in it is not yet made harmless. */
  readonly target: string;
  /** Its path, or `stdin`. */
  readonly dump: string;
  /** Missing of a dump. */
  readonly origin?: RulesSource['origin'];
  /** Missing where no names were given. */
  readonly names?: ShownNames | undefined;
}

/** A table of ranges for each hook in which packets come there, and a packet that shows it. */
export function formatReachText(reach: Reach, options: ReachTextOptions): string {
  const { colour, names } = options;
  const beside = names?.beside ?? asIs;
  const target = beside(harmlessSentence(options.target), true);
  const sentence = (segments: readonly Segment[]): string =>
    wrapSegments(segments, options.width, colour).join('\n');
  const open = unreadWords(reach);
  const unread = open === undefined ? [] : [sentence([{ role: 'unsure', text: open }])];
  if (reach.hooks.length === 0) {
    const none = noneWords(reach);
    const head = sentence([
      open === undefined ? { role: 'ended', text: none.toUpperCase() } : { role: 'unsure', text: none },
      { role: 'plain', text: ` ${target}` },
    ]);
    return `${[head, ...unread].join('\n\n')}\n`;
  }
  const blocks = reach.hooks.map(({ hook, packets }) =>
    [colour('heading', hook), rowsTable(packets, options)].join('\n'),
  );
  const legend = rowsLegend(
    reach.hooks.map(({ packets }) => packets),
    options,
  );
  const witness =
    reach.witness === undefined
      ? wrapText(
          'no single packet was confirmed by a trace: what other tables do may keep it away',
          options.width,
        )
      : [
          sentence([
            { role: 'dim', text: 'for example' },
            { role: 'plain', text: ` ${beside(harmlessSentence(reach.witness.end), true)}:` },
          ]),
          `    ${traceCommand(reach.witness, { name: options.dump, origin: options.origin })}`,
        ];
  const head = sentence([
    { role: 'plain', text: 'packets that ' },
    { role: 'strong', text: target },
    { role: 'plain', text: ', as they come to this node or leave a socket of it' },
  ]);
  return `${[head, ...blocks, ...legend, ...unread, witness.join('\n')].join('\n\n')}\n`;
}
