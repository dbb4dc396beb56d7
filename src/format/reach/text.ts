import type { Family } from '../../netfilter/hooks.js';
import type { Rows } from '../../packetset/rowsOf.js';
import type { Reach } from '../../reach/reach.js';
import type { Colour } from '../colour.js';
import { traceCommand } from '../lint/findingWords.js';
import { harmlessSentence } from '../sentence.js';
import { drawTable } from '../table.js';
import { rowWords } from './rowWords.js';

export interface ReachTextOptions {
  readonly width: number;
  readonly family: Family;
  readonly colour: Colour;
  /** The target as people say it: `come to filter FORWARD rule 3`. Text of the dump in it is not yet made harmless. */
  readonly target: string;
  /** Its path, or `stdin`. */
  readonly dump: string;
}

/** A table of ranges for each hook in which packets come there, and a packet that shows it. */
export function formatReachText(reach: Reach, options: ReachTextOptions): string {
  const { colour } = options;
  const target = harmlessSentence(options.target);
  if (reach.hooks.length === 0) return `${colour('ended', 'NO PACKETS')} ${target}\n`;
  const blocks = reach.hooks.map(({ hook, packets }) =>
    [colour('heading', hook), tableOf(packets, options)].join('\n'),
  );
  const witness =
    reach.witness === undefined
      ? ['no single packet was confirmed by a trace: what other tables do may keep it away']
      : [
          `${colour('dim', 'for example')} ${harmlessSentence(reach.witness.end)}:`,
          `    ${traceCommand(reach.witness, options.dump)}`,
        ];
  return `${[`packets that ${colour('strong', target)}, as they come to this node or leave a socket of it`, ...blocks, witness.join('\n')].join('\n\n')}\n`;
}

function tableOf({ rows, complete }: Rows, { width, colour, family }: ReachTextOptions): string {
  const words = rows.map((row) => rowWords(row, family));
  const columns = [...new Set(words.flatMap((row) => [...row.keys()]))];
  const more = complete ? '' : `\nmore than ${rows.length} rows: --max-rows shows more`;
  if (columns.length === 0) return `any packet${more}`;
  return (
    drawTable(
      columns.map((heading) => ({ heading, least: 12 })),
      words.map((row) =>
        columns.map((column) => ({ text: row.get(column) ?? 'any', role: 'plain' as const })),
      ),
      width,
      colour,
    ).trimEnd() + more
  );
}
